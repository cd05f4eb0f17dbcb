package dev.landlord.launcher.simulation;

import dev.landlord.controller.policy.PolicyEvent;
import dev.landlord.controller.policy.Step;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Ack;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// A message that comes again, or after one that it should have come before, changes nothing.
final class RepeatsChangeNothing extends Invariant {
    private final Map<SimTerm, Map<TenantId, Set<Object>>> heard = new HashMap<>();

    RepeatsChangeNothing(Simulation sim) {
        super(sim, "repeated and reordered messages change nothing");
    }

    @Override
    public void stepped(SimTerm term, TenantState before, PolicyEvent event, Step step) {
        boolean repeated = switch (event) {
            case PolicyEvent.Sampled(_, var sample) -> {
                var meter = before.meters().get(sample.node());
                yield meter != null && meter.bootId().equals(sample.bootId()) && meter.agentRun() == sample.agentRun() && sample.seq() <= meter.seq();
            }
            case PolicyEvent.Acked(_, var ack) -> isHeard(term, before, ack) && ack.outcome() != Ack.Outcome.DEFERRED;
            case PolicyEvent.Requested(_, var request) -> before.requests().contains(request.id());
            case PolicyEvent.Declared _, PolicyEvent.Deleted _, PolicyEvent.NodeSeen _, PolicyEvent.Tick _, PolicyEvent.TookOver _ -> false;
        };
        if (repeated) {
            exercise();
            if (!step.records().isEmpty() || !step.effects().isEmpty()) {
                violated("%s had heard %s before, or a later one, and it led to %s", term, event, step.records());
            }
        }
    }

    private boolean isHeard(SimTerm term, TenantState before, Ack ack) {
        return !heard.computeIfAbsent(term, _ -> new HashMap<>()).computeIfAbsent(before.tenant(), _ -> new HashSet<>()).add(ack);
    }
}
