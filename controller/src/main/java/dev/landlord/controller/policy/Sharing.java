package dev.landlord.controller.policy;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/// The shares of a throttled resource's quota that the nodes should have now: what they need ([FleetShares]), reached in steps ([ShareMoves]).
///
/// A node needs what it lately used ([Demand]) and some [#headroom]. Where its share binds ([Pressure]), use shows the share and not the need: it is
/// taken to need twice the share, at least [#START] of an equal part, and to have use for more. It cannot use more than its processors,
/// its ceiling, or what a person allows it. What silent nodes may still hold until their leases end is taken off the quota first, and so is what
/// is used on nodes that cannot be limited.
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
    /// What binary fractions may lack of a whole unit, or have too much.
    private static final double ROUNDING = 1e-6;

    private final TenantState state;
    private final Resource resource;
    private final Instant now;
    private final Collection<Place> places;

    private Sharing(TenantState state, Resource resource, Instant now, Collection<Place> places) {
        this.state = state;
        this.resource = resource;
        this.now = now;
        this.places = places;
    }

    /// Units by node, empty if the resource is not throttled.
    ///
    /// @param places the nodes ([Place#all])
    static Map<NodeId, Long> of(TenantState state, Resource resource, Instant now, PolicyClass policyClass, Collection<Place> places) {
        var quota = state.declared().map(spec -> spec.quota().of(resource)).filter(bound -> bound.isPresent());
        if (quota.isEmpty() || !state.resource(resource).state().throttles()) {
            return Map.of();
        }
        var sharing = new Sharing(state, resource, now, places);
        long tier = sharing.units(quota.get().getAsDouble() * Rungs.factor(resource, state.resource(resource), policyClass, now));
        return state.perNode() ? sharing.onOffenders(tier, quota.get().getAsDouble()) : sharing.next(Math.max(1, tier - sharing.silent()));
    }

    /// Where a quota holds on each node, those on which overuse is answered. A tenant that is over on one node is not answered on another.
    static Set<NodeId> offenders(TenantState state, Resource resource, Instant now, Collection<Place> places) {
        var quota = state.declared().map(spec -> spec.quota().of(resource)).orElse(OptionalDouble.empty());
        if (quota.isEmpty()) {
            return Set.of();
        }
        var sharing = new Sharing(state, resource, now, places);
        return sharing.present().stream().filter(place -> sharing.offends(place, quota.getAsDouble())).map(Place::node).collect(Collectors.toSet());
    }

    private long units(double amount) {
        return Math.max(1, (long) Math.floor(amount * perUnit(resource) + ROUNDING));
    }

    /// Where each node is held to the quota by itself, those that are above it get what the tier leaves, and the others no limit.
    private Map<NodeId, Long> onOffenders(long tier, double quota) {
        var limits = new HashMap<NodeId, Long>();
        present().stream().filter(place -> offends(place, quota)).forEach(place -> limits.put(place.node(), tier));
        return limits;
    }

    /// Whether a node is above the quota, or is limited for that already: then its use does not show any more what it would be, so that the limit
    /// stays for as long as the tenant is throttled. A limit for something else (a person's, or for a spent budget) shows neither.
    private boolean offends(Place place, double quota) {
        return units(resource, place.own()) > 0 || place.meter().counted().of(resource).orElse(0) > quota;
    }

    /// The strictest limit on a node that does not come from overuse.
    private double others(Place place) {
        double least = resource == Resource.CPU && state.budget() != null && state.budget().floored()
            ? state.budget().floorCores() * MILLICORES : Double.POSITIVE_INFINITY;
        for (var hand : state.byHand()) {
            long units = units(resource, hand.limits());
            least = units > 0 && hand.covers(place.node()) && now.isBefore(hand.expiresAt()) ? Math.min(least, units) : least;
        }
        return least;
    }

    /// Where there is something to be shared between.
    private List<Place> present() {
        return places.stream().filter(place -> place.present(resource)).toList();
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

    private Map<NodeId, Long> next(long budget) {
        var nodes = present();
        long floor = floor(resource);
        var targets = targets(budget, floor, nodes);
        var parts = new ArrayList<ShareMoves.Part>(targets.length);
        boolean settling = false;
        for (int i = 0; i < targets.length; i++) {
            var place = nodes.get(i);
            long given = place.given(resource);
            boolean limited = place.limited(resource);
            settling |= limited && given > 0 && now.isBefore(place.desired().changedAt().plus(SETTLE));
            parts.add(new ShareMoves.Part(targets[i], given, place.held(resource), place.presses(resource), limited));
        }
        var shares = ShareMoves.next(budget, floor, parts, settling);
        var byNode = new HashMap<NodeId, Long>();
        for (int i = 0; i < shares.length; i++) {
            byNode.put(nodes.get(i).node(), shares[i]);
        }
        return byNode;
    }

    /// What each node should have. Where nothing can be limited, that is what is used, and the others share what is left: a floor each at least.
    private long[] targets(long budget, long floor, List<Place> nodes) {
        double equal = (double) budget / nodes.size();
        var targets = new long[nodes.size()];
        var needs = new ArrayList<FleetShares.Need>(nodes.size());
        long left = budget;
        for (int i = 0; i < targets.length; i++) {
            var need = need(nodes.get(i), equal);
            if (nodes.get(i).unlimitable(resource)) {
                targets[i] = Math.max(1, (long) Math.ceil(need.least()));
                left -= targets[i];
            } else {
                needs.add(need);
            }
        }
        var shares = FleetShares.of(Math.max(left, Math.min(budget, floor * needs.size())), floor, needs);
        int next = 0;
        for (int i = 0; i < targets.length; i++) {
            targets[i] = nodes.get(i).unlimitable(resource) ? targets[i] : shares[next++];
        }
        return targets;
    }

    private FleetShares.Need need(Place place, double equal) {
        double most = most(place);
        var demand = place.meter().demand();
        long given = place.given(resource);
        double used = demand.recent(resource).orElse(given / perUnit(resource)) * perUnit(resource) * (1 + headroom(resource));
        if (place.presses(resource)) {
            return new FleetShares.Need(Math.min(most, Math.max(used, Math.max(GROWTH * given, START * equal))), most);
        }
        var bursts = resource == Resource.CPU && demand.pressedCores() != null ? BURSTS * demand.pressedCores() * MILLICORES : 0;
        return FleetShares.Need.of(Math.ceil(Math.min(most, Math.max(used, bursts)) - ROUNDING));
    }

    /// What a node could use at most, as far as that is known.
    private double most(Place place) {
        double most = Double.POSITIVE_INFINITY;
        var facts = place.facts();
        if (resource == Resource.CPU && facts != null && facts.load() != null) {
            most = facts.load().cores() * MILLICORES;
        }
        var ceiling = state.spec().ceiling().of(resource);
        if (ceiling.isPresent()) {
            most = Math.min(most, ceiling.getAsDouble() * perUnit(resource));
        }
        return Math.min(most, others(place));
    }

    /// What nodes without fresh samples may still hold.
    private long silent() {
        long held = 0;
        for (var place : places) {
            held += place.limiting() && !place.fresh() ? place.held(resource) : 0;
        }
        return held;
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

    /// Whole units of a limit. A person's limits may be finer.
    static long units(Resource resource, Limits limits) {
        return switch (resource) {
            case CPU -> limits.cpuCores() == null ? 0 : (long) Math.floor(limits.cpuCores() * MILLICORES + ROUNDING);
            case PIDS -> limits.pids() == null ? 0 : limits.pids();
            case IO -> limits.ioBytesPerSecond() == null ? 0 : limits.ioBytesPerSecond();
            case MEMORY -> limits.memoryHighBytes() == null ? 0 : limits.memoryHighBytes();
        };
    }

    /// The same rounded up: what may be held is never taken for less than it is.
    static long unitsHeld(Resource resource, Limits limits) {
        return resource == Resource.CPU && limits.cpuCores() != null ? (long) Math.ceil(limits.cpuCores() * MILLICORES - ROUNDING)
            : units(resource, limits);
    }
}
