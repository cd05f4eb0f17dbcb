package dev.landlord.launcher.simulation;

import dev.landlord.agent.enforce.ProcessIdentity;
import dev.landlord.protocol.message.Command;

/// An order reaches the one group that it means, in the boot in which it was seen, and after a restart of the agent only the processes that
/// were found when it was accepted: never a successor.
final class SuccessorsLive extends Invariant {
    SuccessorsLive(Simulation sim) {
        super(sim, "a successor is never killed by an old order");
    }

    @Override
    public void signalled(SimNode node, Command.Evict order, Group group, ProcessIdentity process, boolean force) {
        exercise();
        var fence = order.fence();
        if (group.inode != fence.cgroupId() || !node.kernel().bootId.equals(fence.bootId())) {
            violated("node %s signals %s in %s#%d of %s for order %s, which means #%d of %s", node.id, process, group.path, group.inode,
                node.kernel().bootId, order.order(), fence.cgroupId(), fence.bootId());
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
