package dev.landlord.controller.policy;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// Use of one resource against its quota, over all nodes that report promptly or on the one where it is most.
///
/// @param use   in the resource's base unit
/// @param quota in the same
/// @param node  where it is most, for a quota that holds on each node; else null
record Overuse(Resource resource, double use, double quota, NodeId node) {
    /// Empty where there is no quota, or the use is not known.
    ///
    /// @param evidence by node
    /// @param compared the same as it counts ([TenantState#compared])
    static Optional<Overuse> of(TenantState state, Resource resource, Map<NodeId, Use> evidence, Use compared) {
        var quota = state.declared().map(spec -> spec.quota().of(resource)).orElse(OptionalDouble.empty());
        var use = compared.of(resource);
        if (quota.isEmpty() || use.isEmpty()) {
            return Optional.empty();
        }
        var worst = state.perNode() ? evidence.keySet().stream()
            .filter(node -> evidence.get(node).of(resource).equals(use)).findFirst().orElse(null) : null;
        return Optional.of(new Overuse(resource, use.getAsDouble(), quota.getAsDouble(), worst));
    }

    boolean over() {
        return use > quota;
    }

    /// The rule that a decision rests on, e.g. `cpu.overuse`.
    String rule(String what) {
        return resource.wire() + "." + what;
    }

    /// E.g. `CPU 1.00 of 0.50 cores for 11 s`.
    String sentence(ResourceState standing, Instant now) {
        var figures = Words.against(resource, use, quota) + (node == null ? "" : " on node " + node);
        return standing.overSince() == null ? figures : figures + " for " + Words.seconds(Duration.between(standing.overSince(), now));
    }

    /// Adds the figures to a decision.
    DecisionDraft figures(DecisionDraft draft, ResourceState standing) {
        var more = switch (resource) {
            case CPU -> draft.with("cpuCores", use).with("quotaCpuCores", quota);
            case MEMORY -> draft.with("memoryBytes", (long) use).with("quotaMemoryBytes", (long) quota);
            case PIDS -> draft.with("pids", (long) use).with("quotaPids", (long) quota);
            case IO -> draft.with("ioBytesPerSecond", (long) use).with("quotaIoBytesPerSecond", (long) quota);
        };
        return more.about(resource).with("score", standing.score()).with("worstNode", node);
    }
}
