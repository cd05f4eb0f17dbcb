package dev.landlord.controller.policy;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Reason;
import java.time.Instant;

/// An order to end one workload, and what became of it.
///
/// @param order    its id, the same however often it is sent
/// @param node     where
/// @param fence    the one group that is meant
/// @param epoch    of the last time it was sent
/// @param issuedAt when it was first issued; its time to live runs from here
/// @param ttlMs    milliseconds within which the agent may begin
/// @param graceMs  milliseconds between SIGTERM and the kill
/// @param reason   why
/// @param cause    who or what wanted it
/// @param resendAt when it is to be sent again after the agent deferred it, or null
/// @param outcome  the final answer, [Ack.Outcome#EXPIRED] also where none came in time, or null while it is pending
/// @param endedAt  when the final answer came, or null
public record Eviction(
    String order,
    NodeId node,
    Command.Fence fence,
    long epoch,
    Instant issuedAt,
    long ttlMs,
    long graceMs,
    Reason reason,
    Decision.Cause cause,
    Instant resendAt,
    Ack.Outcome outcome,
    Instant endedAt
) {
    /// Milliseconds past time to live and grace after which an order without an answer counts as expired.
    static final long ANSWER_MARGIN_MS = 30_000;
    private static final String BY_POLICY = "policy";

    /// Whether the policy ordered it, not a person.
    boolean byPolicy() {
        return cause.kind().equals(BY_POLICY);
    }

    public boolean pending() {
        return outcome == null;
    }

    /// After this, no answer will come any more.
    Instant deadline() {
        return issuedAt.plusMillis(ttlMs + graceMs + ANSWER_MARGIN_MS);
    }

    Eviction resent(long newEpoch, Instant newResendAt) {
        return new Eviction(order, node, fence, newEpoch, issuedAt, ttlMs, graceMs, reason, cause, newResendAt, outcome, endedAt);
    }

    Eviction ended(Ack.Outcome how, Instant at) {
        return new Eviction(order, node, fence, epoch, issuedAt, ttlMs, graceMs, reason, cause, null, how, at);
    }
}
