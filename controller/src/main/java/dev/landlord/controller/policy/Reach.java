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
    private static final String IO = "limit.io";

    private Reach() {
    }

    /// Limits as far as a node can have them.
    ///
    /// @param limits    what is left of those that are wanted
    /// @param obstacles why the others are not possible, a clause each
    record Possible(Limits limits, List<String> obstacles) {
    }

    /// What stands in the way on the nodes where a resource is used; where the quota holds on each node, on those where its overuse is answered.
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
        for (var entry : state.meters().entrySet()) {
            var meter = entry.getValue();
            if (meter.freshAt(now) && meter.use().of(resource).orElse(0) > 0 && answered(state, entry.getKey(), meter, resource)) {
                var facts = state.nodes().get(entry.getKey());
                var obstacle = obstacle(entry.getKey(), facts, resource, means);
                obstacle.ifPresent(texts::add);
                reachable += obstacle.isEmpty() ? 1 : 0;
                passing += facts == null || !facts.running() ? 1 : 0;
            }
        }
        return new Obstacles(reachable, passing, texts);
    }

    /// Marks on memory hold on all nodes.
    private static boolean answered(TenantState state, NodeId node, NodeMeter meter, Resource resource) {
        if (!state.perNode() || resource == Resource.MEMORY) {
            return true;
        }
        var desired = state.limits().get(node);
        return desired != null && Sharing.units(resource, desired.own()) > 0
            || meter.counted().of(resource).orElse(0) > state.spec().quota().of(resource).orElse(Double.MAX_VALUE);
    }

    /// Why a resource cannot be limited on a node, or empty if it can.
    ///
    /// @param facts what the node can do, or null if that is not known
    static Optional<String> obstacle(NodeId node, NodeFacts facts, Resource resource) {
        return switch (resource) {
            case CPU -> obstacle(node, facts, CPU);
            case PIDS -> obstacle(node, facts, PIDS);
            case MEMORY -> obstacle(node, facts, MEMORY_HIGH);
            case IO -> obstacle(node, facts, IO);
        };
    }

    /// Why lasting overuse of a resource cannot be answered on a node, or empty if it can: of memory in the end by an eviction.
    static Optional<String> unanswerable(NodeId node, NodeFacts facts, Resource resource) {
        return switch (resource) {
            case CPU, PIDS, IO -> obstacle(node, facts, resource);
            case MEMORY -> agentObstacle(node, facts);
        };
    }

    private static Optional<String> obstacle(NodeId node, NodeFacts facts, Resource resource, Means means) {
        return switch (means) {
            case WEIGHT -> obstacle(node, facts, WEIGHT);
            case THROTTLE -> obstacle(node, facts, resource);
            case FREEZE -> obstacle(node, facts, FREEZE);
            case EVICT -> agentObstacle(node, facts);
        };
    }

    /// Why a node's agent carries out no commands at all, or empty if it does.
    static Optional<String> agentObstacle(TenantState state, NodeId node) {
        return agentObstacle(node, state.nodes().get(node));
    }

    private static Optional<String> agentObstacle(NodeId node, NodeFacts facts) {
        if (facts == null) {
            return Optional.of("it is not known yet what node %s can do".formatted(node));
        }
        if (!facts.running()) {
            return Optional.of("the agent of node %s has stopped".formatted(node));
        }
        return facts.enforces() ? Optional.empty() : Optional.of("node %s is in watch mode".formatted(node));
    }

    static Possible possible(NodeId node, NodeFacts facts, Limits wanted) {
        if (wanted.equals(Limits.NONE)) {
            return new Possible(Limits.NONE, List.of());
        }
        var agent = agentObstacle(node, facts);
        if (agent.isPresent()) {
            return new Possible(Limits.NONE, List.of(agent.get()));
        }
        var obstacles = new ArrayList<String>();
        var kept = new Limits(
            keep(node, facts, wanted.cpuCores(), CPU, obstacles),
            keep(node, facts, wanted.memoryBytes(), MEMORY, obstacles),
            keep(node, facts, wanted.memoryHighBytes(), MEMORY_HIGH, obstacles),
            keep(node, facts, wanted.pids(), PIDS, obstacles),
            keep(node, facts, wanted.frozen(), FREEZE, obstacles),
            keep(node, facts, wanted.cpuWeight(), WEIGHT, obstacles),
            keep(node, facts, wanted.ioBytesPerSecond(), IO, obstacles));
        return new Possible(kept, obstacles);
    }

    private static <T> T keep(NodeId node, NodeFacts facts, T wanted, String capability, List<String> obstacles) {
        if (wanted == null || facts.can().contains(capability)) {
            return wanted;
        }
        obstacles.add(lacks(node, facts, capability));
        return null;
    }

    private static Optional<String> obstacle(NodeId node, NodeFacts facts, String capability) {
        var agent = agentObstacle(node, facts);
        return agent.isPresent() || facts.can().contains(capability) ? agent : Optional.of(lacks(node, facts, capability));
    }

    private static String lacks(NodeId node, NodeFacts facts, String capability) {
        var why = facts.cannot().getOrDefault(capability, "");
        return "node %s lacks '%s'%s".formatted(node, capability, why.isEmpty() ? "" : " (" + why + ")");
    }
}
