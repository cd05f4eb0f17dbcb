package dev.landlord.controller.policy;

import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.Reason;
import java.time.Instant;
import java.util.Optional;

/// The limits that a node should have, and what its agent last said to them.
///
/// @param limits     what is desired; empty: the release, kept until it is acknowledged or given up
/// @param epoch      of the last command
/// @param generation of the last command
/// @param issuedAt   when it was issued
/// @param leaseMs    its lease in milliseconds; 0 for a release
/// @param until      when the lease ends unless renewed, or null for a release
/// @param changedAt  when `limits` last changed; renewals do not count
/// @param changedIn  the generation in which they were first sent
/// @param nextAt     when the command is due again (renewal or retry), or null: not before something changes
/// @param tries      unsuccessful attempts in a row
/// @param reason     why they are desired
/// @param answer     the last answer, also if it was to limits before these ([#answerToThese]), or null
/// @param own        of `limits`, what the policy wants there for overuse ([Sharing], [MemoryMarks], a weight, a freeze). A person's limits and those
///                   for a spent budget are not in it, and `limits` may have a stricter one of these in its place. Null in older snapshots: nothing
/// @param mayHold    the widest of the limits before these that the agent may still hold, as it has not confirmed these yet; null if there are none
public record DesiredLimits(
    Limits limits,
    long epoch,
    long generation,
    Instant issuedAt,
    long leaseMs,
    Instant until,
    Instant changedAt,
    long changedIn,
    Instant nextAt,
    int tries,
    Reason reason,
    Answer answer,
    Limits own,
    Limits mayHold
) {
    public DesiredLimits {
        own = own == null ? Limits.NONE : own;
    }

    /// What an agent said.
    ///
    /// @param generation of the command that it answered
    /// @param outcome    what became of it
    /// @param reason     machine-readable, or null
    /// @param detail     a sentence, or null
    /// @param observed   limits read back from the kernel, or null
    /// @param at         the node's time of the answer
    public record Answer(long generation, Ack.Outcome outcome, String reason, String detail, Limits observed, Instant at) {
        static Answer of(Ack ack) {
            return new Answer(ack.generation(), ack.outcome(), ack.reason(), ack.detail(), ack.observed(), ack.at());
        }
    }

    DesiredLimits answered(Answer newAnswer, Instant newNextAt, int newTries) {
        return new DesiredLimits(limits, epoch, generation, issuedAt, leaseMs, until, changedAt, changedIn, newNextAt, newTries, reason, newAnswer,
            own, confirmed(newAnswer, changedIn) ? null : mayHold);
    }

    DesiredLimits owned(Limits newOwn) {
        return new DesiredLimits(limits, epoch, generation, issuedAt, leaseMs, until, changedAt, changedIn, nextAt, tries, reason, answer, newOwn,
            mayHold);
    }

    /// What a share of a whole fleet's quota was wanted for says nothing where the quota holds on each node by itself; a mark on memory goes on.
    DesiredLimits markAlone() {
        return owned(Limits.NONE.withMemoryHighBytes(own.memoryHighBytes()));
    }

    DesiredLimits because(Reason newReason) {
        return new DesiredLimits(limits, epoch, generation, issuedAt, leaseMs, until, changedAt, changedIn, nextAt, tries, newReason, answer, own,
            mayHold);
    }

    private static boolean confirmed(Answer answer, long since) {
        return answer != null && answer.generation() >= since && switch (answer.outcome()) {
            case APPLIED, UNCHANGED, CLAMPED -> true;
            case DEFERRED, STALE, EXPIRED, REJECTED, FAILED -> false;
        };
    }

    /// The widest limits that the agent may hold after others are sent.
    Limits mayHoldNext() {
        if (confirmed(answer, changedIn) || mayHold == null) {
            return limiting() ? limits : mayHold;
        }
        return new Limits(wider(limits.cpuCores(), mayHold.cpuCores()), wider(limits.memoryBytes(), mayHold.memoryBytes()),
            wider(limits.memoryHighBytes(), mayHold.memoryHighBytes()), wider(limits.pids(), mayHold.pids()), null, null,
            wider(limits.ioBytesPerSecond(), mayHold.ioBytesPerSecond()));
    }

    private static <T extends Comparable<T>> T wider(T a, T b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.compareTo(b) >= 0 ? a : b;
    }

    DesiredLimits dueAt(Instant newNextAt, int newTries) {
        return answered(answer, newNextAt, newTries);
    }

    /// The last answer to these very limits, or empty if there is none yet.
    public Optional<Answer> answerToThese() {
        return Optional.ofNullable(answer).filter(last -> last.generation() >= changedIn);
    }

    /// Whether limits are wanted, rather than their release.
    public boolean limiting() {
        return !limits.equals(Limits.NONE);
    }
}
