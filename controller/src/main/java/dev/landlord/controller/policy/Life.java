package dev.landlord.controller.policy;

import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.TenantSpec;
import java.util.List;

/// A tenant is declared, changed and deleted, and changes owners.
final class Life {
    private static final Decision.Cause DECLARATION = new Decision.Cause("person", "declaration");

    private Life() {
    }

    /// A declaration that is not newer than the one in force changes nothing.
    static void declared(Turn turn, TenantSpec spec) {
        var before = turn.state().declared();
        if (before.isPresent() && before.get().version() >= spec.version()) {
            return;
        }
        turn.record(new PolicyRecord.SpecTaken(spec));
        if (before.isEmpty()) {
            turn.decide(described(DecisionDraft.of(Decision.Action.DECLARED, "tenant.declared",
                "Tenant %s was declared with %s, class %s.".formatted(spec.id(), Words.quota(spec.quota()), spec.policyClass()), DECLARATION),
                spec));
        } else {
            turn.decide(described(DecisionDraft.of(Decision.Action.CHANGED, "tenant.changed",
                "Tenant %s now has %s, class %s; it had %s, class %s.".formatted(spec.id(), Words.quota(spec.quota()), spec.policyClass(),
                    Words.quota(before.get().quota()), before.get().policyClass()), DECLARATION)
                .from("version " + before.get().version(), "version " + spec.version()), spec));
            for (var resource : Resource.values()) {
                if (!before.get().quota().of(resource).equals(spec.quota().of(resource))) {
                    easeScore(turn, resource);
                }
            }
        }
        if (turn.classes().find(spec.policyClass()).isEmpty()) {
            turn.decide(DecisionDraft.of(Decision.Action.HELD, "class.unknown",
                "There is no policy class '%s'; tenant %s is treated as class %s. Name one of: %s.".formatted(spec.policyClass(), spec.id(),
                    turn.policyClass().name(), String.join(", ", turn.classes().names())), turn.policyCause()));
        }
    }

    /// A new quota does not convict anybody of what was used under the old one: who is not throttled yet starts from the warning mark.
    private static void easeScore(Turn turn, Resource resource) {
        var standing = turn.state().resource(resource);
        double most = turn.policyClass().warnAt();
        if (standing.score() > most && standing.state() != EnforcementState.THROTTLED) {
            turn.record(new PolicyRecord.ResourceMoved(resource, standing.withScore(most)));
        }
    }

    private static DecisionDraft described(DecisionDraft draft, TenantSpec spec) {
        var quota = spec.quota();
        return draft.with("version", spec.version()).with("class", spec.policyClass()).with("quotaCpuCores", quota.cpuCores())
            .with("quotaMemoryBytes", quota.memoryBytes()).with("quotaPids", quota.pids())
            .with("quotaIoBytesPerSecond", quota.ioBytesPerSecond());
    }

    static void tookOver(Turn turn, long epoch) {
        turn.record(new PolicyRecord.EpochBegan(epoch));
        for (var decision : List.copyOf(turn.state().untold())) {
            turn.effect(new Effect.Publish(decision));
        }
    }
}
