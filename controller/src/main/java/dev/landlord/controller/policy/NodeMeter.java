package dev.landlord.controller.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;

/// What a tenant uses on one node, from the last two samples (see [Metering]).
///
/// @param bootId         the kernel's boot
/// @param agentRun       the agent's run
/// @param seq            the last sample's number
/// @param at             the broker's time of the last sample
/// @param sampledAt      the node's time of the last sample
/// @param intervalMs     milliseconds between samples, as far as known
/// @param elapsedMs      milliseconds that the rates in `use` were averaged over; 0 for a baseline, which has no rates
/// @param ownGroup       whether the tenant's own group is in place
/// @param use            what the tenant uses here
/// @param throttledShare share (0 to 1) of the last interval's enforcement periods in which the kernel throttled one of its groups, or
///                       of the interval itself where it does not count periods; null if not known
/// @param coverage       share of the samples to be expected lately that arrived, 0 to 1; see [#coverageAfter]
/// @param own            the own group's counters, or null where it has none
/// @param workloads      its workloads here
/// @param demand         what it lately needed here
public record NodeMeter(
    String bootId,
    long agentRun,
    long seq,
    Instant at,
    Instant sampledAt,
    long intervalMs,
    long elapsedMs,
    boolean ownGroup,
    Use use,
    Double throttledShare,
    Double coverage,
    Counters own,
    List<WorkloadMeter> workloads,
    Demand demand
) {
    /// A sample counts as fresh for at least this long.
    public static final Duration SHORTEST_FRESH = Duration.ofSeconds(5);
    private static final int FRESH_INTERVALS = 3;
    private static final long OVERDUE_MS = 1000;
    private static final double COVERAGE_MEMORY = 0.9;
    private static final long MS_PER_SECOND = 1000;
    private static final long NANOS_PER_MS = 1_000_000;

    public NodeMeter {
        coverage = coverage == null ? 1.0 : coverage;
        workloads = List.copyOf(workloads);
        demand = demand == null ? Demand.NONE : demand;
    }

    /// What of the use counts: less what is exempt.
    Use counted() {
        var counted = use;
        for (var workload : workloads) {
            if (workload.exempt() != null) {
                counted = counted.less(workload.exempt());
            }
        }
        return counted;
    }

    /// The same for a reader that does not judge what is exempt: with what the owner last said of that, group by group.
    ///
    /// @param owners the owner's meter, or null if it has none
    public NodeMeter exemptAs(NodeMeter owners) {
        if (owners == null || owners.counted().equals(owners.use())) {
            return this;
        }
        var exempt = new HashMap<Long, Use>();
        owners.workloads().forEach(workload -> exempt.put(workload.cgroupId(), workload.exempt()));
        return withWorkloads(workloads.stream().map(workload -> workload.withExempt(exempt.get(workload.cgroupId()))).toList());
    }

    /// Whether a process may be in one of its workloads.
    boolean runs() {
        for (var workload : workloads) {
            if (workload.runs()) {
                return true;
            }
        }
        return false;
    }

    NodeMeter withWorkloads(List<WorkloadMeter> others) {
        return new NodeMeter(bootId, agentRun, seq, at, sampledAt, intervalMs, elapsedMs, ownGroup, use, throttledShare, coverage, own, others,
            demand);
    }

    NodeMeter withDemand(Demand other) {
        return new NodeMeter(bootId, agentRun, seq, at, sampledAt, intervalMs, elapsedMs, ownGroup, use, throttledShare, coverage, own, workloads,
            other);
    }

    /// The share of expected samples after one more: a mean in which each interval weighs a tenth less than the one after it.
    ///
    /// @param intervals since the sample before, at least 1; all but the last of them are missing
    static double coverageAfter(double before, long intervals) {
        return before * Math.pow(COVERAGE_MEMORY, intervals) + 1 - COVERAGE_MEMORY;
    }

    /// How long a sample at this interval counts: three intervals, at least [#SHORTEST_FRESH].
    static long freshMillis(long intervalMs) {
        return Math.max(FRESH_INTERVALS * intervalMs, SHORTEST_FRESH.toMillis());
    }

    /// Until when this says something about the present.
    public Instant freshUntil() {
        return at.plusMillis(freshMillis(intervalMs));
    }

    public boolean freshAt(Instant now) {
        return within(freshMillis(intervalMs), now);
    }

    /// Whether no further sample was overdue (by half an interval and a second) at the time of another node's.
    boolean promptAt(Instant newest) {
        return within(promptMillis(intervalMs), newest);
    }

    /// How long after a sample at this interval the next one is not overdue.
    static long promptMillis(long intervalMs) {
        return intervalMs + intervalMs / 2 + OVERDUE_MS;
    }

    /// Whether no more than so many milliseconds have passed since the last sample. Each sample asks it of each node, so it makes no objects.
    private boolean within(long millis, Instant now) {
        long nanos = (long) now.getNano() - at.getNano();
        long passed = (now.getEpochSecond() - at.getEpochSecond()) * MS_PER_SECOND + Math.floorDiv(nanos, NANOS_PER_MS);
        return passed < millis || passed == millis && Math.floorMod(nanos, NANOS_PER_MS) == 0;
    }
}
