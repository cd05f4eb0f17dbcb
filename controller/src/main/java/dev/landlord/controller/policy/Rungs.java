package dev.landlord.controller.policy;

import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Reason;
import java.time.Instant;

/// The moves of one resource up and down the ladder, each with the decision that tells it.
final class Rungs {
    private static final String SQUEEZE_HELD = Resource.MEMORY.wire() + ".squeeze";

    private Rungs() {
    }

    /// Whether throttles of a resource get deeper and longer with repeated offences.
    static boolean tiered(Resource resource) {
        return switch (resource) {
            case CPU, IO -> true;
            case MEMORY, PIDS -> false;
        };
    }

    /// What a throttle leaves of the quota: the tier's factor for the tier's time, then the quota itself. Whoever wants no more than the quota is
    /// not held below it for ever, as use that presses against a limit does not show that it would be less.
    static double factor(Resource resource, ResourceState standing, PolicyClass policyClass, Instant now) {
        var tier = policyClass.tier(standing.offences());
        return tiered(resource) && now.isBefore(standing.since().plus(tier.minimum())) ? tier.factor() : 1;
    }

    /// What the next throttle would leave of the quota at first.
    static double nextFactor(Resource resource, ResourceState standing, PolicyClass policyClass) {
        return tiered(resource) ? policyClass.tier(standing.offences() + 1).factor() : 1;
    }

    /// What is held back is told under this. The rung before an eviction has a name of its own: what holds it back does not hold back the eviction.
    static String heldAs(Resource resource, Means means) {
        return resource == Resource.MEMORY && means == Means.THROTTLE ? SQUEEZE_HELD : resource.wire();
    }

    static void warn(Turn turn, Overuse overuse) {
        var resource = overuse.resource();
        var standing = turn.state().resource(resource);
        var threat = Threat.of(turn.state(), turn.rules(), resource);
        turn.decide(overuse.figures(DecisionDraft.of(Decision.Action.WARN, overuse.rule("overuse"),
            "%s; %s.".formatted(overuse.sentence(standing, turn.at()), threat), turn.policyCause())
            .from(EnforcementState.FREE.wire(), EnforcementState.WARNED.wire()), standing).with("threshold", turn.policyClass().marks().warn()));
        turn.enter(resource, EnforcementState.WARNED, overuse.sentence(standing, turn.at()));
    }

    static void weigh(Turn turn, Overuse overuse) {
        if (restrained(turn, overuse, Means.WEIGHT)) {
            return;
        }
        turn.unhold(overuse.resource().wire());
        var standing = turn.state().resource(overuse.resource());
        var weight = turn.policyClass().weight();
        var sentence = overuse.sentence(standing, turn.at());
        turn.decide(overuse.figures(DecisionDraft.of(Decision.Action.THROTTLE, overuse.rule("weight"),
            "%s; others come first: its CPU weight is lowered to %s of 100.".formatted(sentence, weight.cpuWeight()), turn.policyCause())
            .from(standing.state().wire(), EnforcementState.WEIGHTED.wire()), standing)
            .with("threshold", weight.at()).with("cpuWeight", weight.cpuWeight()));
        turn.enter(overuse.resource(), EnforcementState.WEIGHTED, sentence);
    }

    static void throttle(Turn turn, Overuse overuse) {
        if (restrained(turn, overuse, Means.THROTTLE)) {
            return;
        }
        var resource = overuse.resource();
        var standing = turn.state().resource(resource);
        turn.unhold(resource.wire());
        int offences = tiered(resource) ? Math.min(standing.offences() + 1, turn.policyClass().tiers().size()) : 0;
        var sentence = overuse.sentence(standing, turn.at());
        turn.enter(resource, EnforcementState.THROTTLED, sentence);
        turn.record(new PolicyRecord.ResourceMoved(resource, turn.state().resource(resource).withOffences(offences, null)));
        double factor = factor(resource, turn.state().resource(resource), turn.policyClass(), turn.at());
        var plan = LimitPlan.of(turn);
        var draft = DecisionDraft.of(Decision.Action.THROTTLE, overuse.rule("overuse"),
            "%s; limited to %s %s.".formatted(sentence, Words.amount(resource, overuse.quota() * factor),
                turn.state().perNode() ? "on each node above the quota" : "over all nodes"), turn.policyCause())
            .from(standing.state().wire(), EnforcementState.THROTTLED.wire());
        turn.decide(overuse.figures(draft, standing).with("threshold", turn.policyClass().marks().act()).with("offences", offences)
            .with("factorOfQuota", factor).with("limits", LimitPlan.figures(plan))
            .on(plan.size() == 1 ? plan.getFirst().node() : null));
    }

