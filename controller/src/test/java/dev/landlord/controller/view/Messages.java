package dev.landlord.controller.view;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.ProcessFact;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Messages as agents and controllers would send them, from a house that opened at [#START].
public final class Messages {
    public static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    public static final TenantId A = new TenantId("tenant-a");
    public static final TenantId B = new TenantId("tenant-b");
    public static final NodeId N1 = new NodeId("n1");
    public static final NodeId N2 = new NodeId("n2");
    public static final String BOOT = "boot-1";

    private Messages() {
    }

    public static Instant at(double seconds) {
        return START.plusMillis(Math.round(seconds * 1000));
    }

    public static TenantSpec spec(TenantId id, long version) {
        return new TenantSpec(id, version, "strict", new Quota(0.5, 256L << 20, null, null), Quota.NONE, List.of(), Map.of());
    }

    public static Meters meters(Long cpuUsageUsec, Long workingSetBytes, Long pids, Long ioBytes) {
        return new Meters(cpuUsageUsec, null, null, null, workingSetBytes, workingSetBytes, null, null, pids, ioBytes, ioBytes == null ? null : 0L,
            null, null);
    }

    /// A sample of a tenant's own group that used that much CPU since the group was made; one a second.
    public static UsageSample own(TenantId tenant, NodeId node, long seq, long cpuUsageUsec) {
        return sample(tenant, node, 1, seq, meters(cpuUsageUsec, 1L << 20, 3L, 0L), workload("train-1", 4711, WorkloadSample.Origin.OWN,
            meters(cpuUsageUsec, 1L << 20, 3L, 0L)));
    }

    public static UsageSample sample(TenantId tenant, NodeId node, long run, long seq, Meters own, WorkloadSample... workloads) {
        return new UsageSample(tenant, node, BOOT, run, seq, at(seq), seq == 1 ? 0 : 1000, own, null, List.of(workloads), Map.of());
    }

    public static WorkloadSample workload(String id, long cgroupId, WorkloadSample.Origin origin, Meters meters) {
        return new WorkloadSample(id, "/x/" + id, cgroupId, origin, START, meters,
            List.of(new ProcessFact(42, START, "alice", "<script>alert(1)</script>", null, 4096L)));
    }

    public static NodeReport report(NodeId node, NodeReport.State state) {
        return new NodeReport(node, BOOT, 1, START, state, "0.1.0", "Linux 6.18", NodeReport.CgroupMode.HYBRID, Map.of("cpu", "/sys/fs/cgroup/cpu"),
            NodeReport.Mode.ENFORCE, 1000, new NodeReport.Capacity(2, 8L << 30), null,
            Map.of("limit.memoryHigh", NodeReport.Capability.no("boot with cgroup v2 to get it")), null, null, List.of());
    }

    public static Decision decision(String id, TenantId tenant, Instant at) {
        return new Decision(id, tenant, at, Decision.Action.THROTTLE, "cpu.overuse", "CPU 1.0 of 0.5 cores for 11 s", Resource.CPU, N1, null,
            "warned", "throttled", Map.of("cpuCores", 1.0), new Decision.Cause("policy", "strict"));
    }
}
