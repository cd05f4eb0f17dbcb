package dev.landlord.controller.policy;

import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.TenantSpec;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a tick makes of the scores: at most one move of each resource ([Rungs] makes it), on fresh data.
final class Ladder {
    private static final Set<Means> SETTING_LIMITS = EnumSet.of(Means.WEIGHT, Means.THROTTLE, Means.FREEZE);

    private Ladder() {
    }

    static void climb(Turn turn, TenantSpec spec) {
        var evidence = turn.state().evidenceByNode(turn.at());
        var compared = turn.state().compared(evidence);
        for (var resource : Resource.values()) {
            forgive(turn, resource);
            if (spec.quota().of(resource).isEmpty()) {
                Rungs.letGo(turn, resource, "no-quota", "there is no quota for %s any more".formatted(Words.name(resource)), 0);
            } else {
                if (!takenBack(turn, resource)) {
                    Overuse.of(turn.state(), resource, evidence, compared)
                        .ifPresentOrElse(overuse -> decide(turn, overuse), () -> unknown(turn, resource));
                }
            }
        }
    }

    private static void decide(Turn turn, Overuse overuse) {
        var standing = turn.state().resource(overuse.resource());
        var marks = turn.policyClass().marks();
        boolean enough = standing.rounds() >= turn.policyClass().data().samples();
        switch (standing.state()) {
            case FREE -> {
                if (standing.score() >= marks.warn() && enough && overuse.over()) {
                    Rungs.warn(turn, overuse);
                }
            }
            case WARNED -> {
                if (standing.score() <= marks.calm()) {
                    Rungs.calm(turn, overuse);
                } else if (standing.score() >= marks.act() && enough && overuse.over()) {
                    act(turn, overuse);
                } else if (weighs(turn, overuse) && enough) {
                    Rungs.weigh(turn, overuse);
                } else if (squeezes(turn, overuse) && enough) {
                    Rungs.squeeze(turn, overuse);
                }
            }
            case WEIGHTED -> {
                if (standing.score() <= marks.calm()) {
                    Rungs.calm(turn, overuse);
                } else if (standing.score() >= marks.act() && enough && overuse.over()) {
                    act(turn, overuse);
                }
            }
            case THROTTLED -> {
                if (!uncontended(turn, overuse)) {
                    throttled(turn, overuse, enough);
                }
            }
            case FROZEN -> {
                var freeze = turn.policyClass().freeze();
                if (freeze == null || !turn.at().isBefore(standing.since().plus(freeze.lasts()))) {
                    Rungs.thaw(turn, overuse);
                }
            }
            case EVICTING -> {
                if (Evictions.pendingByPolicy(turn.state()).isEmpty()) {
                    turn.enter(overuse.resource(), EnforcementState.WARNED, overuse.sentence(standing, turn.at()));
                }
            }
        }
    }

    private static void act(Turn turn, Overuse overuse) {
        switch (overuse.resource()) {
            case CPU, PIDS, IO -> Rungs.throttle(turn, overuse);
            case MEMORY -> {
                if (!squeezes(turn, overuse) || !Rungs.squeeze(turn, overuse)) {
                    Evictions.order(turn, overuse);
                }
            }
        }
    }

    private static boolean squeezes(Turn turn, Overuse overuse) {
        var squeeze = turn.policyClass().squeeze();
        return squeeze != null && overuse.resource() == Resource.MEMORY && overuse.over()
            && turn.state().resource(overuse.resource()).score() >= squeeze.at();
    }

    private static boolean weighs(Turn turn, Overuse overuse) {
        var weight = turn.policyClass().weight();
        return weight != null && overuse.resource() == Resource.CPU && overuse.over()
            && turn.state().resource(overuse.resource()).score() >= weight.at();
    }

    /// @param enough whether as much is known as must be to do more than that
    private static void throttled(Turn turn, Overuse overuse, boolean enough) {
        var standing = turn.state().resource(overuse.resource());
        var policyClass = turn.policyClass();
        var obstacles = Reach.obstacles(turn.state(), overuse.resource(), turn.at());
        var earliest = standing.since().plus(minimum(overuse.resource(), standing, policyClass));
        if (standing.score() <= policyClass.marks().calm() && !turn.at().isBefore(earliest)) {
            Rungs.release(turn, overuse);
        } else if (obstacles.lasting()) {
            Rungs.letGo(turn, overuse.resource(), "unreachable", obstacles.text(), policyClass.marks().act());
        } else if (overuse.resource() == Resource.MEMORY && policyClass.squeeze() == null) {
            Rungs.letGo(turn, overuse.resource(), "class", "class %s squeezes nobody's memory".formatted(policyClass.name()),
                policyClass.marks().act());
        } else if (freezes(turn, overuse)) {
            Rungs.freeze(turn, overuse);
        } else if (overuse.resource() == Resource.MEMORY && standing.score() >= policyClass.marks().act() && enough && overuse.over()) {
            Evictions.order(turn, overuse);
        }
    }

