package dev.landlord.agent.host;

import dev.landlord.agent.sample.EndedIo;
import dev.landlord.agent.sample.GroupSeries;
import dev.landlord.agent.sample.GroupUse;
import dev.landlord.agent.sample.MeterReadings;
import dev.landlord.agent.sample.RunIdentity;
import dev.landlord.agent.sample.TenantSeries;
import dev.landlord.agent.sample.Unattributed;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.ProcessFact;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import dev.landlord.protocol.message.WorkloadSample.Origin;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// Looks for the tenants' groups, reads their meters and makes samples of them: one [#round] after the other, on one thread that is
/// never interrupted.
public final class Sampler implements AutoCloseable {
    private final RunIdentity run;
    private final Discovery discovery;
    private final CgroupReader reader;
    private final NodeTotals totals;
    private final InstantSource clock;
    private final LongSupplier monotonicNanos;
    private final Function<Group, Limits> limitsInForce;

    private final Map<Long, GroupSeries> groups = new HashMap<>();
    /// By own group; empty where the kernel itself remembers.
    private final Map<Long, EndedIo> endedIo = new HashMap<>();
    private final Map<TenantId, TenantSeries> tenants = new HashMap<>();
    private final Set<TenantId> present = new HashSet<>();
    private final Newcomers newcomers = new Newcomers();
    private final Unattributed unattributed = new Unattributed();
    private List<TenantSpec> lastSpecs = List.of();

    /// @param fsRoot         `/`, or a directory that stands for it
    /// @param clock          wall clock
    /// @param monotonicNanos a clock that never goes back
    /// @param limitsInForce  limits of a tenant's own group as the kernel says now, or null where they are not known
    public Sampler(
        RunIdentity run, OwnSubtree subtree, CgroupReader reader, Path fsRoot, InstantSource clock, LongSupplier monotonicNanos,
        Function<Group, Limits> limitsInForce
    ) {
        this.run = run;
        this.discovery = new Discovery(subtree);
        this.reader = reader;
        this.totals = new NodeTotals(fsRoot);
        this.clock = clock;
        this.monotonicNanos = monotonicNanos;
        this.limitsInForce = limitsInForce;
    }

    /// Samples once.
    ///
    /// @param specs the tenants as declared now
    /// @param facts on the processes of some groups, by cgroup id
    public Round round(List<TenantSpec> specs, Map<Long, List<ProcessFact>> facts) {
        long started = monotonicNanos.getAsLong();
        var found = discovery.look(specs);
        newcomers.look(specs, found);
        long totalRead = monotonicNanos.getAsLong();
        var total = reader.readRoot();
        totals.countTasks(total);

        var pass = new Pass(facts, found.complete());
        found.tenants().forEach(pass::tenant);
        pass.rest(total, totalRead, !specs.equals(lastSpecs));

        groups.keySet().retainAll(pass.seen);
        endedIo.keySet().retainAll(pass.seen);
        reader.keepOnly(pass.seen);
        lastSpecs = specs;
        return new Round(pass.samples, found, pass.use, pass.tenantUse, Duration.ofNanos(monotonicNanos.getAsLong() - started),
            reader.unkeptReads());
    }

    /// Closes all files. Not while a round runs.
    @Override
    public void close() {
        reader.close();
    }

    /// One round in the making.
    private final class Pass {
        private final Map<Long, List<ProcessFact>> facts;
        private final boolean complete;
        private final List<UsageSample> samples = new ArrayList<>();
        private final Set<Long> seen = new HashSet<>();
        private final Map<Long, GroupUse> use = new HashMap<>();
        private final Map<TenantId, GroupUse> tenantUse = new HashMap<>();
        /// Readings of every group that lies in no other, for what is left of the total.
        private final Map<Long, MeterReadings> outermost = new HashMap<>();

        Pass(Map<Long, List<ProcessFact>> facts, boolean complete) {
            this.facts = facts;
            this.complete = complete;
        }

        void tenant(TenantGroups where) {
            var isPresent = where.own().isPresent() || !where.workloads().isEmpty();
            var wasPresent = isPresent ? !present.add(where.tenant()) : present.remove(where.tenant());
            if (!isPresent && !wasPresent) {
                return;
            }
            long nanos = monotonicNanos.getAsLong();
            var sampledAt = clock.instant();
            var unavailable = new TreeMap<String, String>();
            var outer = new ArrayList<GroupUse>();
            Meters own = null;
            Long ownId = null;
            Limits limits = null;
            if (where.own().isPresent()) {
                var group = where.own().get();
                ownId = group.id();
                var shown = reader.readParent(group);
                own = meters(group, withEndedIo(where, group, shown), unavailable, false);
                outermost.put(group.id(), shown);
                outer.add(use.get(group.id()));
                limits = limitsInForce.apply(group);
            }
            var workloads = new ArrayList<WorkloadSample>(where.workloads().size());
            for (var workload : where.workloads()) {
                var shown = reader.read(workload.group());
                var meters = meters(workload.group(), shown, unavailable, workload.origin() == Origin.ADOPTED);
                if (workload.origin() == Origin.ADOPTED) {
                    outer.add(use.get(workload.group().id()));
                } else if (endedIo.containsKey(ownId)) {
                    endedIo.get(ownId).read(workload.group().id(), shown);
                }
                workloads.add(sample(where.tenant(), workload, meters));
            }
            tenantUse.put(where.tenant(), GroupUse.sum(outer));
            samples.add(series(where.tenant()).next(sampledAt, nanos, own, ownId, limits, workloads, unavailable));
        }

        /// The groups that there are were looked for before the own group was read.
        private MeterReadings withEndedIo(TenantGroups where, Group own, MeterReadings shown) {
            if (!reader.forgetsEndedIo()) {
                return shown;
            }
            var there = where.workloads().stream().map(workload -> workload.group().id()).collect(Collectors.toUnmodifiableSet());
            return endedIo.computeIfAbsent(own.id(), _ -> new EndedIo()).addTo(shown, there, complete);
        }

        private WorkloadSample sample(TenantId tenant, FoundWorkload workload, Meters meters) {
            var group = workload.group();
            return new WorkloadSample(workload.id(), group.cgroup(), group.id(), workload.origin(), groups.get(group.id()).firstSeen(),
                newcomers.isFromStart(tenant, group.id()) ? true : null, workload.priority(), meters,
                facts.getOrDefault(group.id(), List.of()));
        }

        private Meters meters(Group group, MeterReadings readings, Map<String, String> unavailable, boolean isOutermost) {
            seen.add(group.id());
            long nanos = monotonicNanos.getAsLong();
            var series = groups.computeIfAbsent(group.id(), _ -> new GroupSeries(clock.instant()));
            var meters = series.observe(readings, nanos);
            use.put(group.id(), series.use());
            readings.unavailable().forEach(unavailable::putIfAbsent);
            if (isOutermost) {
                outermost.put(group.id(), readings);
            }
            return meters;
        }

        void rest(MeterReadings total, long totalRead, boolean rulesChanged) {
            var rest = unattributed.observe(total, outermost, rulesChanged);
            var meters = unattributed.meters(rest, totalRead);
            samples.add(series(TenantId.UNATTRIBUTED).next(clock.instant(), totalRead, meters, null, null, List.of(), rest.unavailable()));
        }

        private TenantSeries series(TenantId tenant) {
            return tenants.computeIfAbsent(tenant, id -> new TenantSeries(run, id));
        }
    }
}
