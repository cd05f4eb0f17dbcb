package dev.landlord.agent.enforce;

import dev.landlord.agent.enforce.GroupState.Role;
import dev.landlord.agent.enforce.KnobState.Standing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// From what is wanted and what is found to what is to be done; pure.
///
/// A limit only ever narrows: where a group's own value (the one before Landlord, or one that somebody else has set since) is narrower
/// than what is wanted, that value stands. Three things widen a limit again, and the plan tells which:
/// * the floors, and the least that the kernel accepts;
/// * memory in use: neither `memory.max` nor `memory.high` is set below the working set and a sixteenth of it (at least 4 MiB), so that
///   the write itself kills nobody. What lies between is page cache, which the kernel drops first. The limit follows downwards as memory is given
///   back, in steps of a sixteenth, and never upwards;
/// * the ceiling, when the command asks for more.
///
/// Block IO is one figure over all directions of all devices; [IoShares] divides it anew in each plan.
///
/// A nested group whose period is so short that the kernel takes no quota as narrow as the one above goes without one (-1) for as long: the kernel
/// then holds it to the limit above, which is the narrower one anyway.
///
/// A knob that holds something that Landlord did not write has been written by somebody else. While a limit is wanted, that value becomes the
/// new original and the limit is set again if it is narrower. On release the value is left alone: it is somebody else's will.
public final class Planner {
    private static final long SPARE_PART = 16;
    private static final long LEAST_SPARE_BYTES = 4L << 20;

    private final Target target;
    private final Floors floors;
    private final List<Step> steps = new ArrayList<>();
    private final EnumSet<Plan.Clamp> clamps = EnumSet.noneOf(Plan.Clamp.class);
    private final List<String> unknown = new ArrayList<>();

    private Planner(Target target, Floors floors) {
        this.target = target;
        this.floors = floors;
    }

    private record Step(Action action, boolean narrows, int depth) {
    }

    /// @param groups every group that the tenant has, or where something of it is still held
    public static Plan plan(Target target, List<GroupState> groups, Floors floors) {
        var planner = new Planner(target, floors);
        for (var knob : Knob.values()) {
            var having = groups.stream().filter(g -> g.has(knob)).toList();
            if (knob == Knob.IO) {
                planner.planIo(having);
            } else {
                planner.plan(knob, having);
            }
            groups.stream().filter(g -> g.role() == Role.CLAIMED && !g.has(knob) && !target.of(knob).isUnlimited())
                .forEach(g -> planner.unknown.add("%s has no %s".formatted(g.cgroup(), knob.capability())));
        }
        planner.steps.sort(Comparator.comparing((Step s) -> !s.narrows)
            .thenComparing(s -> s.narrows ? -s.depth : s.depth)
            .thenComparing(s -> s.action.knob())
            .thenComparing(s -> s.action.dial().toString()));
        return new Plan(planner.steps.stream().map(Step::action).toList(), planner.clamps, planner.unknown);
    }

    private void plan(Knob knob, List<GroupState> groups) {
        if (target.isCutByCeiling(knob)) {
            clamps.add(Plan.Clamp.CEILING);
        }
        var claimed = groups.stream().filter(g -> g.role() == Role.CLAIMED).toList();
        var shares = shares(knob, claimed);
        var outcome = new HashMap<GroupState, Bound>();
        for (int i = 0; i < claimed.size(); i++) {
            outcome.put(claimed.get(i), hold(claimed.get(i), state(claimed.get(i), knob), shares.get(i)));
        }
        for (var group : groups) {
            switch (group.role()) {
                case CLAIMED -> {
                }
                case NESTED -> hold(group, state(group, knob), boundAbove(group, outcome));
                case LEFT -> hold(group, state(group, knob), Bound.UNLIMITED);
            }
        }
    }

    private static KnobState state(GroupState group, Knob knob) {
        return group.knobs().get(Dial.of(knob));
    }

    /// One direction of one device in one group.
    private record Lane(GroupState group, KnobState state) {
        IoShares.Claim claim() {
            return new IoShares.Claim(group.flow().getOrDefault(state.dial(), 0L), state.heldTo());
        }
    }

    private void planIo(List<GroupState> groups) {
        var lanes = groups.stream().flatMap(group -> group.knobs().values().stream().filter(state -> state.knob() == Knob.IO)
            .sorted(Comparator.comparing(state -> state.dial().toString())).map(state -> new Lane(group, state))).toList();
        lanes.stream().filter(lane -> lane.group().role() == Role.LEFT).forEach(lane -> hold(lane.group(), lane.state(), Bound.UNLIMITED));
        var sharing = lanes.stream().filter(lane -> lane.group().role() != Role.LEFT).toList();
        var total = raise(target.of(Knob.IO), floors.of(Knob.IO), Plan.Clamp.FLOOR);
        var shares = IoShares.divide(total, sharing.stream().map(Lane::claim).toList());
        for (int i = 0; i < sharing.size(); i++) {
            hold(sharing.get(i).group(), sharing.get(i).state(), shares.get(i));
        }
    }

