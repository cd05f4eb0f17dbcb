package dev.landlord.controller.policy;

import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Reason;
import dev.landlord.protocol.message.TenantSpec;
import java.time.Duration;
import java.util.Comparator;

/// What a tick makes of the scores: at most one move of each resource, on fresh data.
final class Ladder {
    private Ladder() {
    }

    static void climb(Turn turn, TenantSpec spec) {
        var use = turn.state().evidence(turn.at()).stream().reduce(Use.UNKNOWN, Use::plus);
        for (var resource : Resource.values()) {
            forgive(turn, resource);
            var quota = spec.quota().of(resource);
            if (quota.isEmpty()) {
                letGo(turn, resource, "no-quota", "there is no quota for %s any more".formatted(Words.name(resource)), 0);
            } else if (use.of(resource).isEmpty()) {
                unknown(turn, resource);
            } else {
                decide(turn, new Overuse(resource, use.of(resource).getAsDouble(), quota.getAsDouble()));
            }
        }
    }

    private static void decide(Turn turn, Overuse overuse) {
        var standing = turn.state().resource(overuse.resource());
        var policyClass = turn.policyClass();
        boolean enoughSamples = standing.rounds() >= Scoring.FEWEST_ROUNDS;
        switch (standing.state()) {
            case FREE -> {
                if (standing.score() >= policyClass.warnAt() && enoughSamples) {
                    warn(turn, overuse);
                }
            }
            case WARNED -> {
                if (standing.score() <= policyClass.calmAt()) {
                    calm(turn, overuse, Decision.Action.CALM, "the warning is over");
                } else if (standing.score() >= policyClass.actAt() && enoughSamples && overuse.over()) {
                    act(turn, overuse);
                }
            }
            case THROTTLED -> {
                var obstacles = Reach.obstacles(turn.state(), overuse.resource(), turn.at());
                var earliest = standing.since().plus(minimum(overuse.resource(), standing, policyClass));
                if (standing.score() <= policyClass.calmAt() && !turn.at().isBefore(earliest)) {
                    calm(turn, overuse, Decision.Action.RELEASE, "its limits are lifted");
                    turn.record(new PolicyRecord.ResourceMoved(overuse.resource(), turn.state().resource(overuse.resource())
                        .withOffences(standing.offences(), turn.at().plus(policyClass.forgiveAfter()))));
                } else if (obstacles.lasting()) {
                    letGo(turn, overuse.resource(), "unreachable", obstacles.text(), policyClass.actAt());
                }
            }
            case EVICTING -> {
                if (Evictions.pendingByPolicy(turn.state()).isEmpty()) {
                    turn.enter(overuse.resource(), EnforcementState.WARNED, overuse.sentence(standing, turn.at()));
                }
            }
            case FROZEN -> { }
        }
    }

    private static Duration minimum(Resource resource, ResourceState standing, PolicyClass policyClass) {
        return resource == Resource.CPU ? policyClass.tier(standing.offences()).minimum() : Duration.ZERO;
    }

    private static void warn(Turn turn, Overuse overuse) {
        var standing = turn.state().resource(overuse.resource());
        var threat = switch (overuse.resource()) {
            case CPU, PIDS -> "if this goes on, it will be limited to its quota";
            case MEMORY -> "if this goes on, the workload that uses most will be ended";
            case IO -> "it is metered only";
        };
        turn.decide(overuse.figures(DecisionDraft.of(Decision.Action.WARN, overuse.rule("overuse"),
            "%s; %s.".formatted(overuse.sentence(standing, turn.at()), threat), turn.policyCause())
            .from(EnforcementState.FREE.wire(), EnforcementState.WARNED.wire()), standing));
        turn.enter(overuse.resource(), EnforcementState.WARNED, overuse.sentence(standing, turn.at()));
    }

    private static void calm(Turn turn, Overuse overuse, Decision.Action action, String consequence) {
        var standing = turn.state().resource(overuse.resource());
        var sentence = "%s, so %s".formatted(overuse.sentence(standing, turn.at()), consequence);
        turn.decide(overuse.figures(DecisionDraft.of(action, overuse.rule("calm"), sentence + ".", turn.policyCause())
            .from(standing.state().wire(), EnforcementState.FREE.wire()), standing));
        turn.enter(overuse.resource(), EnforcementState.FREE, sentence);
        turn.releaseBecause(new Reason(overuse.rule("calm"), sentence));
        turn.unhold(overuse.resource().wire());
    }

    private static void act(Turn turn, Overuse overuse) {
        switch (overuse.resource()) {
            case CPU, PIDS -> throttle(turn, overuse);
            case MEMORY -> Evictions.order(turn, overuse);
            case IO -> hold(turn, overuse, "this version has no limit for block IO; it is metered and warned about only");
        }
    }

