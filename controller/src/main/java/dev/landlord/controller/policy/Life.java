package dev.landlord.controller.policy;

import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.Reason;
import dev.landlord.protocol.message.TenantSpec;

/// A tenant is declared, changed and deleted, and changes owners.
final class Life {
    private static final Decision.Cause DECLARATION = new Decision.Cause("person", "declaration");

    private Life() {
    }

    /// The last declaration heard of is the one in force; the same one again changes nothing. Versions are for people and do not
    /// order them: a tenant that was deleted and declared anew while nobody looked begins at a lower one.
    static void declared(Turn turn, TenantSpec spec) {
        var before = turn.state().declared();
        if (before.isPresent() && before.get().equals(spec)) {
            return;
        }
        turn.record(new PolicyRecord.SpecTaken(spec));
        if (before.isEmpty()) {
            turn.decide(described(DecisionDraft.of(Decision.Action.DECLARED, "tenant.declared",
                "Tenant %s was declared with %s, class %s.".formatted(spec.id(), Words.quota(spec), spec.policyClass()), DECLARATION),
                spec));
        } else {
            turn.decide(described(DecisionDraft.of(Decision.Action.CHANGED, "tenant.changed",
                "Tenant %s now has %s, class %s; it had %s, class %s.".formatted(spec.id(), Words.quota(spec), spec.policyClass(),
                    Words.quota(before.get()), before.get().policyClass()), DECLARATION)
                .from("version " + before.get().version(), "version " + spec.version()), spec));
            for (var resource : Resource.values()) {
                if (before.get().scope() != spec.scope() || !before.get().quota().of(resource).equals(spec.quota().of(resource))) {
                    easeScore(turn, resource);
                }
            }
        }
        if (turn.rules().classes().find(spec.policyClass()).isEmpty()) {
            turn.decide(DecisionDraft.of(Decision.Action.HELD, "class.unknown",
                "There is no policy class '%s'; tenant %s is treated as class %s. Name one of: %s.".formatted(spec.policyClass(), spec.id(),
                    turn.policyClass().name(), String.join(", ", turn.rules().classes().names())), turn.policyCause()));
        }
    }

    /// A new quota does not convict anybody of what was used under the old one: who is not throttled yet starts from the warning mark.
    private static void easeScore(Turn turn, Resource resource) {
        var standing = turn.state().resource(resource);
        double most = turn.policyClass().marks().warn();
        if (standing.score() > most && !standing.state().limits()) {
            turn.record(new PolicyRecord.ResourceMoved(resource, standing.withScore(most)));
        }
    }

    private static DecisionDraft described(DecisionDraft draft, TenantSpec spec) {
        var quota = spec.quota();
        var budget = spec.budget();
        return (budget == null ? draft : draft.with("budgetCpuHours", budget.cpuHours()).with("budgetMemoryGibHours", budget.memoryGibHours())
            .with("budgetPer", budget.per().wire()))
            .with("version", spec.version()).with("class", spec.policyClass()).with("quotaCpuCores", quota.cpuCores())
            .with("quotaMemoryBytes", quota.memoryBytes()).with("quotaPids", quota.pids())
            .with("quotaIoBytesPerSecond", quota.ioBytesPerSecond()).with("scope", spec.scope().wire());
    }

    /// All limits are released, whoever wanted them; nobody is evicted. Orders under way cannot be called back.
    static void deleted(Turn turn) {
        if (turn.state().declared().isEmpty()) {
            return;
        }
        turn.record(new PolicyRecord.TenantGone());
        turn.decide(DecisionDraft.of(Decision.Action.DELETED, "tenant.deleted",
            "Tenant %s was deleted; its limits are released and nothing is ended.".formatted(turn.state().tenant()), DECLARATION));
        for (var resource : Resource.values()) {
            turn.record(new PolicyRecord.ResourceMoved(resource, ResourceState.INITIAL));
        }
        if (turn.state().budget() != null) {
            turn.record(new PolicyRecord.BudgetMoved(null));
        }
        turn.state().byHand().forEach(hand -> turn.record(new PolicyRecord.ByHandEnded(hand.request())));
        turn.state().held().keySet().forEach(turn::unhold);
        turn.releaseBecause(new Reason("tenant.deleted", "the tenant was deleted"));
        LimitCommands.settle(turn);
        IsolationWatch.look(turn);
    }

    /// Only nodes that the tenant is on, or has limits on, are of interest.
    static void nodeSeen(Turn turn, NodeReport report) {
        var node = report.node();
        var before = turn.state().nodes().get(node);
        var facts = NodeFacts.of(report);
        if (facts.equals(before) || !turn.state().meters().containsKey(node) && !turn.state().limits().containsKey(node)) {
            return;
        }
        turn.record(new PolicyRecord.NodeLearned(node, facts));
        var desired = turn.state().limits().get(node);
        if (before != null && desired != null && !facts.sameAbilities(before)) {
            // Another run or another ability: what was refused or done before says nothing about it.
            turn.record(new PolicyRecord.LimitsMoved(node, desired.dueAt(turn.at(), 0)));
        }
    }

    /// Everything that is desired is said again under the new epoch, and what the owner before may not have told is told. Limits whose
    /// lease ended while nobody renewed them are history: the agent has lifted them.
    static void tookOver(Turn turn, long epoch) {
        turn.record(new PolicyRecord.EpochBegan(epoch));
        turn.state().untold().forEach(decision -> turn.effect(new Effect.Publish(decision)));
        boolean takesBack = Ladder.takesBack(turn);
        turn.state().limits().forEach((node, desired) -> {
            if (desired.limiting() && takesBack && turn.at().isBefore(desired.until())) {
                // The tick that takes them back sends what still holds.
                turn.record(new PolicyRecord.LimitsMoved(node, desired.dueAt(turn.at(), desired.tries())));
            } else if (!desired.limiting() || turn.at().isBefore(desired.until())) {
                LimitCommands.resend(turn, node, desired);
            } else {
                LimitCommands.lapse(turn, node, desired);
            }
        });
        for (var resource : Resource.values()) {
            if (turn.state().resource(resource).state().limits() && !anyLimits(turn)) {
                Rungs.letGo(turn, resource, "lapsed", "no controller renewed the limits in time", turn.policyClass().marks().warn());
            }
        }
        turn.state().evictions().stream()
            .filter(eviction -> eviction.pending() && !turn.at().isAfter(eviction.deadline()) && Evictions.revoked(turn, eviction).isEmpty())
            .forEach(eviction -> Evictions.resend(turn, eviction));
    }

    private static boolean anyLimits(Turn turn) {
        return turn.state().limits().values().stream().anyMatch(DesiredLimits::limiting);
    }
}