    /// Memory is not taken away: it may not grow any more, and what is given back does not come back ([MemoryMarks]).
    ///
    /// @return false if something holds it back
    static boolean squeeze(Turn turn, Overuse overuse) {
        if (restrained(turn, overuse, Means.THROTTLE)) {
            return false;
        }
        var resource = overuse.resource();
        var standing = turn.state().resource(resource);
        turn.unhold(heldAs(resource, Means.THROTTLE));
        var sentence = overuse.sentence(standing, turn.at());
        turn.enter(resource, EnforcementState.THROTTLED, sentence);
        turn.record(new PolicyRecord.ResourceMoved(resource, turn.state().resource(resource).squeezed(true)));
        var plan = LimitPlan.of(turn);
        turn.decide(overuse.figures(DecisionDraft.of(Decision.Action.THROTTLE, overuse.rule("squeeze"),
            "%s; its memory is squeezed: it may not grow, and is to shrink to %s %s.".formatted(sentence, Words.amount(resource, overuse.quota()),
                turn.state().perNode() ? "on each node" : "over all nodes"), turn.policyCause())
            .from(standing.state().wire(), EnforcementState.THROTTLED.wire()), standing)
            .with("threshold", turn.policyClass().squeeze().at()).with("limits", LimitPlan.figures(plan))
            .on(plan.size() == 1 ? plan.getFirst().node() : null));
        return true;
    }

    /// Lifts the marks of a tenant of whom a workload is being ended.
    static void unsqueeze(Turn turn) {
        turn.record(new PolicyRecord.ResourceMoved(Resource.MEMORY, turn.state().resource(Resource.MEMORY).squeezed(false)));
    }

    /// The limits stay while it is frozen.
    static void freeze(Turn turn, Overuse overuse) {
        if (restrained(turn, overuse, Means.FREEZE)) {
            return;
        }
        var standing = turn.state().resource(overuse.resource());
        var freeze = turn.policyClass().freeze();
        var sentence = "%s, and has pressed against its limit for %s".formatted(overuse.sentence(standing, turn.at()), Words.seconds(freeze.after()));
        turn.unhold(overuse.resource().wire());
        turn.decide(overuse.figures(DecisionDraft.of(Decision.Action.THROTTLE, overuse.rule("freeze"),
            "%s; all of its processes%s stand still for %s.".formatted(sentence, turn.state().perNode() ? " on nodes above the quota" : "",
                Words.seconds(freeze.lasts())), turn.policyCause())
            .from(EnforcementState.THROTTLED.wire(), EnforcementState.FROZEN.wire()), standing)
            .with("threshold", turn.policyClass().marks().act()).with("freezeSeconds", freeze.lasts().toSeconds()));
        turn.enter(overuse.resource(), EnforcementState.FROZEN, sentence);
    }

    static void thaw(Turn turn, Overuse overuse) {
        var standing = turn.state().resource(overuse.resource());
        var why = "it has stood still as long as it was to";
        turn.decide(overuse.figures(DecisionDraft.of(Decision.Action.RELEASE, overuse.rule("thaw"),
            "Its processes go on, for %s; its limits stay.".formatted(why), turn.policyCause())
            .from(EnforcementState.FROZEN.wire(), EnforcementState.THROTTLED.wire()), standing));
        turn.enter(overuse.resource(), EnforcementState.THROTTLED, why);
    }

    /// The way back from a warning, or from a weight.
    static void calm(Turn turn, Overuse overuse) {
        boolean warned = turn.state().resource(overuse.resource()).state() == EnforcementState.WARNED;
        free(turn, overuse, warned ? Decision.Action.CALM : Decision.Action.RELEASE);
    }

