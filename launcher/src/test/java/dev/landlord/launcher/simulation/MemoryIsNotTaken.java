package dev.landlord.launcher.simulation;

import dev.landlord.controller.policy.PolicyEvent;
import dev.landlord.controller.policy.Step;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;

/// Memory in use is never taken away: neither does the policy set a mark below the working set that it knows of, nor an agent one below what is
/// used at that moment. Marks are the policy's only while memory is squeezed.
final class MemoryIsNotTaken extends Invariant {
    MemoryIsNotTaken(Simulation sim) {
        super(sim, "memory in use is never taken away");
    }

    @Override
    public void stepped(SimTerm term, TenantState before, PolicyEvent event, Step step) {
        var state = step.state();
        if (!(event instanceof PolicyEvent.Tick) || !state.byHand().isEmpty() || !before.byHand().isEmpty()) {
            return;
        }
        state.useByNode(event.at()).forEach((node, use) -> {
            var desired = state.limits().get(node);
            var mark = desired == null ? null : desired.limits().memoryHighBytes();
            var earlier = before.limits().containsKey(node) ? before.limits().get(node).limits().memoryHighBytes() : null;
            if (mark == null) {
                return;
            }
            exercise();
            if (!state.resource(Resource.MEMORY).squeezed()) {
                violated("%s wants a mark of %d on node %s, and memory of tenant %s is not squeezed", term, mark, node, state.tenant());
            }
            if (!mark.equals(earlier) && mark < use.memoryBytes()) {
                violated("%s sets a mark of %d on node %s, where tenant %s uses %d", term, mark, node, state.tenant(), use.memoryBytes());
            }
        });
    }

    @Override
    public void marks(SimNode node, TenantId tenant, Group group, long bytes) {
        exercise();
        long used = node.kernel().memory(group);
        if (bytes < used) {
            violated("node %s sets a mark of %d on %s of tenant %s, which uses %d", node.id, bytes, group.path, tenant, used);
        }
    }
}
