package dev.landlord.controller.policy;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which limits each node should have now. A function of the state and the time; [LimitCommands] compares it with what was sent.
///
/// The policy's own limits are shares of the quota by need ([Sharing]), stricter ones by hand beside them.
final class LimitPlan {
    /// What a node should have.
    ///
    /// @param limits    empty: none
    /// @param obstacles why it does not get all that it should have, a clause each
    /// @param renewable whether what this rests on is present: fresh samples, or a person's word
    /// @param reason    why, or null for no limits
    record Wanted(Limits limits, List<String> obstacles, boolean renewable, Reason reason) {
    }

    private final TenantState state;
    private final Instant now;
    private final PolicyClass policyClass;

    private LimitPlan(TenantState state, Instant now, PolicyClass policyClass) {
        this.state = state;
        this.now = now;
        this.policyClass = policyClass;
    }

    /// By node, those included that have limits now and should have none; nodes without limits that need none are left out.
    static Map<NodeId, Wanted> of(TenantState state, Instant now, PolicyClass policyClass) {
        return new LimitPlan(state, now, policyClass).plan();
    }

    /// The plan as a decision's figures.
    static List<Map<String, Object>> figures(Map<NodeId, Wanted> plan) {
        var figures = new ArrayList<Map<String, Object>>();
        plan.forEach((node, wanted) -> {
            if (!wanted.limits().equals(Limits.NONE)) {
                var figure = new LinkedHashMap<String, Object>();
                figure.put("node", node.value());
                if (wanted.limits().cpuCores() != null) {
                    figure.put("cpuCores", wanted.limits().cpuCores());
                }
                if (wanted.limits().pids() != null) {
                    figure.put("pids", wanted.limits().pids());
                }
                if (wanted.limits().cpuWeight() != null) {
                    figure.put("cpuWeight", wanted.limits().cpuWeight());
                }
                if (wanted.limits().ioBytesPerSecond() != null) {
                    figure.put("ioBytesPerSecond", wanted.limits().ioBytesPerSecond());
                }
                figures.add(figure);
            }
        });
        return figures;
    }

    private Map<NodeId, Wanted> plan() {
        var cpu = Sharing.of(state, Resource.CPU, now, policyClass);
        var pids = Sharing.of(state, Resource.PIDS, now, policyClass);
        var io = Sharing.of(state, Resource.IO, now, policyClass);
        var weight = state.resource(Resource.CPU).state().limits() && policyClass.weight() != null ? policyClass.weight().cpuWeight() : null;
        boolean frozen = state.resources().values().stream().anyMatch(standing -> standing.state() == EnforcementState.FROZEN);
        var nodes = new TreeSet<>(state.limits().keySet());
        state.meters().forEach((node, meter) -> {
            if (meter.freshAt(now)) {
                nodes.add(node);
            }
        });
        state.byHand().stream().filter(hand -> hand.node() != null).forEach(hand -> nodes.add(hand.node()));
        var plan = new TreeMap<NodeId, Wanted>();
        for (var node : nodes) {
            boolean present = present(node);
            var own = Limits.NONE.withCpuCores(cpu.containsKey(node) ? cpu.get(node) / Sharing.MILLICORES : null).withPids(pids.get(node))
                .withIoBytesPerSecond(io.get(node)).withCpuWeight(present ? weight : null).withFrozen(frozen && present ? Boolean.TRUE : null);
            var wanted = wanted(node, own);
            if (state.limits().containsKey(node) || !wanted.limits().equals(Limits.NONE) || !wanted.obstacles().isEmpty()) {
                plan.put(node, wanted);
            }
        }
        return plan;
    }

    private Wanted wanted(NodeId node, Limits shares) {
        var hands = state.byHand().stream().filter(hand -> hand.covers(node) && now.isBefore(hand.expiresAt())).toList();
        boolean fresh = fresh(node);
        var before = state.limits().get(node);
        if (!fresh && hands.isEmpty()) {
            return before == null || !before.limiting()
                ? new Wanted(Limits.NONE, List.of(), true, null)
                : new Wanted(throttling() ? before.limits() : Limits.NONE, List.of(), false, before.reason());
        }
        var all = shares;
        for (var hand : hands) {
            all = stricter(all, hand.limits());
        }
        var possible = Reach.possible(state, node, all);
        return new Wanted(possible.limits(), possible.obstacles(), true, reason(hands, !shares.equals(Limits.NONE)));
    }

    private boolean throttling() {
        return state.resources().values().stream().anyMatch(standing -> standing.state().limits());
    }

    private Reason reason(List<ByHand> hands, boolean byPolicy) {
        if (byPolicy) {
            var resource = Arrays.stream(Resource.values()).filter(each -> state.resource(each).state().limits()).findFirst().orElse(Resource.CPU);
            return new Reason(resource.wire() + ".overuse", state.resource(resource).reason());
        }
        return hands.isEmpty() ? null : new Reason("manual", "%s: %s".formatted(hands.getFirst().actor(), hands.getFirst().reason()));
    }

    private static Limits stricter(Limits a, Limits b) {
        return new Limits(least(a.cpuCores(), b.cpuCores()), least(a.memoryBytes(), b.memoryBytes()),
            least(a.memoryHighBytes(), b.memoryHighBytes()), least(a.pids(), b.pids()),
            Boolean.TRUE.equals(a.frozen()) || Boolean.TRUE.equals(b.frozen()) ? Boolean.TRUE : null,
            least(a.cpuWeight(), b.cpuWeight()), least(a.ioBytesPerSecond(), b.ioBytesPerSecond()));
    }

    private static <T extends Comparable<T>> T least(T a, T b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.compareTo(b) <= 0 ? a : b;
    }

    /// Whether the tenant is there, as far as fresh samples tell.
    private boolean present(NodeId node) {
        return fresh(node) && (state.limits().containsKey(node) && state.limits().get(node).limiting()
            || state.meters().get(node).workloads().stream().anyMatch(WorkloadMeter::runs)
            || state.meters().get(node).use().of(Resource.CPU).orElse(0) > 0);
    }

    private boolean fresh(NodeId node) {
        var meter = state.meters().get(node);
        return meter != null && meter.freshAt(now);
    }
}