    /// The way back from a throttle; from here the offence may be forgiven.
    static void release(Turn turn, Overuse overuse) {
        var standing = turn.state().resource(overuse.resource());
        free(turn, overuse, Decision.Action.RELEASE);
        if (standing.offences() > 0) {
            turn.record(new PolicyRecord.ResourceMoved(overuse.resource(), turn.state().resource(overuse.resource())
                .withOffences(standing.offences(), turn.at().plus(turn.policyClass().forgiveAfter()))));
        }
    }

    private static void free(Turn turn, Overuse overuse, Decision.Action action) {
        var standing = turn.state().resource(overuse.resource());
        var sentence = "%s, so %s".formatted(overuse.sentence(standing, turn.at()), Lifted.of(overuse.resource(), standing.state()));
        var rest = action == Decision.Action.RELEASE ? Lifted.rest(turn.state(), overuse.resource(), turn.at()) : "";
        turn.decide(overuse.figures(DecisionDraft.of(action, overuse.rule("calm"), sentence + "." + rest, turn.policyCause())
            .from(standing.state().wire(), EnforcementState.FREE.wire()), standing).with("threshold", turn.policyClass().marks().calm()));
        turn.enter(overuse.resource(), EnforcementState.FREE, sentence);
        turn.releaseBecause(new Reason(overuse.rule("calm"), sentence));
        turn.unhold(overuse.resource());
    }

    /// Whether something holds a means back; says so, once.
    static boolean restrained(Turn turn, Overuse overuse, Means means) {
        var restraint = Restraint.of(turn, means, overuse.resource());
        restraint.ifPresent(found -> hold(turn, overuse, means, found));
        return restraint.isPresent();
    }

    static void hold(Turn turn, Overuse overuse, Means means, Restraint restraint) {
        var resource = overuse.resource();
        var standing = turn.state().resource(resource);
        var would = switch (means) {
            case WEIGHT -> "its CPU weight would be lowered";
            case THROTTLE -> resource == Resource.MEMORY ? "its memory would be squeezed"
                : "it would be limited to " + Words.amount(resource, overuse.quota() * nextFactor(resource, standing, turn.policyClass()));
            case FREEZE -> "it would be frozen";
            case EVICT -> "a workload would be ended";
        };
        turn.hold(heldAs(resource, means), restraint.why(), overuse.figures(DecisionDraft.of(Decision.Action.HELD, overuse.rule(restraint.rule()),
            "%s and %s, but nothing is done: %s.".formatted(overuse.sentence(standing, turn.at()), would, restraint.why()), turn.policyCause())
            .from(standing.state().wire(), standing.state().wire()), standing).with("means", means.wire()));
    }

    /// Frees a resource for another reason than calm. A throttle that ended so is no offence: the next one is no deeper for it.
    ///
    /// @param mostScore what is left of the score at most
    static void letGo(Turn turn, Resource resource, String rule, String why, double mostScore) {
        var standing = turn.state().resource(resource);
        boolean held = switch (standing.state()) {
            case WARNED, WEIGHTED, THROTTLED, FROZEN -> true;
            case FREE, EVICTING -> false;
        };
        if (held) {
            var name = resource.wire() + "." + rule;
            boolean limited = standing.state() != EnforcementState.WARNED;
            turn.decide(DecisionDraft.of(limited ? Decision.Action.RELEASE : Decision.Action.CALM, name,
                "%s, so %s.%s".formatted(Words.capital(why), Lifted.of(resource, standing.state()),
                    limited ? Lifted.rest(turn.state(), resource, turn.at()) : ""), turn.policyCause())
                .about(resource).from(standing.state().wire(), EnforcementState.FREE.wire()).with("score", standing.score()));
            turn.enter(resource, EnforcementState.FREE, why);
            turn.releaseBecause(new Reason(name, why));
            if (standing.state().throttles() && standing.offences() > 0) {
                int left = standing.offences() - 1;
                turn.record(new PolicyRecord.ResourceMoved(resource, turn.state().resource(resource)
                    .withOffences(left, left > 0 ? turn.at().plus(turn.policyClass().forgiveAfter()) : null)));
            }
            turn.unhold(resource);
        }
        if (turn.state().resource(resource).score() > mostScore) {
            turn.record(new PolicyRecord.ResourceMoved(resource, turn.state().resource(resource).withScore(mostScore)));
        }
    }
}
