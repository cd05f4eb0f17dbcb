package dev.landlord.protocol.json;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.ActionRequest;
import dev.landlord.protocol.message.Budget;
import dev.landlord.protocol.message.ClassSetting;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.MatchRule;
import dev.landlord.protocol.message.Message;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.ProcessFact;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.Reason;
import dev.landlord.protocol.message.Scope;
import dev.landlord.protocol.message.Setting;
import dev.landlord.protocol.message.Tally;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One message of each kind, the same as in the golden files.
final class Examples {
    private static final Instant AT = Instant.parse("2026-11-22T10:00:01Z");
    private static final NodeId NODE = new NodeId("n1");
    private static final TenantId TENANT = new TenantId("tenant-b");
    private static final String BOOT = "8b1f6c1e-3f0e-4a55-9d44-3d0c2c5f7a10";
    private static final Reason OVERUSE = new Reason("cpu.overuse", "CPU 1.0 of 0.5 cores for 11 s");

    private Examples() {
    }

    /// Golden file's name to the message in it.
    static Map<String, Message> all() {
        var all = new LinkedHashMap<String, Message>();
        all.put("tenants", new TenantSpec(TENANT, 3, "strict", new Quota(0.5, 268435456L, 64L, 209715200L), new Quota(1.0, null, null, null),
            List.of(new MatchRule("/slurm/uid_1001/*"), new MatchRule("/slurm/uid_1002/*", 80)), Map.of("team", "vision")));
        all.put("tenants-node", new TenantSpec(TENANT, 4, "strict", new Quota(0.5, null, null, null), Scope.NODE, Quota.NONE, List.of(), Map.of()));
        all.put("tenants-budget", new TenantSpec(TENANT, 5, "strict", Quota.NONE, Scope.FLEET, Quota.NONE,
            new Budget(500.0, 2000.5, Budget.Per.MONTH), List.of(), Map.of()));
        all.put("tenants-budget-day", new TenantSpec(TENANT, 6, "strict", Quota.NONE, Scope.FLEET, Quota.NONE,
            new Budget(0.25, null, Budget.Per.DAY), List.of(), Map.of()));
        all.put("usage", new UsageSample(TENANT, NODE, BOOT, 7, 42, AT, 1000, 61000L,
            new Meters(81234567L, 40L, 12L, 900000L, 1048576L, 786432L, 123456789L, 0L, 3L, 4096L, 0L, 1L, 0L), 4710L, Limits.ofCpu(0.5),
            List.of(new WorkloadSample("train-1", "/landlord/tenant-b/train-1", 4711, WorkloadSample.Origin.OWN, AT, true, 20,
                new Meters(123456L, null, null, 0L, 1048576L, 786432L, 123456L, null, 3L, null, null, null, null),
                List.of(new ProcessFact(4242, AT, "alice", "python train.py", 0.93, 524288L)))),
            Map.of("ioReadBytes", "controller io is not mounted")));
        all.put("nodes", new NodeReport(NODE, BOOT, 7, AT, NodeReport.State.UP, "0.1.0", "Linux 6.18.44", NodeReport.CgroupMode.HYBRID,
            Map.of("cpu", "/sys/fs/cgroup/cpu"), NodeReport.Mode.ENFORCE, 1000, new NodeReport.Capacity(2, 25769803776L),
            new NodeReport.Host(1.25, 4294967296L, 0.7, 120L, 1.5, null, 0.0),
            Map.of("limit.memoryHigh", NodeReport.Capability.no("cgroup v1 has no memory.high; boot with cgroup v2 to get it")),
            new NodeReport.AgentCost(2500000L, 90000000L, 350L, 1200L, 0L, 0L, 17L, 1L, 0L,
                new NodeReport.EnforcementCounts(14L, 1L, 2L, 0L, 1L), new NodeReport.SpoolCounts(120L, 65536L, 900L, 30L, 0L)),
            12L, List.of("/x is claimed by tenant-a and tenant-b")));
        all.put("commands-throttle", new Command.Throttle(NODE, TENANT, 812, 3, AT, 60000, Limits.ofCpu(0.5), OVERUSE));
        all.put("commands-throttle-all", new Command.Throttle(NODE, TENANT, 812, 5, AT, 60000,
            new Limits(0.5, 268435456L, 201326592L, 64L, true, 25L, 10485760L), OVERUSE));
        all.put("commands-release", new Command.Throttle(NODE, TENANT, 812, 4, AT, 0, Limits.NONE, new Reason("cpu.calm", "calm for 30 s")));
        all.put("commands-evict", new Command.Evict(NODE, TENANT, "o-812-1", 812, AT, 60000, 5000,
            new Command.Fence(BOOT, "train-1", "/landlord/tenant-b/train-1", 4711), new Reason("memory.overuse", "memory 600Mi of 256Mi")));
        all.put("acks-throttle", new Ack(NODE, TENANT, 812, 3L, null, Ack.Outcome.APPLIED, null, null, Limits.ofCpu(0.5), null, AT));
        all.put("acks-evict", new Ack(NODE, TENANT, 812, null, "o-812-1", Ack.Outcome.FAILED, "unkillable", "2 processes are left", null, 2L, AT));
        all.put("decisions", new Decision("812-17", TENANT, AT, Decision.Action.THROTTLE, "cpu.overuse", OVERUSE.text(), Resource.CPU, NODE, null,
            "warned", "throttled", figures(), new Decision.Cause("policy", "strict")));
        all.put("requests", new ActionRequest("r-1", TENANT, ActionRequest.Action.THROTTLE, null, null, Limits.ofCpu(0.25), "admin",
            "maintenance", AT, Instant.parse("2026-11-22T11:00:01Z")));
        all.put("settings-class", policyClass(new ClassSetting.Weight(75, 25), new ClassSetting.Squeeze(80), new ClassSetting.Freeze(60000, 10000),
            new ClassSetting.Eviction(30000, 60000, 30000, 60000), new ClassSetting.Exempt(List.of("sshd"), List.of("backup"))));
        all.put("settings-class-least", policyClass(null, null, null, null, null));
        all.put("settings-class-budget", budgeted(policyClass(null, null, null, null, null),
            new ClassSetting.OnBudget(80, ClassSetting.OnBudget.Answer.EVICT, 0.1)));
        all.put("settings-switch", new Setting.Switch("throttle", false, "alice", "the new kernel stalls under cpu.max", AT));
        var hour = new Tally(1_800_000_000L, 900_000L, 943_718_400L, 4096L, 0L, 1L, 0L, 0L, 536870912L, 12L, 3L, null, 2000L, null);
        all.put("ledger", new LedgerEntry(TENANT, NODE, LocalDate.of(2026, 11, 22), LedgerEntry.Status.OPEN, null, 17, AT,
            hour.plus(hour), List.of(new LedgerEntry.Hour(9, hour), new LedgerEntry.Hour(10, hour))));
        all.put("ledger-incomplete", new LedgerEntry(TENANT, NODE, LocalDate.of(2026, 11, 22), LedgerEntry.Status.INCOMPLETE,
            "n1 has been silent since 2026-11-22T10:00:01Z", 18, AT, Tally.NONE, List.of()));
        return all;
    }

