package dev.landlord.controller.policy;

import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Decision;
import java.time.Duration;

/// A class may change while it is running, or a tenant may get another one. Nobody is convicted under new rules of what was done under the
/// old ones: who is not limited yet starts from the new class's warning mark, a warning stands anew, and evictions begin one tenant
/// after the other, each at a moment between [#SOONEST] and [#LATEST] after the change that follows from its name.
final class ClassChanges {
    static final Duration SOONEST = Duration.ofMinutes(1);
    static final Duration LATEST = Duration.ofMinutes(5);

    private ClassChanges() {
    }

    static void look(Turn turn) {
        var policyClass = turn.policyClass();
        var edition = turn.rules().classes().edition(policyClass);
        var standing = turn.state().answers();
        if (edition.equals(standing.edition())) {
            return;
        }
        boolean first = standing.edition() == null;
        turn.record(new PolicyRecord.ClassTaken(
            new ClassStanding(edition, first ? null : turn.at().plus(stagger(turn.state().tenant().value())))));
        if (first) {
            return;
        }
        turn.decide(DecisionDraft.of(Decision.Action.CHANGED, "class.changed",
            ("Tenant %s is answered by class %s as it is now; scores of what is not limited start from its warning mark at most, and no workload is "
                + "ended before %s.").formatted(turn.state().tenant(), policyClass.name(), Words.second(turn.state().answers().evictsFrom())),
            turn.policyCause())
            .from(standing.edition(), edition));
        for (var resource : Resource.values()) {
            ease(turn, resource, policyClass.marks().warn());
        }
    }

    private static void ease(Turn turn, Resource resource, double most) {
        var now = turn.state().resource(resource);
        switch (now.state()) {
            case FREE, WARNED -> {
                if (now.score() > most) {
                    turn.record(new PolicyRecord.ResourceMoved(resource, now.withScore(most)));
                }
                if (now.state() == EnforcementState.WARNED) {
                    turn.record(new PolicyRecord.ResourceMoved(resource,
                        turn.state().resource(resource).entered(EnforcementState.WARNED, turn.at(), now.reason())));
                }
            }
            case WEIGHTED, THROTTLED, FROZEN, EVICTING -> { }
        }
    }

    private static Duration stagger(String tenant) {
        long span = LATEST.minus(SOONEST).toMillis();
        return SOONEST.plusMillis(Math.floorMod(tenant.hashCode() * 0x9E3779B97F4A7C15L, span));
    }
}
