package dev.landlord.controller.policy;

import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// From samples to use on one node. Pure; also of use to whoever wants to show a tenant's use without owning it.
///
/// * *Order.* Within one (boot, run) a sample whose `seq` is not above the last one's is dropped: repeated or out of order. A sample
///   of a lower run is late and dropped, unless the meter is no longer fresh: then the agent lost its memory and starts over.
/// * *Baseline.* The first sample of a (boot, run) gives gauges but no rates. So does, for one group, a new cgroup id or a counter
///   that went back: it adds nothing to the rates of this interval, rather than a negative or a giant figure.
/// * *Elapsed time.* For consecutive samples the agent's own monotonic `elapsedMs`. Over a gap the longest of three: the
///   difference of `sampledAt`, that of the broker's times, and `elapsedMs` of this sample. Clocks that jump make the
///   time too long rather than too short, hence the use too low rather than too high.
/// * *Late.* A sample that waited on its node for longer than samples stay fresh says nothing about the present and is dropped.
/// * *Sum.* The own group's counters contain its workloads; adopted workloads are added.
public final class Metering {
    /// A sampling interval to assume before one is known.
    static final long DEFAULT_INTERVAL_MS = 1000;
    private static final Double FULL = 1.0;

    private Metering() {
    }

    /// The meter after a sample as it shows the present, or empty if the sample is to be dropped.
    ///
    /// @param before     the meter so far, or null
    /// @param at         the broker's time of the sample
    /// @param intervalMs the node's sampling interval, or 0 if its heartbeat is not known
    public static Optional<NodeMeter> next(NodeMeter before, UsageSample sample, Instant at, long intervalMs) {
        boolean late = sample.delayedMs() != null && sample.delayedMs() > NodeMeter.SHORTEST_FRESH.toMillis();
        return late ? Optional.empty() : inItsTime(before, sample, at, intervalMs);
    }

    /// The same for whoever looks back: late samples count too.
    ///
    /// @param at when the sample was taken
    public static Optional<NodeMeter> inItsTime(NodeMeter before, UsageSample sample, Instant at, long intervalMs) {
        if (before == null || startsOver(before, sample, at)) {
            return Optional.of(read(null, sample, at, 0, intervalMs > 0 ? intervalMs : DEFAULT_INTERVAL_MS));
        }
        if (!sameRun(before, sample) || sample.seq() <= before.seq()) {
            return Optional.empty();
        }
        boolean consecutive = sample.seq() == before.seq() + 1 && sample.elapsedMs() > 0;
        long elapsed = consecutive ? sample.elapsedMs() : elapsedOverGap(before, sample, at);
        long interval = intervalMs > 0 ? intervalMs : consecutive ? elapsed : before.intervalMs();
        return Optional.of(read(before, sample, at.isBefore(before.at()) ? before.at() : at, elapsed, interval));
    }

    private static boolean startsOver(NodeMeter before, UsageSample sample, Instant at) {
        return !sameRun(before, sample) && (sample.agentRun() > before.agentRun() || !before.freshAt(at));
    }

    private static boolean sameRun(NodeMeter before, UsageSample sample) {
        return before.bootId().equals(sample.bootId()) && before.agentRun() == sample.agentRun();
    }

    private static long elapsedOverGap(NodeMeter before, UsageSample sample, Instant at) {
        long byNode = Duration.between(before.sampledAt(), sample.sampledAt()).toMillis();
        long byBroker = Duration.between(before.at(), at).toMillis();
        return Math.max(Math.max(byNode, byBroker), Math.max(sample.elapsedMs(), 1));
    }

    /// Names that have not changed are those of the meter before: new ones of each sample would keep the collector busy.
    ///
    /// @param before a meter of the same boot and run, or null
    private static NodeMeter read(NodeMeter before, UsageSample sample, Instant at, long elapsed, long interval) {
        var use = Use.UNKNOWN;
        Double throttledShare = null;
        Counters own = null;
        if (sample.own() != null) {
            own = Counters.of(sample.own());
            var grown = grown(before == null ? null : before.own(), own, elapsed);
            use = Use.of(sample.own(), grown, elapsed);
            throttledShare = grown.throttledShare(elapsed);
        }
        var groups = new KnownGroups(before == null ? List.of() : before.workloads());
        var workloads = new ArrayList<WorkloadMeter>(sample.workloads().size());
        for (var workload : sample.workloads()) {
            var known = groups.find(workload, workloads.size());
            var counters = Counters.of(workload.meters());
            var grown = grown(known == null ? null : known.counters(), counters, elapsed);
            var used = Use.of(workload.meters(), grown, elapsed);
            workloads.add(new WorkloadMeter(workload.id(), known == null ? workload.cgroup() : known.cgroup(), workload.cgroupId(),
                workload.origin(), workload.firstSeen(), workload.priority(), counters, used, null));
            if (workload.origin() == WorkloadSample.Origin.ADOPTED || sample.own() == null) {
                use = use.plus(used);
                throttledShare = larger(throttledShare, grown.throttledShare(elapsed));
            }
        }
        if (sample.own() == null && sample.workloads().isEmpty()) {
            use = Use.ZERO;
        }
        return new NodeMeter(before == null ? sample.bootId() : before.bootId(), sample.agentRun(), sample.seq(), at, sample.sampledAt(),
            interval, elapsed, sample.own() != null, use, throttledShare, coverage(before, elapsed, interval), own, workloads, null);
    }

    private static Double coverage(NodeMeter before, long elapsed, long interval) {
        if (before == null) {
            return FULL;
        }
        double after = Math.min(1, NodeMeter.coverageAfter(before.coverage(), Math.max(1, Math.round((double) elapsed / interval))));
        return after == before.coverage() ? before.coverage() : Double.valueOf(after);
    }

    /// What was known of a tenant's groups at the sample before. Agents list them in one order, so that each is mostly found where it was.
    private static final class KnownGroups {
        private final List<WorkloadMeter> meters;
        private Map<String, WorkloadMeter> byGroup;

        KnownGroups(List<WorkloadMeter> meters) {
            this.meters = meters;
        }

        /// @return null if it is not the same group
        WorkloadMeter find(WorkloadSample workload, int position) {
            var earlier = position < meters.size() ? meters.get(position) : null;
            if (earlier == null || !earlier.cgroup().equals(workload.cgroup())) {
                earlier = meters.isEmpty() ? null : byGroup().get(workload.cgroup());
            }
            return earlier != null && earlier.cgroupId() == workload.cgroupId() ? earlier : null;
        }

        private Map<String, WorkloadMeter> byGroup() {
            if (byGroup == null) {
                byGroup = new HashMap<>();
                meters.forEach(meter -> byGroup.put(meter.cgroup(), meter));
            }
            return byGroup;
        }
    }

    /// A group's first reading says nothing of an interval.
    private static Counters grown(Counters before, Counters now, long elapsed) {
        return before == null || elapsed <= 0 ? Counters.UNKNOWN : now.since(before);
    }

    private static Double larger(Double a, Double b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return Math.max(a, b);
    }
}
