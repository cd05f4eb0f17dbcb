package dev.landlord.controller.whatif;

import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import java.util.HashMap;
import java.util.Map;

/// In how many enforcement periods the kernel has throttled each of a tenant's groups on one node, as last recorded: its own group and the adopted
/// ones, which are those that limits are set on. Where a sample has no own group, all of its workloads' groups count, as they do for the policy.
final class HeldBack {
    private static final Group OWN = new Group("", 0);

    private Map<Group, Long> periods = Map.of();

    private record Group(String cgroup, long id) {
    }

    /// Whether the sample shows that the kernel throttled one of them since the one before. A group's first reading says nothing.
    boolean since(UsageSample sample) {
        var now = new HashMap<Group, Long>();
        if (sample.own() != null) {
            note(now, OWN, sample.own());
        }
        for (var workload : sample.workloads()) {
            if (sample.own() == null || workload.origin() == WorkloadSample.Origin.ADOPTED) {
                note(now, new Group(workload.cgroup(), workload.cgroupId()), workload.meters());
            }
        }
        var before = periods;
        periods = now;
        return now.entrySet().stream().anyMatch(group -> group.getValue() > before.getOrDefault(group.getKey(), Long.MAX_VALUE));
    }

    private static void note(Map<Group, Long> periods, Group group, Meters meters) {
        if (meters.cpuThrottled() != null) {
            periods.put(group, meters.cpuThrottled());
        }
    }
}
