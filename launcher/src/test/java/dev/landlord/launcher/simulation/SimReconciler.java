package dev.landlord.launcher.simulation;

import dev.landlord.agent.enforce.Action;
import dev.landlord.agent.enforce.Bound;
import dev.landlord.agent.enforce.Claimed;
import dev.landlord.agent.enforce.Dial;
import dev.landlord.agent.enforce.Dialect;
import dev.landlord.agent.enforce.Floors;
import dev.landlord.agent.enforce.GroupState;
import dev.landlord.agent.enforce.GroupState.Role;
import dev.landlord.agent.enforce.Knob;
import dev.landlord.agent.enforce.KnobState;
import dev.landlord.agent.enforce.KnobText;
import dev.landlord.agent.enforce.Plan;
import dev.landlord.agent.enforce.Planner;
import dev.landlord.agent.enforce.Reconciliation;
import dev.landlord.agent.enforce.Verdict;
import dev.landlord.agent.enforce.Work;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Ack.Outcome;
import dev.landlord.protocol.message.Limits;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// Does to the simulated kernel what the agent's planner says, in the agent's order: written down first, then written, then read back.
final class SimReconciler {
    private final SimNode node;
    private final Observer observer;

    SimReconciler(SimNode node, Observer observer) {
        this.node = node;
        this.observer = observer;
    }

    private Kernel kernel() {
        return node.kernel();
    }

    private Disk disk() {
        return node.disk();
    }

    Reconciliation reconcile(TenantId tenant, Work work) {
        var own = Kernel.own(tenant.value());
        if (work.place() == Work.Place.MAKE) {
            kernel().make(own);
        }
        var groups = groups(tenant, work);
        var free = groups.stream().filter(group -> !disk().isHeldByOther(tenant, group.cgroup())).toList();
        var plan = Planner.plan(work.target(), observe(tenant, work, free), Floors.DEFAULT);
        int written = 0;
        var problems = new ArrayList<>(plan.unknown());
        for (var action : plan.actions()) {
            if (node.diesNow()) {
                return null;
            }
            if (node.refusesWrites() && !(action instanceof Action.Forget)) {
                problems.add("%s of %s: the kernel refuses".formatted(action.knob().capability(), action.cgroup()));
            } else {
                written += apply(tenant, action) ? 1 : 0;
            }
        }
        forgetGone(tenant);
        boolean unfinished = !problems.isEmpty() || free.size() < groups.size();
        boolean holds = unfinished || !disk().held(tenant).isEmpty();
        if (work.place() == Work.Place.REMOVE && !holds && !remove(own)) {
            holds = true;
        }
        return new Reconciliation(verdict(work, free, problems, plan, written), limits(groups), holds);
    }

    private List<Claimed> groups(TenantId tenant, Work work) {
        var groups = new LinkedHashMap<String, Claimed>();
        work.groups().orElseGet(() -> held(tenant)).stream().filter(this::isThere).forEach(group -> groups.put(group.cgroup(), group));
        kernel().find(Kernel.own(tenant.value()))
            .ifPresent(own -> groups.putIfAbsent(own.path, new Claimed(own.path, own.inode, OptionalLong.empty())));
        return List.copyOf(groups.values());
    }

    private List<Claimed> held(TenantId tenant) {
        var paths = disk().held(tenant).stream().map(Disk.HeldKnob::cgroup).distinct().toList();
        return paths.stream().filter(path -> paths.stream().noneMatch(other -> path.startsWith(other + "/")))
            .flatMap(path -> kernel().find(path).stream()).map(group -> new Claimed(group.path, group.inode, OptionalLong.empty())).toList();
    }

    private boolean isThere(Claimed group) {
        return kernel().find(group.cgroup()).filter(found -> found.inode == group.cgroupId()).isPresent();
    }

    private List<GroupState> observe(TenantId tenant, Work work, List<Claimed> groups) {
        var states = new LinkedHashMap<String, GroupState>();
        for (var group : groups) {
            states.put(group.cgroup(), observe(tenant, group, Role.CLAIMED));
            if (!work.target().of(Knob.CPU).isUnlimited() && kernel().dialect == Dialect.V1) {
                kernel().below(group.cgroup()).stream().filter(below -> !below.bound(Knob.CPU).isUnlimited())
                    .forEach(below -> states.putIfAbsent(below.path, GroupState.of(below.path, Role.NESTED,
                        knobs(tenant, below, List.of(Knob.CPU)))));
            }
        }
        for (var held : disk().held(tenant)) {
            states.computeIfAbsent(held.cgroup(),
                path -> observe(tenant, new Claimed(path, held.inode(), OptionalLong.empty()), Role.LEFT));
        }
        return List.copyOf(states.values());
    }

