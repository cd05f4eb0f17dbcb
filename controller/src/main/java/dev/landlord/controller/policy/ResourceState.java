package dev.landlord.controller.policy;

import dev.landlord.protocol.NodeId;
import java.time.Instant;
import java.util.Objects;

/// Where a tenant stands with one resource.
///
/// @param state     what is being done about it
/// @param score     0 to 100: use above quota, integrated over time (see [Score])
/// @param since     when `state` was entered, or null if it never changed
/// @param reason    a sentence on why `state` was entered; empty if it never changed
/// @param overSince when use was first seen above quota in one go, or null while it is not above
/// @param rounds    samples of one and the same node since the score left zero, counted as far as the class asks for
/// @param roundNode the node whose samples are counted in `rounds`, or null
/// @param offences  throttles that have not been forgiven yet; each makes the next one deeper and longer
/// @param forgiveAt when the next offence is forgiven, or null if none is left or a throttle is on
/// @param quietAt   since when nobody else has suffered, while limits of a class are in force that acts on contention only; else null
/// @param warnedAt  when the warning was given from which it came here, or null while it is free
/// @param squeezed  whether what its nodes use of memory is bounded ([MemoryMarks]); goes on while a workload is evicted
public record ResourceState(
    EnforcementState state,
    double score,
    Instant since,
    String reason,
    Instant overSince,
    int rounds,
    NodeId roundNode,
    int offences,
    Instant forgiveAt,
    Instant quietAt,
    Instant warnedAt,
    boolean squeezed
) {
    static final ResourceState INITIAL = new ResourceState(EnforcementState.FREE, 0, null, "", null, 0, null, 0, null, null, null, false);

    ResourceState entered(EnforcementState next, Instant at, String why) {
        var warned = switch (next) {
            case FREE -> null;
            case WARNED -> at;
            case WEIGHTED, THROTTLED, FROZEN, EVICTING -> warnedAt;
        };
        return new ResourceState(next, score, at, why, overSince, rounds, roundNode, offences, forgiveAt, null, warned,
            squeezed && next == EnforcementState.EVICTING);
    }

    /// How long a warning has stood for counts from here.
    Instant warnedSince() {
        return warnedAt == null ? since : warnedAt;
    }

    /// Itself if nothing moved.
    ResourceState scored(double newScore, Instant newOverSince, int newRounds, NodeId newRoundNode) {
        boolean same = newScore == score && newRounds == rounds && Objects.equals(newOverSince, overSince) && Objects.equals(newRoundNode, roundNode);
        return same ? this : new ResourceState(state, newScore, since, reason, newOverSince, newRounds, newRoundNode, offences, forgiveAt, quietAt,
            warnedAt, squeezed);
    }

    ResourceState withScore(double newScore) {
        return scored(newScore, overSince, newScore == 0 ? 0 : rounds, newScore == 0 ? null : roundNode);
    }

    ResourceState withOffences(int newOffences, Instant newForgiveAt) {
        return new ResourceState(state, score, since, reason, overSince, rounds, roundNode, newOffences, newForgiveAt, quietAt, warnedAt, squeezed);
    }

    ResourceState quietSince(Instant at) {
        return new ResourceState(state, score, since, reason, overSince, rounds, roundNode, offences, forgiveAt, at, warnedAt, squeezed);
    }

    ResourceState squeezed(boolean now) {
        return new ResourceState(state, score, since, reason, overSince, rounds, roundNode, offences, forgiveAt, quietAt, warnedAt, now);
    }

    /// Whether the policy desires something of nodes.
    boolean limits() {
        return squeezed || state.limits();
    }
}