    private static void throttle(Turn turn, Overuse overuse) {
        var resource = overuse.resource();
        var standing = turn.state().resource(resource);
        var obstacles = Reach.obstacles(turn.state(), resource, turn.at());
        if (obstacles.noneReachable()) {
            hold(turn, overuse, obstacles.text());
            return;
        }
        turn.unhold(resource.wire());
        int offences = Math.min(standing.offences() + 1, turn.policyClass().tiers().size());
        double factor = resource == Resource.CPU ? turn.policyClass().tier(offences).factor() : 1;
        var sentence = overuse.sentence(standing, turn.at());
        turn.enter(resource, EnforcementState.THROTTLED, sentence);
        turn.record(new PolicyRecord.ResourceMoved(resource, turn.state().resource(resource).withOffences(offences, null)));
        var plan = LimitPlan.of(turn.state(), turn.at(), turn.policyClass());
        var draft = DecisionDraft.of(Decision.Action.THROTTLE, overuse.rule("overuse"),
            "%s; limited to %s over all nodes.".formatted(sentence, Words.amount(resource, overuse.quota() * factor)), turn.policyCause())
            .from(EnforcementState.WARNED.wire(), EnforcementState.THROTTLED.wire());
        turn.decide(overuse.figures(draft, standing).with("offences", offences).with("factorOfQuota", factor)
            .with("limits", LimitPlan.figures(plan))
            .on(plan.size() == 1 ? plan.keySet().iterator().next() : null));
    }

    static void hold(Turn turn, Overuse overuse, String why) {
        var standing = turn.state().resource(overuse.resource());
        turn.hold(overuse.resource().wire(), why, overuse.figures(DecisionDraft.of(Decision.Action.HELD, overuse.rule("held"),
            "%s, but nothing is done: %s.".formatted(overuse.sentence(standing, turn.at()), why), turn.policyCause())
            .from(standing.state().wire(), standing.state().wire()), standing));
    }

    /// Nothing fresh is known. A throttle is not renewed meanwhile; once its lease is over, what it rested on is too old.
    private static void unknown(Turn turn, Resource resource) {
        var lastKnown = turn.state().meters().values().stream().map(NodeMeter::freshUntil).max(Comparator.naturalOrder());
        var lease = turn.policyClass().lease();
        if (lastKnown.isEmpty() || turn.at().isAfter(lastKnown.get().plus(lease))) {
            letGo(turn, resource, "no-data", "no node has reported %s for %s".formatted(Words.name(resource), Words.seconds(lease)),
                turn.policyClass().warnAt());
        }
    }

    /// Frees a resource for another reason than calm.
    ///
    /// @param mostScore what is left of the score at most
    static void letGo(Turn turn, Resource resource, String rule, String why, double mostScore) {
        var standing = turn.state().resource(resource);
        boolean held = switch (standing.state()) {
            case WARNED, THROTTLED -> true;
            case FREE, FROZEN, EVICTING -> false;
        };
        if (held) {
            var name = resource.wire() + "." + rule;
            boolean throttled = standing.state() == EnforcementState.THROTTLED;
            turn.decide(DecisionDraft.of(throttled ? Decision.Action.RELEASE : Decision.Action.CALM, name,
                "%s, so %s.".formatted(capital(why), throttled ? "its limits are lifted" : "the warning is over"), turn.policyCause())
                .about(resource).from(standing.state().wire(), EnforcementState.FREE.wire()).with("score", standing.score()));
            turn.enter(resource, EnforcementState.FREE, why);
            turn.releaseBecause(new Reason(name, why));
            if (throttled) {
                turn.record(new PolicyRecord.ResourceMoved(resource, turn.state().resource(resource)
                    .withOffences(standing.offences(), turn.at().plus(turn.policyClass().forgiveAfter()))));
            }
            turn.unhold(resource.wire());
        }
        if (turn.state().resource(resource).score() > mostScore) {
            turn.record(new PolicyRecord.ResourceMoved(resource, turn.state().resource(resource).withScore(mostScore)));
        }
    }

    private static String capital(String sentence) {
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }

    private static void forgive(Turn turn, Resource resource) {
        var standing = turn.state().resource(resource);
        if (standing.forgiveAt() != null && !turn.at().isBefore(standing.forgiveAt())) {
            int left = standing.offences() - 1;
            turn.record(new PolicyRecord.ResourceMoved(resource,
                standing.withOffences(left, left > 0 ? turn.at().plus(turn.policyClass().forgiveAfter()) : null)));
        }
    }
}
