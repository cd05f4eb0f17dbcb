package dev.landlord.launcher.simulation;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import java.util.ArrayList;
import java.util.List;

/// A workload that somebody may ask to end.
record Workload(TenantId tenant, NodeId node, String name) {
    /// Those that run now in groups of Landlord's own, where an agent acts; none of the modest tenant.
    static List<Workload> own(Simulation sim) {
        var found = new ArrayList<Workload>();
        for (var tenant : sim.world().tenants()) {
            for (var node : sim.nodes()) {
                if (!tenant.equals(World.MODEST) && sim.world().spec(tenant).isPresent() && node.isUp() && node.isEnforcing()) {
                    node.kernel().below(Kernel.own(tenant.value())).stream().filter(group -> !group.processes.isEmpty())
                        .forEach(group -> found.add(new Workload(tenant, node.id, group.path.substring(group.path.lastIndexOf('/') + 1))));
                }
            }
        }
        return found;
    }
}
