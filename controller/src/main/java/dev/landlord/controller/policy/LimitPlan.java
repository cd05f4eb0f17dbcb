package dev.landlord.controller.policy;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.Reason;
import java.time.Duration;
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
/// The policy's own limits are shares of the quota ([FleetShares]) by need. A node's need is its use, or what it was given where its use is not known
/// for a moment. Where a limit binds ([Pressure]), use
/// only shows the limit: such nodes share what the others leave (their use and [#HEADROOM]), in proportion to their use drawn half-way to its
/// mean, by and by to equal parts. Shares already given are kept while all of them are within [#DAMPING] of the new ones, and for
/// [#SETTLE] after a change. What silent nodes may still hold until their leases end is taken off the quota first.
final class LimitPlan {
    /// Share by which a node's part must differ before it is changed.
    static final double DAMPING = 0.1;
    /// Share of its use that a node gets beside it, where its limit does not bind, when others share what is left.
    static final double HEADROOM = 0.1;
    /// A change shows in samples only after a while.
    static final Duration SETTLE = Duration.ofSeconds(5);
    /// An agent never sets less than 1 % of a core.
    static final long CPU_FLOOR_MILLICORES = 10;
    static final long IO_FLOOR_BYTES_PER_SECOND = 64 << 10;
    static final double MILLICORES = 1000;
    /// What binary fractions may lack of a whole unit.
    private static final double ROUNDING = 1e-6;

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
        var cpu = shares(Resource.CPU);
        var pids = shares(Resource.PIDS);
        var io = shares(Resource.IO);
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
            var own = Limits.NONE.withCpuCores(cpu.containsKey(node) ? cpu.get(node) / MILLICORES : null).withPids(pids.get(node))
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

    /// The policy's own shares of a throttled resource in whole units, by node; empty if it is not throttled.
    private Map<NodeId, Long> shares(Resource resource) {
        var quota = state.declared().map(spec -> spec.quota().of(resource)).filter(bound -> bound.isPresent());
        if (quota.isEmpty() || !state.resource(resource).state().throttles()) {
            return Map.of();
        }
        double factor = Rungs.factor(resource, state.resource(resource), policyClass);
        double perUnit = perUnit(resource);
        long floor = floor(resource);
        long whole = (long) Math.floor(quota.get().getAsDouble() * factor * perUnit + ROUNDING);
        long budget = Math.max(1, whole - reserved(resource));
        return damped(resource, budget, FleetShares.of(budget, floor, needs(resource, budget / perUnit)));
    }

    private Map<NodeId, Double> needs(Resource resource, double budget) {
        var pressed = new TreeMap<NodeId, Double>();
        var needs = new TreeMap<NodeId, Double>();
        state.meters().forEach((node, meter) -> {
            var desired = state.limits().get(node);
            boolean limited = desired != null && desired.limiting();
            double given = limited ? units(resource, desired.limits()) / perUnit(resource) : 0;
            double use = meter.use().of(resource).orElse(given);
            if (meter.freshAt(now) && (use > 0 || limited || meter.workloads().stream().anyMatch(WorkloadMeter::runs))) {
                needs.put(node, use);
                if (limited && Pressure.bound(resource, meter, desired)) {
                    pressed.put(node, use);
                }
            }
        });
        double pressedUse = pressed.values().stream().mapToDouble(Double::doubleValue).sum();
        if (pressedUse == 0) {
            return needs;
        }
        needs.replaceAll((node, use) -> pressed.containsKey(node) ? use : use * (1 + HEADROOM));
        double known = needs.values().stream().mapToDouble(Double::doubleValue).sum() - pressedUse;
        double left = Math.max(budget - known, pressedUse) / pressedUse;
        double mean = pressedUse / pressed.size();
        pressed.forEach((node, use) -> needs.put(node, left * (use + mean) / 2));
        return needs;
    }

    private long reserved(Resource resource) {
        return state.limits().entrySet().stream()
            .filter(entry -> !fresh(entry.getKey()) && entry.getValue().limiting() && now.isBefore(entry.getValue().until()))
            .mapToLong(entry -> units(resource, entry.getValue().limits())).sum();
    }

    private Map<NodeId, Long> damped(Resource resource, long budget, Map<NodeId, Long> shares) {
        var kept = new TreeMap<NodeId, Long>();
        boolean settling = false;
        boolean close = true;
        long unreachable = 0;
        for (var entry : shares.entrySet()) {
            var node = entry.getKey();
            long share = entry.getValue();
            if (Reach.obstacle(state, node, resource).isPresent()) {
                unreachable++;
                kept.put(node, share);
                continue;
            }
            var desired = state.limits().get(node);
            long given = desired == null ? 0 : units(resource, desired.limits());
            if (given == 0) {
                return shares;
            }
            settling |= now.isBefore(desired.changedAt().plus(SETTLE));
            close &= Math.abs(share - given) <= Math.max(1, DAMPING * given);
            kept.put(node, given);
        }
        long sum = kept.values().stream().mapToLong(Long::longValue).sum();
        double slack = unreachable > 0 ? DAMPING * budget : 0;
        return sum <= budget && sum >= budget - slack && (settling || close) ? kept : shares;
    }

    /// Least part of a node, in units.
    private static long floor(Resource resource) {
        return switch (resource) {
            case CPU -> CPU_FLOOR_MILLICORES;
            case IO -> IO_FLOOR_BYTES_PER_SECOND;
            case PIDS, MEMORY -> 1;
        };
    }

    private static double perUnit(Resource resource) {
        return resource == Resource.CPU ? MILLICORES : 1;
    }

    private static long units(Resource resource, Limits limits) {
        return switch (resource) {
            case CPU -> limits.cpuCores() == null ? 0 : Math.round(limits.cpuCores() * MILLICORES);
            case PIDS -> limits.pids() == null ? 0 : limits.pids();
            case IO -> limits.ioBytesPerSecond() == null ? 0 : limits.ioBytesPerSecond();
            case MEMORY -> 0;
        };
    }
}
