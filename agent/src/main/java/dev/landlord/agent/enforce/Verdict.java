package dev.landlord.agent.enforce;

import dev.landlord.protocol.message.Ack.Outcome;

/// What becomes of a command.
///
/// @param reason machine-readable, or null where the outcome says all
/// @param detail a sentence for people, or null
public record Verdict(Outcome outcome, String reason, String detail) {
    /// The reason of a command whose kernel write does not return in time.
    public static final String TIMEOUT = "timeout";

    public static Verdict of(Outcome outcome) {
        return new Verdict(outcome, null, null);
    }

    public static Verdict rejected(String reason, String detail) {
        return new Verdict(Outcome.REJECTED, reason, detail);
    }

    public static Verdict deferred(String reason, String detail) {
        return new Verdict(Outcome.DEFERRED, reason, detail);
    }

    public static Verdict failed(String reason, String detail) {
        return new Verdict(Outcome.FAILED, reason, detail);
    }

    public static Verdict stale(Term highest) {
        return new Verdict(Outcome.STALE, null, "epoch %s, generation %s has been seen".formatted(highest.epoch(), highest.generation()));
    }
}
