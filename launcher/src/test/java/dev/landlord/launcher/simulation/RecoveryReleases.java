package dev.landlord.launcher.simulation;

import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.TenantSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Who wants less than four fifths of every quota, over all nodes or on each as it holds, is free of all throttles within [Bounds#released], if all
/// has been well ([Health]) for that long and longer.
final class RecoveryReleases extends Invariant {
    private static final double BELOW = 0.8;
    private static final long SETTLED_MILLIS = 15_000;

    private final Map<TenantId, Long> since = new HashMap<>();

    RecoveryReleases(Simulation sim) {
        super(sim, "who wants less than the quota is released within the bound");
    }

    @Override
    public void second() {
        for (var tenant : sim.world().tenants()) {
            var spec = sim.world().spec(tenant);
            if (spec.isPresent() && wantsLittle(spec.get())) {
                since.putIfAbsent(tenant, now());
                look(tenant, spec.get());
            } else {
                since.remove(tenant);
            }
        }
    }

    private boolean wantsLittle(TenantSpec spec) {
        var quota = spec.quota();
        return sim.world().cpuDemand(spec) < BELOW * quota.cpuCores()
            && sim.world().memoryDemand(spec) < BELOW * quota.of(Resource.MEMORY).orElse(Double.MAX_VALUE)
            && sim.world().pidsDemand(spec) < BELOW * quota.of(Resource.PIDS).orElse(Double.MAX_VALUE);
    }

    private void look(TenantId tenant, TenantSpec spec) {
        var policyClass = sim.world().policyClass(spec);
        long slowest = sim.nodes().stream().mapToLong(node -> node.sampleMillis).max().orElseThrow();
        long bound = Bounds.released(policyClass, slowest);
        long from = Math.max(since.get(tenant), sim.health().wellSince(tenant) + SETTLED_MILLIS);
        for (var node : sim.nodes()) {
            var left = node.isUp() ? sim.world().throttled(node, tenant) : List.<String>of();
            if (!left.isEmpty()) {
                exercise();
            }
            if (!left.isEmpty() && now() - from > bound) {
                violated("tenant %s has wanted less than its quota for %d ms, well all the time (bound %d ms, class %s), but on node %s %s; "
                    + "policy: %s", tenant, now() - from, bound, policyClass.name(), node.id, String.join(", ", left),
                    sim.owner(tenant).flatMap(term -> term.state(tenant)).map(state -> state.enforcement().toString()).orElse("nobody owns it"));
            }
        }
    }
}
