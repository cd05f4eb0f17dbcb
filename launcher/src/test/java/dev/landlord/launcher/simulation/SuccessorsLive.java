package dev.landlord.launcher.simulation;

import dev.landlord.agent.enforce.OrderRecord;
import dev.landlord.agent.enforce.ProcessIdentity;
import dev.landlord.protocol.message.Command;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// An order is begun only where the one group that it means is there, in the boot in which it was seen; it reaches nobody else, and after a restart
/// of the agent only the processes that were found when it was accepted: never a successor, never a newcomer.
final class SuccessorsLive extends Invariant {
    private final Map<String, Acceptance> acceptances = new HashMap<>();

    private record Acceptance(long run, Set<ProcessIdentity> found) {
    }

    SuccessorsLive(Simulation sim) {
        super(sim, "a successor is never killed by an old order");
    }

    @Override
    public void accepted(SimNode node, OrderRecord order, boolean fits) {
        exercise();
        acceptances.putIfAbsent(order.order().order(), new Acceptance(node.agent().orElseThrow().run(), Set.copyOf(order.found())));
        if (!fits) {
            violated("node %s has accepted order %s, but no group there is the one that it means", node.id, order.order());
        }
    }

    @Override
    public void signalled(SimNode node, Command.Evict order, Group group, ProcessIdentity process, boolean force) {
        exercise();
        var fence = order.fence();
        if (group.inode != fence.cgroupId() || !node.kernel().bootId.equals(fence.bootId())) {
            violated("node %s signals %s in %s#%d of %s for order %s, which means #%d of %s", node.id, process, group.path, group.inode,
                node.kernel().bootId, order.order(), fence.cgroupId(), fence.bootId());
        }
        var acceptance = acceptances.get(order.order());
        if (acceptance != null && acceptance.run() != node.agent().orElseThrow().run() && !acceptance.found().contains(process)) {
            violated("node %s signals %s for order %s, which run %d of its agent accepted for %s", node.id, process, order.order(),
                acceptance.run(), acceptance.found());
        }
        var kept = node.disk().orders().stream().filter(record -> record.order().order().equals(order.order())).findFirst();
        if (kept.isEmpty()) {
            violated("node %s signals %s for order %s, which is not on disk", node.id, process, order.order());
        } else if (!order.tenant().value().equals(World.owner(group.path).orElse(null))) {
            violated("node %s signals %s in %s for order %s of tenant %s", node.id, process, group.path, order.order(), order.tenant());
        } else if (kept.get().isFinal()) {
            violated("node %s signals %s for order %s, which has ended with %s", node.id, process, order.order(), kept.get().ack().outcome());
        }
    }
}
