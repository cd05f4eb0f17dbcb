package dev.landlord.agent.actuate;

import dev.landlord.agent.enforce.Claimed;
import dev.landlord.agent.enforce.Eviction;
import dev.landlord.agent.enforce.Floors;
import dev.landlord.agent.enforce.Reconciliation;
import dev.landlord.agent.enforce.Sighting;
import dev.landlord.agent.enforce.Verdict;
import dev.landlord.agent.enforce.Work;
import dev.landlord.agent.host.BlockDevices;
import dev.landlord.agent.host.OwnSubtree;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is done to the kernel on behalf of the enforcer, on one of the kernel's threads. Everything blocks and nothing throws.
final class KernelJobs {
    private static final Logger LOG = LoggerFactory.getLogger(KernelJobs.class);

    private final OwnSubtree subtree;
    private final KernelFiles files;
    private final LimitJournal journal;
    private final OwnGroups own;
    private final Reconciler reconciler;
    private final Evictor evictor;
    /// What stood in the way last, so that it is logged once.
    private final Map<TenantId, String> problems = new ConcurrentHashMap<>();
    private final EnforcementCounters counters = new EnforcementCounters();

    /// @param devices refreshed by others
    KernelJobs(OwnSubtree subtree, BlockDevices devices, LimitJournal journal, Floors floors, Set<String> untouchable, LongSupplier nanos) {
        this.subtree = subtree;
        this.files = new KernelFiles(subtree.layout());
        this.journal = journal;
        this.own = new OwnGroups(subtree, files);
        var processes = new Processes(Path.of("/proc"), untouchable);
        var writer = new KnobWriter(files, journal, counters);
        this.reconciler = new Reconciler(files, journal, writer, processes, new IoLanes(files, devices, nanos), floors);
        this.evictor = new Evictor(files, writer, processes, nanos);
    }

    EnforcementCounters counters() {
        return counters;
    }

    Reconciliation reconcile(TenantId tenant, Work work) {
        try {
            if (work.place() == Work.Place.MAKE) {
                ensure(tenant);
            }
            var result = reconciler.reconcile(tenant, work.target(), groups(tenant, work));
            boolean isStill = work.place() == Work.Place.REMOVE && !result.holds() && !own.remove(tenant);
            return isStill ? new Reconciliation(result.verdict(), result.observed(), true) : result;
        } catch (IOException | RuntimeException e) {
            tell(tenant, e);
            return new Reconciliation(Verdict.failed("kernel", e.toString()), null, true);
        }
    }

    /// A group that is there can be limited even where not all of it can be made, as with processes in the tenant's own group on v2.
    private void ensure(TenantId tenant) throws IOException {
        try {
            own.ensure(tenant);
        } catch (IOException e) {
            if (own.find(tenant).isEmpty()) {
                throw e;
            }
            tell(tenant, e);
        }
    }

    private void tell(TenantId tenant, Exception problem) {
        if (!problem.toString().equals(problems.put(tenant, problem.toString()))) {
            LOG.warn("Tenant {} is not wholly reconciled, and tried again: {}", tenant, problem.toString());
        }
    }

    /// The tenant's groups that are there: its own, and those that discovery or else the journal names.
    private List<Claimed> groups(TenantId tenant, Work work) {
        var groups = new LinkedHashMap<String, Claimed>();
        work.groups().orElseGet(() -> held(tenant)).stream().filter(this::isThere).forEach(group -> groups.put(group.cgroup(), group));
        own.find(tenant).ifPresent(group -> groups.putIfAbsent(group.cgroup(), group));
        return new ArrayList<>(groups.values());
    }

    /// The topmost groups in which something is held.
    private List<Claimed> held(TenantId tenant) {
        var paths = journal.of(tenant).stream().map(LimitJournal.HeldKnob::cgroup).distinct().toList();
        return paths.stream().filter(path -> paths.stream().noneMatch(other -> path.startsWith(other + "/")))
            .flatMap(path -> inode(path).stream().mapToObj(inode -> new Claimed(path, inode, OptionalLong.empty()))).toList();
    }

    private boolean isThere(Claimed group) {
        return inode(group.cgroup()).equals(OptionalLong.of(group.cgroupId()));
    }

    private OptionalLong inode(String cgroup) {
        try {
            var mount = subtree.layout().counting();
            return mount.isPresent() ? OptionalLong.of(KernelFiles.inode(mount.get().group(cgroup))) : OptionalLong.empty();
        } catch (IOException _) {
            return OptionalLong.empty();
        }
    }

    Sighting look(Command.Evict order) {
        return evictor.look(order.fence());
    }

    /// Whether an order may touch the group that it names: a workload below the tenant's own group, or an adopted group.
    boolean isOf(TenantId tenant, Command.Evict order, List<Claimed> groups) {
        var path = order.fence().cgroup();
        return isPlain(path) && (own.isBelow(tenant, path)
            || groups.stream().anyMatch(g -> g.cgroup().equals(path) && !path.equals(subtree.cgroup(tenant))));
    }

    /// Whether a path is written in the one way that paths are compared in.
    private boolean isPlain(String path) {
        try {
            return subtree.layout().counting().filter(mount -> mount.cgroup(mount.group(path)).equals(path)).isPresent();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    Eviction.Step advance(Eviction eviction, long untilNanos) {
        var step = evictor.advance(eviction, untilNanos);
        if (eviction.stage() == Eviction.Stage.BEGIN && !(step instanceof Eviction.Step.Wait)) {
            counters.evictionsBegun.increment();
        }
        return step;
    }

    /// Limits of a group as the kernel says now.
    Limits limits(String cgroup) {
        return reconciler.limits(List.of(new Claimed(cgroup, 0, OptionalLong.empty())));
    }

    /// Lets a group run that an unfinished eviction may have left frozen.
    void thaw(Command.Fence fence) throws IOException {
        if (inode(fence.cgroup()).equals(OptionalLong.of(fence.cgroupId()))) {
            evictor.thaw(fence.cgroup());
        }
    }
}
