package dev.landlord.controller.whatif;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A recording made up of what one tenant's workloads used, second by second, on one node.
final class RecordedHog {
    static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    static final TenantId TENANT = new TenantId("tenant-b");
    private static final long OWN_GROUP = 4711;
    private static final double USEC = 1e6;

    /// What a workload uses.
    record Load(String workload, double cores, long bytes) {
    }

    private final NodeId node;
    private final List<UsageSample> samples = new ArrayList<>();
    private final Map<String, Double> usec = new TreeMap<>();
    private final Map<String, Long> byteMillis = new TreeMap<>();
    private final Instant start;
    private double ownUsec;
    private long ownByteMillis;
    private long second;
    private long seq;

    RecordedHog() {
        this("n1");
    }

    RecordedHog(String node) {
        this(node, START);
    }

    RecordedHog(Instant start) {
        this("n1", start);
    }

    private RecordedHog(String node, Instant start) {
        this.node = new NodeId(node);
        this.start = start;
    }

    /// What the own group's counter had reached when the recording began.
    RecordedHog hadUsed(double coreSeconds) {
        ownUsec += coreSeconds * USEC;
        return this;
    }

    RecordedHog uses(double cores, int seconds) {
        return uses(seconds, new Load("hog", cores, 1 << 20));
    }

    RecordedHog uses(int seconds, Load... loads) {
        for (int i = 0; i < seconds; i++) {
            second++;
            long memory = 0;
            var workloads = new ArrayList<WorkloadSample>();
            for (var load : loads) {
                ownUsec += load.cores() * USEC;
                memory += load.bytes();
                long integral = byteMillis.merge(load.workload(), load.bytes() * 1000, Long::sum);
                double used = usec.merge(load.workload(), load.cores() * USEC, Double::sum);
                workloads.add(new WorkloadSample(load.workload(), "/landlord/tenant-b/" + load.workload(), load.workload().hashCode() & 0xffff,
                    WorkloadSample.Origin.OWN, start, meters(used, load.bytes(), integral, 1), List.of()));
            }
            ownByteMillis += memory * 1000;
            samples.add(new UsageSample(TENANT, node, "boot-1", 1, seq, start.plusSeconds(second), seq == 0 ? 0 : 1000, null,
                meters(ownUsec, memory, ownByteMillis, loads.length), OWN_GROUP, null, workloads, Map.of()));
            seq++;
        }
        return this;
    }

    RecordedHog silentFor(int seconds) {
        second += seconds;
        seq += seconds;
        return this;
    }

    private static Meters meters(double usec, long bytes, long byteMillis, long pids) {
        return new Meters(Math.round(usec), 0L, 0L, 0L, bytes, bytes, byteMillis, 0L, pids, 0L, 0L, 0L, 0L);
    }

    List<UsageSample> samples() {
        return samples;
    }

    /// When the first sample with load was taken, if the recording began with so many seconds of rest.
    static Instant after(int seconds) {
        return START.plusSeconds(seconds);
    }
}
