package dev.landlord.controller.policy;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/// The shares of a throttled resource's quota that the nodes should have now: what they need ([FleetShares]), reached in steps ([ShareMoves]).
///
/// A node needs what it lately used ([Demand]) and some [#headroom]. Where its share binds ([Pressure]), use shows the share and not the need: it is
/// taken to need twice the share, at least [#START] of an equal part, and to have use for more. It cannot use more than its processors,
/// its ceiling, or what a person allows it. What silent nodes may still hold until their leases end is taken off the quota first.
final class Sharing {
    /// A change shows in samples only after a while.
    static final Duration SETTLE = Duration.ofSeconds(5);
    /// What a node that presses is taken to need, in shares that it has.
    static final double GROWTH = 2;
    /// And at least, in equal parts.
    static final double START = 0.25;
    /// An agent never sets less than 1 % of a core.
    static final long CPU_FLOOR_MILLICORES = 10;
    static final long IO_FLOOR_BYTES_PER_SECOND = 64 << 10;
    static final double MILLICORES = 1000;
    /// Room above a CPU limit that was too tight for short bursts.
    private static final double BURSTS = 1.05;
    /// What binary fractions may lack of a whole unit.
    private static final double ROUNDING = 1e-6;

    private final TenantState state;
    private final Resource resource;
    private final Instant now;

    private Sharing(TenantState state, Resource resource, Instant now) {
        this.state = state;
        this.resource = resource;
        this.now = now;
    }

    /// Units by node, empty if the resource is not throttled.
    static SortedMap<NodeId, Long> of(TenantState state, Resource resource, Instant now, PolicyClass policyClass) {
        var quota = state.declared().map(spec -> spec.quota().of(resource)).filter(bound -> bound.isPresent());
        if (quota.isEmpty() || !state.resource(resource).state().throttles()) {
            return new TreeMap<>();
        }
        double factor = Rungs.factor(resource, state.resource(resource), policyClass, now);
        long whole = (long) Math.floor(quota.get().getAsDouble() * factor * perUnit(resource) + ROUNDING);
        var sharing = new Sharing(state, resource, now);
        if (state.perNode()) {
            return sharing.onEach(Math.max(1, whole), (long) Math.floor(quota.get().getAsDouble() * perUnit(resource) + ROUNDING));
        }
        return sharing.next(Math.max(1, whole - sharing.silent()));
    }

    /// Where each node is held to the quota by itself, all get the quota, and those that were above it or press against it what the tier leaves.
    private SortedMap<NodeId, Long> onEach(long tier, long quota) {
        var limits = new TreeMap<NodeId, Long>();
        present().forEach((node, meter) -> {
            boolean offends = meter.demand().recent(resource).orElse(0) * perUnit(resource) > quota || presses(node, meter)
                || given(node) > 0 && given(node) <= tier;
            limits.put(node, offends ? tier : Math.max(1, quota));
        });
        return limits;
    }

    /// The nodes that the tenant is on, or has limits on, as far as fresh samples tell.
    private SortedMap<NodeId, NodeMeter> present() {
        var nodes = new TreeMap<NodeId, NodeMeter>();
        state.meters().forEach((node, meter) -> {
            if (meter.freshAt(now) && (meter.use().of(resource).orElse(0) > 0 || limiting(node)
                || meter.workloads().stream().anyMatch(WorkloadMeter::runs))) {
                nodes.put(node, meter);
            }
        });
        return nodes;
    }

    /// What is needed beside what is used, as a share of it. More than what [Pressure] takes for a limit reached, so that a node that
    /// got what it needs does not press.
    private static double headroom(Resource resource) {
        return switch (resource) {
            case CPU, MEMORY -> 0.01;
            case IO -> 0.3;
            case PIDS -> 0.1;
        };
    }

    private SortedMap<NodeId, Long> next(long budget) {
        var nodes = present();
        var needs = new TreeMap<NodeId, FleetShares.Need>();
        nodes.forEach((node, meter) -> needs.put(node, need(node, meter, (double) budget / nodes.size())));
        long floor = floor(resource);
        var parts = new TreeMap<NodeId, ShareMoves.Part>();
        boolean settling = false;
        for (var target : FleetShares.of(budget, floor, needs).entrySet()) {
            var node = target.getKey();
            var desired = state.limits().get(node);
            boolean limited = Reach.obstacle(state, node, resource).isEmpty();
            settling |= limited && given(node) > 0 && now.isBefore(desired.changedAt().plus(SETTLE));
            parts.put(node, new ShareMoves.Part(target.getValue(), given(node), held(desired), presses(node, nodes.get(node)), limited));
        }
        return ShareMoves.next(budget, floor, parts, settling);
    }

    private FleetShares.Need need(NodeId node, NodeMeter meter, double equal) {
        double most = most(node);
        double used = meter.demand().recent(resource).orElse(given(node) / perUnit(resource)) * perUnit(resource) * (1 + headroom(resource));
        if (presses(node, meter)) {
            return new FleetShares.Need(Math.min(most, Math.max(used, Math.max(GROWTH * given(node), START * equal))), most);
        }
        var bursts = resource == Resource.CPU && meter.demand().pressedCores() != null ? BURSTS * meter.demand().pressedCores() * MILLICORES : 0;
        return FleetShares.Need.of(Math.min(most, Math.max(used, bursts)));
    }

    /// What a node could use at most, as far as that is known.
    private double most(NodeId node) {
        double most = Double.POSITIVE_INFINITY;
        var facts = state.nodes().get(node);
        if (resource == Resource.CPU && facts != null && facts.load() != null) {
            most = facts.load().cores() * MILLICORES;
        }
        var ceiling = state.spec().ceiling().of(resource);
        if (ceiling.isPresent()) {
            most = Math.min(most, ceiling.getAsDouble() * perUnit(resource));
        }
        for (var hand : state.byHand()) {
            long units = units(resource, hand.limits());
            if (units > 0 && hand.covers(node) && now.isBefore(hand.expiresAt())) {
                most = Math.min(most, units);
            }
        }
        return most;
    }

    private boolean presses(NodeId node, NodeMeter meter) {
        return given(node) > 0 && Pressure.presses(resource, meter, state.limits().get(node));
    }

    private boolean limiting(NodeId node) {
        var desired = state.limits().get(node);
        return desired != null && desired.limiting();
    }

    private long given(NodeId node) {
        var desired = state.limits().get(node);
        return desired == null ? 0 : units(resource, desired.limits());
    }

    /// What a node's agent may hold.
    private long held(DesiredLimits desired) {
        return desired == null ? 0
            : Math.max(units(resource, desired.limits()), desired.mayHold() == null ? 0 : units(resource, desired.mayHold()));
    }

    private long silent() {
        return state.limits().entrySet().stream().filter(entry -> {
            var meter = state.meters().get(entry.getKey());
            return entry.getValue().limiting() && (meter == null || !meter.freshAt(now));
        }).mapToLong(entry -> held(entry.getValue())).sum();
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

    static long units(Resource resource, Limits limits) {
        return switch (resource) {
            case CPU -> limits.cpuCores() == null ? 0 : Math.round(limits.cpuCores() * MILLICORES);
            case PIDS -> limits.pids() == null ? 0 : limits.pids();
            case IO -> limits.ioBytesPerSecond() == null ? 0 : limits.ioBytesPerSecond();
            case MEMORY -> 0;
        };
    }
}
