package dev.landlord.agent.actuate;

import dev.landlord.agent.enforce.Action;
import dev.landlord.agent.enforce.Admission;
import dev.landlord.agent.enforce.Bound;
import dev.landlord.agent.enforce.Claimed;
import dev.landlord.agent.enforce.Floors;
import dev.landlord.agent.enforce.GroupState;
import dev.landlord.agent.enforce.Knob;
import dev.landlord.agent.enforce.Plan;
import dev.landlord.agent.enforce.Planner;
import dev.landlord.agent.enforce.ProcessIdentity;
import dev.landlord.agent.enforce.Reconciliation;
import dev.landlord.agent.enforce.Target;
import dev.landlord.agent.enforce.Verdict;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Ack.Outcome;
import dev.landlord.protocol.message.Limits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes a tenant's groups in the kernel agree with a target: observe, plan, write down, write, read back. Blocks; different tenants may be
/// worked on by different threads, one tenant by one thread at a time.
final class Reconciler {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    private final KernelFiles files;
    private final LimitJournal journal;
    private final GroupObserver observer;
    private final KnobWriter writer;
    private final Processes processes;
    private final Floors floors;

    Reconciler(KernelFiles files, LimitJournal journal, KnobWriter writer, Processes processes, IoLanes lanes, Floors floors) {
        this.files = files;
        this.journal = journal;
        this.observer = new GroupObserver(files, journal, lanes);
        this.writer = writer;
        this.processes = processes;
        this.floors = floors;
    }

    /// @param groups the tenant's groups that exist; what is held elsewhere is lifted
    Reconciliation reconcile(TenantId tenant, Target target, List<Claimed> groups) {
        var blocked = journal.unreadable(tenant);
        if (blocked.isPresent()) {
            return new Reconciliation(Verdict.failed("journal",
                "%s; restore the tenant's limits by hand, then remove that file".formatted(blocked.get())), null, false);
        }
        var free = groups.stream().filter(group -> journal.otherHolder(tenant, group.cgroup()).isEmpty()).toList();
        var observed = observe(tenant, target, free);
        var plan = Planner.plan(target, observed, floors);
        var untouchable = untouchable(plan, groups);
        if (!untouchable.isEmpty()) {
            return new Reconciliation(Admission.untouchable(untouchable), limits(groups), true);
        }
        var problems = new ArrayList<>(plan.unknown());
        var clamps = new ArrayList<>(plan.clamps());
        int written = 0;
        for (var action : plan.actions()) {
            switch (writer.apply(tenant, action)) {
                case KnobWriter.Written.Done(var wrote) -> written += wrote ? 1 : 0;
                case KnobWriter.Written.InUse _ -> clamps.add(Plan.Clamp.IN_USE);
                case KnobWriter.Written.Failed(var why) -> problems.add(why);
            }
        }
        forgetGone(tenant);
        boolean unfinished = !problems.isEmpty() || free.size() < groups.size();
        return new Reconciliation(verdict(target, free, problems, clamps, written), limits(groups), unfinished || holds(tenant));
    }

    private static Verdict verdict(Target target, List<Claimed> groups, List<String> problems, List<Plan.Clamp> clamps, int written) {
        if (!problems.isEmpty()) {
            return Verdict.failed("kernel", String.join("; ", problems));
        }
        if (groups.isEmpty() && !target.limits().isEmpty()) {
            return Verdict.deferred("no-group", "the tenant has no group on this node, or another tenant's limits still stand there");
        }
        if (!clamps.isEmpty()) {
            var clamp = clamps.stream().sorted().toList().getFirst();
            return new Verdict(Outcome.CLAMPED, clamp.reason(), clamp.detail());
        }
        return Verdict.of(written > 0 ? Outcome.APPLIED : Outcome.UNCHANGED);
    }

    private boolean holds(TenantId tenant) {
        return !journal.of(tenant).isEmpty();
    }

