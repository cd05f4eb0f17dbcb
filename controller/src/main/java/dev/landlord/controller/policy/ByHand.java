package dev.landlord.controller.policy;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.message.Limits;
import java.time.Instant;

/// A throttle that a person asked for. It holds beside the policy's own; of both, the stricter counts.
///
/// @param request   the request's id
/// @param node      where, or null for each node that the tenant is on
/// @param limits    the limits on each such node
/// @param actor     who asked
/// @param reason    why, in that person's words
/// @param since     when it was taken up
/// @param expiresAt when it ends
public record ByHand(String request, NodeId node, Limits limits, String actor, String reason, Instant since, Instant expiresAt) {
    boolean covers(NodeId other) {
        return node == null || node.equals(other);
    }
}
