package dev.landlord.agent.sample;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Numbers the samples of one tenant in one run of the agent.
public final class TenantSeries {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final RunIdentity run;
    private final TenantId tenant;
    private long seq;
    private long lastNanos;

    public TenantSeries(RunIdentity run, TenantId tenant) {
        this.run = run;
        this.tenant = tenant;
    }

    /// The next sample.
    ///
    /// @param monotonicNanos when its readings were begun
    /// @param own            meters of the tenant's own group, or null where it has none
    /// @param ownCgroupId    that group's id, or null where it has none
    /// @param limits         in force at that group, or null if not known
    /// @param unavailable    why meters are absent, by field
    public UsageSample next(
        Instant sampledAt, long monotonicNanos, Meters own, Long ownCgroupId, Limits limits, List<WorkloadSample> workloads,
        Map<String, String> unavailable
    ) {
        long elapsedMillis = seq == 0 ? 0 : Math.floorDiv(monotonicNanos, NANOS_PER_MILLI) - Math.floorDiv(lastNanos, NANOS_PER_MILLI);
        seq++;
        lastNanos = monotonicNanos;
        return new UsageSample(
            tenant, run.node(), run.bootId(), run.agentRun(), seq, sampledAt, elapsedMillis, null, own, ownCgroupId, limits, workloads, unavailable);
    }
}