    private List<GroupState> observe(TenantId tenant, Target target, List<Claimed> groups) {
        var states = new ArrayList<GroupState>();
        boolean limitsIo = !target.of(Knob.IO).isUnlimited();
        groups.forEach(group -> states.add(observer.claimed(tenant, group, limitsIo)));
        for (var group : groups) {
            if (!target.of(Knob.CPU).isUnlimited()) {
                addNew(states, observer.below(tenant, group.cgroup()));
            }
            if (limitsIo) {
                addNew(states, observer.apart(tenant, group.cgroup()));
            }
        }
        var left = journal.of(tenant).stream().filter(held -> states.stream().noneMatch(state -> isSeen(state, held)))
            .collect(Collectors.groupingBy(LimitJournal.HeldKnob::cgroup, TreeMap::new, Collectors.mapping(LimitJournal.HeldKnob::dial,
                Collectors.toList())));
        left.forEach((cgroup, dials) -> states.add(observer.left(tenant, cgroup, dials)));
        return states;
    }

    private static boolean isSeen(GroupState state, LimitJournal.HeldKnob held) {
        return state.cgroup().equals(held.cgroup()) && state.knobs().containsKey(held.dial());
    }

    /// Groups that are claimed themselves, or lie below two that are, are seen already.
    private static void addNew(List<GroupState> states, List<GroupState> found) {
        for (var state : found) {
            if (states.stream().noneMatch(other -> other.cgroup().equals(state.cgroup())
                && !Collections.disjoint(other.knobs().keySet(), state.knobs().keySet()))) {
                states.add(state);
            }
        }
    }

    /// Whom the plan would hit that must not be: nothing is limited of init's or the agent's own group, and nobody on the list is frozen.
    private List<String> untouchable(Plan plan, List<Claimed> groups) {
        var found = new ArrayList<String>();
        for (var group : groups) {
            boolean limits = plan.actions().stream().anyMatch(a -> a instanceof Action.Set && isIn(a.cgroup(), group.cgroup()));
            boolean freezes = plan.actions().stream()
                .anyMatch(a -> a instanceof Action.Set && a.knob() == Knob.FREEZER && isIn(a.cgroup(), group.cgroup()));
            if (limits) {
                var inside = inside(group.cgroup());
                if (freezes || processes.holdsVital(inside)) {
                    found.addAll(processes.untouchable(inside));
                }
            }
        }
        return found;
    }

    private static boolean isIn(String cgroup, String group) {
        return cgroup.equals(group) || cgroup.startsWith(group + "/");
    }

    private List<ProcessIdentity> inside(String cgroup) {
        var directory = files.layout().counting().map(mount -> mount.group(cgroup));
        try {
            return directory.isPresent() ? processes.in(directory.get()) : List.of();
        } catch (IOException e) {
            LOG.warn("Who is in {} cannot be read, so nothing is done to it", directory.get(), e);
            return List.of(new ProcessIdentity(0, 0));
        }
    }

    /// A group that is gone has taken Landlord's limits with it.
    private void forgetGone(TenantId tenant) {
        for (var held : journal.of(tenant)) {
            try {
                if (files.inode(held.knob(), held.cgroup()) != held.inode()) {
                    journal.forget(tenant, held.cgroup(), held.dial());
                }
            } catch (IOException _) {
                journal.forget(tenant, held.cgroup(), held.dial());
            }
        }
    }

    /// The limits over all these groups as the kernel says now: a sum, where each of them has one, and the highest weight.
    Limits limits(List<Claimed> groups) {
        Map<Knob, Bound> all = new EnumMap<>(Knob.class);
        for (var group : groups) {
            var bounds = observer.bounds(group.cgroup());
            for (var knob : Knob.values()) {
                all.merge(knob, bounds.getOrDefault(knob, Bound.UNLIMITED), knob == Knob.CPU_WEIGHT ? Bound::max : Bound::plus);
            }
        }
        return groups.isEmpty() ? null : Knob.limits(all);
    }
}
