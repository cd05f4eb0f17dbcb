package dev.landlord.controller.policy;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Limits;
import java.time.Instant;
import java.util.List;

/// Why a tenant stands where it stands.
///
/// @param sentences two to four, plain, and one on the budget if it has one
/// @param figures   one for each resource with a quota, or about which something is being done
/// @param limits    limits desired now, by node
public record Explanation(List<String> sentences, List<Figure> figures, List<OnNode> limits) {
    public Explanation {
        sentences = List.copyOf(sentences);
        figures = List.copyOf(figures);
        limits = List.copyOf(limits);
    }

    /// @param use   in the resource's base unit, or null if not known
    /// @param quota in the same, or null if there is none
    public record Figure(Resource resource, Double use, Double quota, double score, EnforcementState state) {
    }

    /// @param until when they end unless renewed
    public record OnNode(NodeId node, Limits limits, Instant until) {
    }
}
