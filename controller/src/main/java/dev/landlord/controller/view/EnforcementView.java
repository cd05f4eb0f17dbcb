package dev.landlord.controller.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.landlord.controller.policy.Enforcement;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Limits;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How far a tenant is being held back, as its owner last wrote it down.
///
/// @param state      `free`, `warned`, `weighted`, `throttled`, `frozen` or `evicting`: the worst over the resources
/// @param score      0 to 100
/// @param since      when `state` was entered, or null if nothing ever happened
/// @param reason     a sentence; empty if nothing ever happened
/// @param byResource each resource that has a quota, or that something is being done about
/// @param limits     wanted now, by node
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EnforcementView(
    String state, double score, Instant since, String reason, Map<String, OfResource> byResource, List<OnNode> limits
) {
    private static final double TENTHS = 10;

    static EnforcementView of(Enforcement enforcement) {
        var byResource = new LinkedHashMap<String, OfResource>();
        enforcement.byResource().forEach((resource, standing) -> byResource.put(resource.wire(),
            new OfResource(standing.state().wire(), tenths(standing.score()), standing.since(), standing.reason())));
        var limits = enforcement.limits().stream()
            .map(on -> new OnNode(on.node(), on.limits(), on.until(), on.outcome(), on.reason()))
            .toList();
        return new EnforcementView(enforcement.state().wire(), tenths(enforcement.score()), enforcement.since(), enforcement.reason(), byResource,
            limits);
    }

    static double tenths(double score) {
        return Math.round(score * TENTHS) / TENTHS;
    }

    /// @param since  when `state` was entered, or null if it never changed
    /// @param reason a sentence; empty if it never changed
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record OfResource(String state, double score, Instant since, String reason) {
    }

    /// @param until   when the limits end unless renewed
    /// @param outcome what the node's agent last said, or null if it has not answered yet
    /// @param reason  machine-readable, with the outcome, or null
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record OnNode(NodeId node, Limits limits, Instant until, Ack.Outcome outcome, String reason) {
    }
}