    private static Bound boundAbove(GroupState nested, Map<GroupState, Bound> outcome) {
        return outcome.entrySet().stream().filter(e -> nested.isBelow(e.getKey())).map(Map.Entry::getValue)
            .min(Comparator.naturalOrder()).orElse(Bound.UNLIMITED);
    }

    private List<Bound> shares(Knob knob, List<GroupState> claimed) {
        var total = target.of(knob);
        if (knob == Knob.FREEZER || knob == Knob.CPU_WEIGHT || total.isUnlimited()) {
            return claimed.stream().map(_ -> total).toList();
        }
        return Shares.divide(total, floors.of(knob), claimed.stream().map(group -> {
            var state = state(group, knob);
            return new Shares.Claim(group.use().need(knob), group.use().isPopulated(), state.heldTo());
        }).toList());
    }

    /// Plans to hold one knob to a bound, and tells what it will then be held to.
    private Bound hold(GroupState group, KnobState state, Bound share) {
        var knob = state.knob();
        var base = state.base();
        if (!share.isBelow(base)) {
            return release(group, state);
        }
        if (group.role() == Role.NESTED && share.isBelow(state.least())) {
            return set(group, state, Bound.UNLIMITED);
        }
        var least = knob == Knob.IO ? state.least() : Bound.max(floors.of(knob), state.least());
        var wanted = group.role() == Role.CLAIMED ? raise(share, least, Plan.Clamp.FLOOR) : share;
        if (knob == Knob.MEMORY || knob == Knob.MEMORY_HIGH) {
            if (group.use().workingSetBytes().isEmpty()) {
                unknown.add("memory in use by %s is not known, so %s is left alone".formatted(group.cgroup(), knob.capability()));
                return state.now();
            }
            wanted = raise(wanted, spared(wanted, state, group.use().workingSetBytes().getAsLong()), Plan.Clamp.IN_USE);
        }
        wanted = state.settle(wanted);
        if (!wanted.isBelow(base) || (knob == Knob.CPU && !wanted.isBelow(group.cpuAbove()))) {
            return release(group, state);
        }
        return set(group, state, wanted);
    }

    private Bound set(GroupState group, KnobState state, Bound wanted) {
        var text = state.render(wanted);
        boolean ours = state.standing() == Standing.OURS;
        if (!ours || !text.equals(state.found().text()) || !wanted.equals(state.now())) {
            var set = new Action.Set(group.cgroup(), state.dial(), text, state.baseText(), state.standing() == Standing.FOREIGN);
            steps.add(new Step(set, narrows(group, state, wanted), group.depth()));
        }
        return wanted;
    }

    /// Whether the step belongs before those of the groups above. A nested group without a limit has that of the group above: it gives its own up
    /// before that one narrows, and gets one again after that one has widened.
    private static boolean narrows(GroupState group, KnobState state, Bound wanted) {
        return switch (group.role()) {
            case NESTED -> wanted.isUnlimited() || !state.now().isUnlimited() && !state.now().isBelow(wanted);
            case CLAIMED, LEFT -> !state.now().isBelow(wanted);
        };
    }

    private Bound raise(Bound wanted, Bound least, Plan.Clamp why) {
        if (wanted.isBelow(least)) {
            clamps.add(why);
            return least;
        }
        return wanted;
    }

    /// The least that a memory limit may be now.
    private static Bound spared(Bound wanted, KnobState state, long workingSetBytes) {
        var least = new Bound(workingSetBytes + Math.max(workingSetBytes / SPARE_PART, LEAST_SPARE_BYTES));
        var now = state.now();
        boolean follows = state.standing() == Standing.OURS && !now.isBelow(wanted);
        if (follows && wanted.isBelow(least) && least.amount() > now.amount() - now.amount() / SPARE_PART) {
            return now;
        }
        return least;
    }

    private Bound release(GroupState group, KnobState state) {
        switch (state.standing()) {
            case UNTOUCHED -> {
            }
            case OURS -> steps.add(new Step(new Action.Restore(group.cgroup(), state.dial(), state.baseText()), false, group.depth()));
            case ORIGINAL -> steps.add(new Step(new Action.Forget(group.cgroup(), state.dial(), false), false, group.depth()));
            case FOREIGN -> steps.add(new Step(new Action.Forget(group.cgroup(), state.dial(), true), false, group.depth()));
        }
        return state.base();
    }
}