    private static ClassSetting policyClass(ClassSetting.Weight weight, ClassSetting.Squeeze squeeze, ClassSetting.Freeze freeze,
        ClassSetting.Eviction eviction, ClassSetting.Exempt exempt) {
        return new ClassSetting("batch", 80, ClassSetting.Mode.ACT, ClassSetting.Enforce.CONTENDED, new ClassSetting.Clock(300000, 300000),
            new ClassSetting.Marks(50, 100, 25), new ClassSetting.Data(3, 0.5), weight, squeeze,
            List.of(new ClassSetting.Tier(1, 0), new ClassSetting.Tier(0.5, 120000)), 900000, freeze, 60000, eviction,
            new ClassSetting.Contention(20, 10, 20, 60000), exempt, null, "alice", AT);
    }

    private static ClassSetting budgeted(ClassSetting like, ClassSetting.OnBudget budget) {
        return new ClassSetting(like.name(), like.priority(), like.mode(), like.enforce(), like.clock(), like.marks(), like.data(), like.weight(),
            like.squeeze(), like.tiers(), like.forgiveAfterMs(), like.freeze(), like.leaseMs(), like.eviction(), like.contention(), like.exempt(),
            budget, like.actor(), like.at());
    }

    private static Map<String, Object> figures() {
        var figures = new LinkedHashMap<String, Object>();
        figures.put("cpuCores", 1.0);
        figures.put("quotaCpuCores", 0.5);
        figures.put("score", 100.0);
        return figures;
    }
}
