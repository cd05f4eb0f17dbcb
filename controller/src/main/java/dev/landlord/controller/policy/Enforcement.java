package dev.landlord.controller.policy;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Limits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How far a tenant is being held back: the worst over its resources, throttles and evictions by hand included.
///
/// @param state      the worst
/// @param score      the highest score, 0 to 100
/// @param since      when `state` was entered, or null if nothing ever happened
/// @param reason     why, in a sentence; empty if nothing ever happened
/// @param byResource each resource that has a quota, or that something is being done about
/// @param limits     the limits desired now, by node; releases are not among them
public record Enforcement(
    EnforcementState state, double score, Instant since, String reason, Map<Resource, OfResource> byResource, List<OnNode> limits
) {
    public Enforcement {
        byResource = Copies.sorted(byResource);
        limits = List.copyOf(limits);
    }

    /// @param since when `state` was entered, or null if it never changed
    /// @param reason why, in a sentence; empty if it never changed
    public record OfResource(EnforcementState state, double score, Instant since, String reason) {
        /// Of two that are free, the one that became so last: since then all is.
        private OfResource worst(OfResource other) {
            int order = other.state.compareTo(state);
            boolean freedLater = order == 0 && state == EnforcementState.FREE && other.since != null && (since == null || other.since.isAfter(since));
            return order > 0 || freedLater ? other : this;
        }
    }

    /// Limits desired on a node.
    ///
    /// @param until   when they end unless renewed
    /// @param outcome what the agent last said to them, or null if it has not answered yet
    /// @param reason  the agent's machine-readable reason, or null
    public record OnNode(
        NodeId node, Limits limits, long epoch, long generation, long leaseMs, Instant until, Ack.Outcome outcome, String reason
    ) {
    }

    static Enforcement of(TenantState tenant) {
        var byResource = new TreeMap<Resource, OfResource>();
        for (var resource : Resource.values()) {
            var standing = tenant.resource(resource);
            var own = new OfResource(standing.state(), standing.score(), standing.since(), standing.reason());
            var worst = tenant.byHand().stream().filter(hand -> limits(hand.limits(), resource)).map(hand -> byHand(hand, standing.score()))
                .reduce(resource == Resource.CPU ? own.worst(byBudget(tenant, own)) : own, OfResource::worst);
            if (worst.state() != EnforcementState.FREE
                || tenant.declared().flatMap(spec -> spec.quota().of(resource).stream().boxed().findFirst()).isPresent()) {
                byResource.put(resource, worst);
            }
        }
        var all = new ArrayList<>(byResource.values());
        tenant.byHand().stream().filter(hand -> Boolean.TRUE.equals(hand.limits().frozen())).map(hand -> byHand(hand, 0)).forEach(all::add);
        tenant.evictions().stream().filter(Eviction::pending)
            .map(e -> new OfResource(EnforcementState.EVICTING, 0, e.issuedAt(), e.reason().text())).forEach(all::add);
        var worst = all.stream().reduce(OfResource::worst).orElse(new OfResource(EnforcementState.FREE, 0, null, ""));
        var score = all.stream().mapToDouble(OfResource::score).max().orElse(0);
        var onNodes = tenant.limits().entrySet().stream().filter(e -> e.getValue().limiting()).map(e -> onNode(e.getKey(), e.getValue())).toList();
        return new Enforcement(worst.state(), score, worst.since(), worst.reason(), byResource, onNodes);
    }

    private static OnNode onNode(NodeId node, DesiredLimits desired) {
        var answer = desired.answerToThese();
        return new OnNode(node, desired.limits(), desired.epoch(), desired.generation(), desired.leaseMs(), desired.until(),
            answer.map(DesiredLimits.Answer::outcome).orElse(null), answer.map(DesiredLimits.Answer::reason).orElse(null));
    }

    private static OfResource byBudget(TenantState tenant, OfResource own) {
        var budget = tenant.budget();
        return budget == null || !budget.floored() ? own
            : new OfResource(EnforcementState.THROTTLED, own.score(), budget.flooredAt(), BudgetWords.spent(budget));
    }

    private static OfResource byHand(ByHand hand, double score) {
        var state = Boolean.TRUE.equals(hand.limits().frozen()) ? EnforcementState.FROZEN : EnforcementState.THROTTLED;
        return new OfResource(state, score, hand.since(), "%s asked for it: %s".formatted(hand.actor(), hand.reason()));
    }

    private static boolean limits(Limits limits, Resource resource) {
        return switch (resource) {
            case CPU -> limits.cpuCores() != null || limits.cpuWeight() != null;
            case MEMORY -> limits.memoryBytes() != null || limits.memoryHighBytes() != null;
            case PIDS -> limits.pids() != null;
            case IO -> limits.ioBytesPerSecond() != null;
        };
    }
}
