package dev.landlord.controller.policy;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Limits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What can be enforced on a node, from what its agent says of itself. What is not known to be possible is not tried.
final class Reach {
    private static final String CPU = "limit.cpu";
    private static final String WEIGHT = "limit.cpuWeight";
    private static final String MEMORY = "limit.memory";
    private static final String MEMORY_HIGH = "limit.memoryHigh";
    private static final String PIDS = "limit.pids";
    private static final String FREEZE = "freeze";
    private static final String CPU_WEIGHT = "limit.cpuWeight";
    private static final String IO = "limit.io";

    private Reach() {
    }

    /// Limits as far as a node can have them.
    ///
    /// @param limits    what is left of those that are wanted
    /// @param obstacles why the others are not possible, a clause each
    record Possible(Limits limits, List<String> obstacles) {
    }

    /// What stands in the way on the nodes where a resource is used.
    ///
    /// @param reachable nodes where nothing does
    /// @param passing   nodes where it may pass soon: the agent restarts, or has not said yet what it can do
    /// @param texts     clauses on the others
    record Obstacles(int reachable, int passing, List<String> texts) {
        boolean noneReachable() {
            return reachable == 0;
        }

        /// Whether waiting does not help either.
        boolean lasting() {
            return reachable == 0 && passing == 0 && !texts.isEmpty();
        }

        String text() {
            return texts.isEmpty() ? "no node with fresh samples uses it" : String.join("; ", texts);
        }
    }

    static Obstacles obstacles(TenantState state, Resource resource, Instant now) {
        return obstacles(state, resource, now, Means.THROTTLE);
    }

    static Obstacles obstacles(TenantState state, Resource resource, Instant now, Means means) {
        var texts = new ArrayList<String>();
        int reachable = 0;
        int passing = 0;
        for (var entry : state.useByNode(now).entrySet()) {
            if (entry.getValue().of(resource).orElse(0) > 0) {
                var obstacle = obstacle(state, entry.getKey(), resource, means);
                obstacle.ifPresent(texts::add);
                reachable += obstacle.isEmpty() ? 1 : 0;
                var facts = state.nodes().get(entry.getKey());
                passing += facts == null || !facts.running() ? 1 : 0;
            }
        }
        return new Obstacles(reachable, passing, texts);
    }

    /// Why a resource cannot be enforced on a node, or empty if it can.
    static Optional<String> obstacle(TenantState state, NodeId node, Resource resource) {
        return switch (resource) {
            case CPU -> obstacle(state, node, CPU);
            case PIDS -> obstacle(state, node, PIDS);
            case MEMORY -> agentObstacle(state, node);
            case IO -> obstacle(state, node, IO);
        };
    }

    private static Optional<String> obstacle(TenantState state, NodeId node, Resource resource, Means means) {
        return switch (means) {
            case WEIGHT -> obstacle(state, node, WEIGHT);
            case THROTTLE -> obstacle(state, node, resource);
            case FREEZE -> obstacle(state, node, FREEZE);
            case EVICT -> agentObstacle(state, node);
        };
    }

    /// Why a node's agent carries out no commands at all, or empty if it does.
    static Optional<String> agentObstacle(TenantState state, NodeId node) {
        var facts = state.nodes().get(node);
        if (facts == null) {
            return Optional.of("it is not known yet what node %s can do".formatted(node));
        }
        if (!facts.running()) {
            return Optional.of("the agent of node %s has stopped".formatted(node));
        }
        return facts.enforces() ? Optional.empty() : Optional.of("node %s is in watch mode".formatted(node));
    }

    static Possible possible(TenantState state, NodeId node, Limits wanted) {
        var agent = wanted.equals(Limits.NONE) ? Optional.<String>empty() : agentObstacle(state, node);
        if (agent.isPresent()) {
            return new Possible(Limits.NONE, List.of(agent.get()));
        }
        var obstacles = new ArrayList<String>();
        return new Possible(new Limits(
            keep(state, node, wanted.cpuCores(), CPU, obstacles),
            keep(state, node, wanted.memoryBytes(), MEMORY, obstacles),
            keep(state, node, wanted.memoryHighBytes(), MEMORY_HIGH, obstacles),
            keep(state, node, wanted.pids(), PIDS, obstacles),
            keep(state, node, wanted.frozen(), FREEZE, obstacles),
            keep(state, node, wanted.cpuWeight(), CPU_WEIGHT, obstacles),
            keep(state, node, wanted.ioBytesPerSecond(), IO, obstacles)), obstacles);
    }

    private static <T> T keep(TenantState state, NodeId node, T wanted, String capability, List<String> obstacles) {
        var obstacle = wanted == null ? Optional.<String>empty() : obstacle(state, node, capability);
        obstacle.ifPresent(obstacles::add);
        return obstacle.isEmpty() ? wanted : null;
    }

    private static Optional<String> obstacle(TenantState state, NodeId node, String capability) {
        var agent = agentObstacle(state, node);
        if (agent.isPresent() || state.nodes().get(node).can().contains(capability)) {
            return agent;
        }
        var why = state.nodes().get(node).cannot().getOrDefault(capability, "");
        return Optional.of("node %s lacks '%s'%s".formatted(node, capability, why.isEmpty() ? "" : " (" + why + ")"));
    }
}