    private static boolean freezes(Turn turn, Overuse overuse) {
        var freeze = turn.policyClass().freeze();
        var standing = turn.state().resource(overuse.resource());
        return mayFreeze(overuse.resource(), standing, turn.policyClass()) && !turn.at().isBefore(standing.since().plus(freeze.after()))
            && Pressure.bound(turn.state(), overuse.resource(), turn.at());
    }

    /// Whether a throttle that goes on being pressed against leads to a freeze. The score stands still while it is, and falls a little until a limit
    /// has begun to bind, or while a hog draws breath: that spares nobody as long as it is not below the warning mark.
    static boolean mayFreeze(Resource resource, ResourceState standing, PolicyClass policyClass) {
        return policyClass.freeze() != null && Transitions.from(resource, standing.state()).contains(EnforcementState.FROZEN)
            && standing.score() >= policyClass.marks().warn();
    }

    private static Duration minimum(Resource resource, ResourceState standing, PolicyClass policyClass) {
        return Rungs.tiered(resource) ? policyClass.tier(standing.offences()).minimum() : Duration.ZERO;
    }

    /// Whether of the limits in force the next tick may take some back, since a means that sets any is taken away.
    static boolean takesBack(Turn turn) {
        return SETTING_LIMITS.stream().anyMatch(means -> Restraint.standing(turn.state(), turn.rules(), means).isPresent());
    }

    /// What is in force is taken back when a means of it is switched off, or the tenant is protected or only watched from now on, whatever is known
    /// of its use.
    ///
    /// @return whether there is nothing more to decide
    private static boolean takenBack(Turn turn, Resource resource) {
        var restraint = standing(turn, resource);
        if (restraint.isEmpty()) {
            return false;
        }
        if (turn.state().resource(resource).state() == EnforcementState.EVICTING) {
            Rungs.unsqueeze(turn);
            return false;
        }
        Rungs.letGo(turn, resource, restraint.get().rule(), restraint.get().why(), turn.policyClass().marks().act());
        return true;
    }

    private static Optional<Restraint> standing(Turn turn, Resource resource) {
        return inForce(turn.state().resource(resource)).stream()
            .flatMap(means -> Restraint.standing(turn.state(), turn.rules(), means).stream()).findFirst();
    }

    /// An order to end a workload has rules of its own ([Evictions#revoked]).
    private static List<Means> inForce(ResourceState standing) {
        return switch (standing.state()) {
            case FREE, WARNED -> List.of();
            case WEIGHTED -> List.of(Means.WEIGHT);
            case THROTTLED -> List.of(Means.THROTTLE);
            case FROZEN -> List.of(Means.FREEZE, Means.THROTTLE);
            case EVICTING -> standing.squeezed() ? List.of(Means.THROTTLE) : List.of();
        };
    }

    /// Under a class that acts on contention only, a limit ends when nobody else has suffered for a while.
    private static boolean uncontended(Turn turn, Overuse overuse) {
        var resource = overuse.resource();
        var standing = turn.state().resource(resource);
        var contention = turn.policyClass().contention();
        boolean harm = turn.policyClass().enforce() == PolicyClass.Enforce.ALWAYS
            || Harm.suffered(turn.state(), resource, contention, turn.at());
        if (harm) {
            if (standing.quietAt() != null) {
                turn.record(new PolicyRecord.ResourceMoved(resource, standing.quietSince(null)));
            }
        } else if (standing.quietAt() == null) {
            turn.record(new PolicyRecord.ResourceMoved(resource, standing.quietSince(turn.at())));
        } else if (!turn.at().isBefore(standing.quietAt().plus(contention.quiet()))) {
            Rungs.letGo(turn, resource, "uncontended", "nobody else on its nodes has suffered for " + Words.seconds(contention.quiet()),
                turn.policyClass().marks().act());
            return true;
        }
        return false;
    }

    /// Nothing fresh is known. A throttle is not renewed meanwhile; once its lease is over, what it rested on is too old.
    private static void unknown(Turn turn, Resource resource) {
        var lastKnown = turn.state().meters().values().stream().map(NodeMeter::freshUntil).max(Comparator.naturalOrder());
        var lease = turn.policyClass().lease();
        if (lastKnown.isEmpty() || turn.at().isAfter(lastKnown.get().plus(lease))) {
            Rungs.letGo(turn, resource, "no-data", "no node has reported %s for %s".formatted(Words.name(resource), Words.seconds(lease)),
                turn.policyClass().marks().warn());
        }
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
