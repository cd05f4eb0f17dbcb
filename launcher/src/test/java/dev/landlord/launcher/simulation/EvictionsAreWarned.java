package dev.landlord.launcher.simulation;

import dev.landlord.agent.enforce.ProcessIdentity;
import dev.landlord.controller.policy.Effect;
import dev.landlord.controller.policy.PolicyEvent;
import dev.landlord.controller.policy.Step;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Decision;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// The policy evicts nobody who was not warned the class's time before, and no process is killed before the order's grace since its group was asked
/// to end is over.
final class EvictionsAreWarned extends Invariant {
    private final Map<TenantId, Instant> warnedAt = new HashMap<>();
    private final Map<String, Long> askedAt = new HashMap<>();
    private final Map<String, Long> graces = new HashMap<>();

    EvictionsAreWarned(Simulation sim) {
        super(sim, "no eviction without warning and grace");
    }

    @Override
    public void stepped(SimTerm term, TenantState before, PolicyEvent event, Step step) {
        if (term.epoch < sim.claims()[term.partition]) {
            return;
        }
        for (var effect : step.effects()) {
            if (effect instanceof Effect.Publish(var decision) && decision.resource() == Resource.MEMORY && !before.untold().contains(decision)) {
                switch (decision.action()) {
                    case WARN -> warnedAt.putIfAbsent(before.tenant(), decision.at());
                    case CALM, RELEASE -> warnedAt.remove(before.tenant());
                    case EVICT -> check(term, before, decision);
                    default -> { }
                }
            }
        }
        if (step.state().declared().isEmpty()) {
            warnedAt.remove(before.tenant());
        }
    }

    private void check(SimTerm term, TenantState before, Decision decision) {
        exercise();
        var warned = warnedAt.get(before.tenant());
        var terms = term.policyClass(before.declared().orElseThrow()).eviction();
        if (warned == null || decision.at().isBefore(warned.plus(terms.warned()))) {
            violated("%s decided %s at %s, and the warning came at %s: %s", term, decision.id(), decision.at(), warned, decision.text());
        }
    }

    @Override
    public void received(SimNode node, Command command, boolean isFound) {
        if (command instanceof Command.Evict order) {
            graces.put(order.order(), order.graceMs());
        }
    }

    @Override
    public void signalled(SimNode node, Command.Evict order, Group group, ProcessIdentity process, boolean force) {
        if (!force) {
            askedAt.putIfAbsent(order.order(), now());
            return;
        }
        exercise();
        var asked = askedAt.get(order.order());
        long grace = graces.getOrDefault(order.order(), order.graceMs());
        if (asked == null || now() - asked < grace) {
            violated("node %s kills %s for order %s %s ms after it was asked to end; the grace is %d ms", node.id, process, order.order(),
                asked == null ? "no" : Long.toString(now() - asked), grace);
        }
    }
}
