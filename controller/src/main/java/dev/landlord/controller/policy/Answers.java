package dev.landlord.controller.policy;

import dev.landlord.protocol.CommandKey;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Decision;
import java.time.Duration;
import java.time.Instant;

/// What agents say to throttles and releases.
final class Answers {
    /// First pause before a command is tried again; it doubles with every attempt.
    static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    /// How far numbering jumps ahead when an agent knows a higher generation.
    static final long GENERATION_JUMP = 1000;

    private Answers() {
    }

    static void heard(Turn turn, Ack ack) {
        var desired = turn.state().limits().get(ack.node());
        if (desired == null || !concerns(ack, desired)) {
            return;
        }
        var answer = DesiredLimits.Answer.of(ack);
        boolean news = desired.answer() == null || group(desired.answer().outcome()) != group(ack.outcome());
        if (desired.limiting()) {
            toLimits(turn, ack, desired, answer, news);
        } else {
            toRelease(turn, ack, desired, answer, news);
        }
    }

    /// Answers to earlier limits, to another epoch's commands, and repeated ones are passed over.
    private static boolean concerns(Ack ack, DesiredLimits desired) {
        if (ack.epoch() != desired.epoch() || ack.generation() < desired.changedIn() || ack.generation() > desired.generation()) {
            return false;
        }
        var last = desired.answer();
        return last == null || ack.generation() > last.generation() || ack.generation() == last.generation() && ack.at().isAfter(last.at());
    }

    /// `applied` and `unchanged` are one and the same piece of news.
    private static Ack.Outcome group(Ack.Outcome outcome) {
        return outcome == Ack.Outcome.UNCHANGED ? Ack.Outcome.APPLIED : outcome;
    }

    private static void toLimits(Turn turn, Ack ack, DesiredLimits desired, DesiredLimits.Answer answer, boolean news) {
        var wanted = Words.limits(desired.limits());
        switch (ack.outcome()) {
            case APPLIED, UNCHANGED -> {
                keep(turn, ack, desired.answered(answer, renewal(desired), 0));
                if (news) {
                    decide(turn, ack, Decision.Action.ACK, "limits.applied", "Node %s set %s.".formatted(ack.node(), wanted));
                }
            }
            case CLAMPED -> {
                keep(turn, ack, desired.answered(answer, renewal(desired), 0));
                if (news) {
                    decide(turn, ack, Decision.Action.ACK, "limits.clamped", "Node %s was to set %s and went as far as %s.".formatted(ack.node(),
                        wanted, ack.observed() == null ? "it may" : Words.limits(ack.observed())));
                }
            }
            case EXPIRED -> {
                keep(turn, ack, desired.answered(answer, turn.at(), desired.tries()));
                if (news) {
                    decide(turn, ack, Decision.Action.LIFTED, "lease.expired",
                        "Node %s heard no renewal in time and lifted %s by itself.".formatted(ack.node(), wanted));
                }
            }
            case REJECTED -> {
                keep(turn, ack, desired.answered(answer, null, desired.tries()));
                if (news) {
                    decide(turn, ack, Decision.Action.HELD, "limits.rejected", "Node %s will not set %s%s.".formatted(ack.node(), wanted, why(ack)));
                }
            }
            case DEFERRED, STALE, FAILED -> again(turn, ack, desired, answer, news, "set " + wanted);
        }
    }

    private static void toRelease(Turn turn, Ack ack, DesiredLimits desired, DesiredLimits.Answer answer, boolean news) {
        switch (ack.outcome()) {
            case APPLIED, UNCHANGED, CLAMPED, EXPIRED -> {
                decide(turn, ack, Decision.Action.ACK, "release.applied",
                    "Node %s has taken the limits off%s.".formatted(ack.node(), observed(ack)));
                forget(turn, ack);
            }
            case REJECTED -> {
                decide(turn, ack, Decision.Action.ACK, "release.rejected",
                    "Node %s has no limits of ours to take off%s.".formatted(ack.node(), why(ack)));
                forget(turn, ack);
            }
            case DEFERRED, STALE, FAILED -> again(turn, ack, desired, answer, news, "take the limits off");
        }
    }

    private static void forget(Turn turn, Ack ack) {
        turn.record(new PolicyRecord.LimitsForgotten(ack.node()));
        turn.effect(new Effect.Clear(CommandKey.throttle(ack.node(), turn.state().tenant())));
    }

    /// Tries again after a pause. Under `stale` the numbering jumps ahead first. What fails time and again is left until the node
    /// restarts or something else is wanted.
    private static void again(Turn turn, Ack ack, DesiredLimits desired, DesiredLimits.Answer answer, boolean news, String what) {
        int tries = desired.tries() + 1;
        boolean givenUp = tries >= LimitCommands.MAX_TRIES && desired.limiting();
        if (ack.outcome() == Ack.Outcome.STALE) {
            turn.record(new PolicyRecord.GenerationRaised(turn.state().numbers().generation() + GENERATION_JUMP));
        }
        keep(turn, ack, desired.answered(answer, givenUp ? null : turn.at().plus(pause(tries)), tries));
        if (news || givenUp) {
            decide(turn, ack, Decision.Action.HELD, "limits." + ack.outcome().wire(), "Node %s could not %s%s; %s.".formatted(ack.node(), what,
                why(ack), givenUp ? "given up after %s attempts, until the node restarts or something else is wanted".formatted(tries)
                    : "it is tried again"));
        }
    }

    static Duration pause(int tries) {
        var pause = FIRST_PAUSE.multipliedBy(1L << Math.clamp(tries - 1L, 0, 10));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    /// When a lease that is in order is renewed; a pause after a failure is over.
    private static Instant renewal(DesiredLimits desired) {
        return desired.issuedAt().plusMillis(desired.leaseMs() / LimitCommands.RENEWALS_PER_LEASE);
    }

    private static void keep(Turn turn, Ack ack, DesiredLimits answered) {
        turn.record(new PolicyRecord.LimitsMoved(ack.node(), answered));
    }

    private static void decide(Turn turn, Ack ack, Decision.Action action, String rule, String text) {
        var draft = DecisionDraft.of(action, rule, text, new Decision.Cause("agent", ack.node().value())).on(ack.node())
            .with("generation", ack.generation()).with("outcome", ack.outcome().wire()).with("reason", ack.reason());
        if (ack.observed() != null) {
            draft = draft.with("observedCpuCores", ack.observed().cpuCores()).with("observedMemoryBytes", ack.observed().memoryBytes())
                .with("observedMemoryHighBytes", ack.observed().memoryHighBytes())
                .with("observedPids", ack.observed().pids()).with("observedFrozen", ack.observed().frozen())
                .with("observedCpuWeight", ack.observed().cpuWeight()).with("observedIoBytesPerSecond", ack.observed().ioBytesPerSecond());
        }
        turn.decide(draft);
    }

    static String why(Ack ack) {
        if (ack.detail() != null && !ack.detail().isBlank()) {
            return ": " + ack.detail();
        }
        return ack.reason() == null ? "" : ": " + ack.reason();
    }

    private static String observed(Ack ack) {
        return ack.observed() == null ? "" : "; the kernel says: " + Words.limits(ack.observed());
    }
}