    private GroupState observe(TenantId tenant, Claimed claimed, Role role) {
        var found = kernel().find(claimed.cgroup());
        if (found.isEmpty()) {
            return GroupState.of(claimed.cgroup(), role, Map.of());
        }
        var group = found.get();
        return new GroupState(group.path, role, knobs(tenant, group, List.of(Knob.values())), new GroupState.Use(claimed.cpuMicroCores(),
            OptionalLong.of(kernel().memory(group)), OptionalLong.of(kernel().pids(group))), kernel().cpuAbove(group), Map.of());
    }

    private Map<Dial, KnobState> knobs(TenantId tenant, Group group, List<Knob> wanted) {
        var knobs = new HashMap<Dial, KnobState>();
        for (var knob : wanted) {
            if (group.has(knob)) {
                knobs.put(Dial.of(knob), new KnobState(group.dialect, Dial.of(knob), group.read(knob),
                    disk().held(tenant, group.path, knob, group.inode)));
            }
        }
        return knobs;
    }

    /// @return whether the kernel was written to
    private boolean apply(TenantId tenant, Action action) {
        var found = kernel().find(action.cgroup());
        if (found.isEmpty()) {
            return false;
        }
        var group = found.get();
        return switch (action) {
            case Action.Set set -> {
                disk().intend(tenant, group, set.knob(), set.original(), set.text());
                if (node.diesNow()) {
                    yield false;
                }
                write(tenant, group, set.knob(), set.text());
                yield true;
            }
            case Action.Restore restore -> {
                write(tenant, group, restore.knob(), node.mutant().original(restore.text()));
                if (node.diesNow()) {
                    yield true;
                }
                disk().forget(tenant, group.path, restore.knob());
                yield true;
            }
            case Action.Forget forget -> {
                disk().forget(tenant, group.path, forget.knob());
                yield false;
            }
        };
    }

    private void write(TenantId tenant, Group group, Knob knob, String text) {
        var mark = knob == Knob.MEMORY_HIGH ? group.dialect.parse(knob, new KnobText(text, "")) : Bound.UNLIMITED;
        if (!mark.isUnlimited()) {
            observer.marks(node, tenant, group, mark.amount());
        }
        group.write(knob, text);
        observer.wrote(node, tenant, group, knob.capability(), text);
    }

    private void forgetGone(TenantId tenant) {
        for (var held : disk().held(tenant)) {
            if (kernel().find(held.cgroup()).filter(group -> group.inode == held.inode()).isEmpty()) {
                disk().forget(tenant, held.cgroup(), held.knob());
            }
        }
    }

    /// Never one that holds a process.
    private boolean remove(String own) {
        var group = kernel().find(own);
        if (group.isEmpty()) {
            return true;
        }
        for (var below : kernel().below(own).reversed()) {
            if (below.processes.isEmpty() && kernel().below(below.path).isEmpty()) {
                kernel().remove(below.path);
            }
        }
        if (!group.get().processes.isEmpty() || !kernel().below(own).isEmpty()) {
            return false;
        }
        kernel().remove(own);
        return true;
    }

    private static Verdict verdict(Work work, List<Claimed> groups, List<String> problems, Plan plan, int written) {
        if (!problems.isEmpty()) {
            return Verdict.failed("kernel", String.join("; ", problems));
        }
        if (groups.isEmpty() && !work.target().limits().isEmpty()) {
            return Verdict.deferred("no-group", "the tenant has no group on this node, or another tenant's limits still stand there");
        }
        if (!plan.clamps().isEmpty()) {
            var clamp = plan.clamps().stream().sorted().toList().getFirst();
            return new Verdict(Outcome.CLAMPED, clamp.reason(), clamp.detail());
        }
        return Verdict.of(written > 0 ? Outcome.APPLIED : Outcome.UNCHANGED);
    }

    /// What the kernel says of all these groups together: a sum, where each of them has a limit.
    private Limits limits(List<Claimed> groups) {
        Map<Knob, Bound> sums = new EnumMap<>(Knob.class);
        for (var claimed : groups) {
            var group = kernel().find(claimed.cgroup());
            for (var knob : Knob.values()) {
                var bound = group.map(found -> found.bound(knob)).orElse(Bound.UNLIMITED);
                sums.merge(knob, bound, knob == Knob.CPU_WEIGHT ? Bound::max : Bound::plus);
            }
        }
        return groups.isEmpty() ? null : Knob.limits(sums);
    }
}
