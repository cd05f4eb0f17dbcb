package dev.landlord.agent.spool;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.json.Decoded;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Samples for tests.
public final class Samples {
    public static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

    private Samples() {
    }

    /// One of node n1, made at that time.
    public static Sampled at(long nanos, String tenant, long run, long seq, Instant sampledAt, WorkloadSample... workloads) {
        return Sampled.of(new UsageSample(new TenantId(tenant), new NodeId("n1"), "boot", run, seq, sampledAt, 1000, null, null,
            Arrays.asList(workloads), Map.of()), nanos);
    }

    /// An adopted workload that has used so much since it began.
    public static WorkloadSample workload(long id, long cpuUsageUsec) {
        return new WorkloadSample("/job/" + id, "/job/" + id, id, WorkloadSample.Origin.ADOPTED, START, true, null,
            new Meters(cpuUsageUsec, null, null, null, null, null, null, null, null, null, null, null, null), List.of());
    }

    public static UsageSample decoded(byte[] value) {
        return ((Decoded.Known<UsageSample>) MessageCodec.usage(value)).message();
    }
}
