package dev.landlord.controller.policy;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The marks of a tenant whose memory is squeezed (`memory.high`, cgroup v2: above it the kernel drops page cache, swaps, and slows whoever wants
/// more, but kills nobody), in bytes by node.
///
/// Memory cannot be taken back like CPU time. So a mark begins with what is used there and some room ([#withRoom]), and follows down what the tenant
/// gives back. It never goes up while the tenant is over its quota, nor is it set below the working set. When all nodes together need less than
/// the quota, the rest of it is divided over them by water-filling ([FleetShares]), so that the marks add up to the quota; where it holds on each
/// node, no mark lies below it. A node on which little is used gets [Sharing#START] of an equal part all the same, so that what begins
/// there can run. What silent nodes may still hold is taken off the quota first.
///
/// Steps are damped: a mark moves by no less than a [#STEP]th of it, and no sooner than [Sharing#SETTLE] after the last change on its node. Where
/// more is used than the mark allows (it was not in force for a while), the mark stays, and the agent brings it down with the use.
final class MemoryMarks {
    /// Agents write multiples of this, so that the kernel, which rounds to pages, shows the very number.
    static final long WHOLE = 64 << 10;
    /// A mark moves by this part of it at least.
    static final long STEP = 16;
    /// Of the working set: what agents spare for page cache too, so that they need not widen a mark.
    private static final long ROOM_PART = 16;
    private static final long LEAST_ROOM = 4L << 20;

    private MemoryMarks() {
    }

    /// Empty while memory is not squeezed.
    ///
    /// @param places the nodes ([Place#all])
    static Map<NodeId, Long> of(TenantState state, Instant now, Collection<Place> places) {
        var quota = state.declared().map(spec -> spec.quota().memoryBytes());
        if (quota.isEmpty() || !state.resource(Resource.MEMORY).squeezed()) {
            return Map.of();
        }
        var present = places.stream().filter(place -> place.present(Resource.MEMORY) && place.meter().use().memoryBytes() != null).toList();
        var shares = state.perNode() ? null : shares(quota.get() - silent(places), present);
        long start = (long) (Sharing.START * quota.get() / Math.max(1, present.size()));
        var marks = new HashMap<NodeId, Long>();
        for (int i = 0; i < present.size(); i++) {
            var place = present.get(i);
            long share = shares == null ? quota.get() : Math.max(start, shares[i]);
            marks.put(place.node(), damped(Math.max(share / WHOLE * WHOLE, need(place)), place, now));
        }
        return marks;
    }

    private static long[] shares(long budget, List<Place> present) {
        var needs = new ArrayList<FleetShares.Need>(present.size());
        present.forEach(place -> needs.add(FleetShares.Need.of(need(place))));
        return FleetShares.of(Math.max(1, budget), 1, needs);
    }

    /// What nodes without fresh samples may still hold.
    private static long silent(Collection<Place> places) {
        long held = 0;
        for (var place : places) {
            held += place.limiting() && !place.fresh() ? place.held(Resource.MEMORY) : 0;
        }
        return held;
    }

    /// What it uses and some room, but no more than it was given.
    static long need(Place place) {
        long used = withRoom(place.meter().use().memoryBytes());
        var given = given(place);
        return given == null ? used : Math.min(used, given);
    }

    private static Long given(Place place) {
        return place.own().memoryHighBytes();
    }

    static long withRoom(long workingSet) {
        long bytes = workingSet + Math.max(workingSet / ROOM_PART, LEAST_ROOM);
        return (bytes + WHOLE - 1) / WHOLE * WHOLE;
    }

    private static long damped(long mark, Place place, Instant now) {
        var given = given(place);
        boolean stays = given != null && (now.isBefore(place.desired().changedAt().plus(Sharing.SETTLE)) || Math.abs(mark - given) < given / STEP
            || mark < place.meter().use().memoryBytes());
        return stays ? given : mark;
    }
}
