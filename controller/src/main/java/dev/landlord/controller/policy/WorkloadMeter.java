package dev.landlord.controller.policy;

import dev.landlord.protocol.message.WorkloadSample;
import java.time.Instant;

/// One workload on one node, as last sampled.
///
/// @param id        its name: the group's last part in the own subtree, the cgroup path elsewhere
/// @param cgroup    path in the hierarchy that counts CPU
/// @param cgroupId  the group's inode there
/// @param origin    whether the tenant's own group contains it
/// @param firstSeen when the agent first saw it
/// @param priority  0 to 100 as its owner set it, or null
/// @param counters  its counters at the last sample
/// @param use       what it uses
/// @param exempt    the part of it that does not count, because of who uses it; null if there is none
public record WorkloadMeter(
    String id, String cgroup, long cgroupId, WorkloadSample.Origin origin, Instant firstSeen, Integer priority, Counters counters, Use use, Use exempt
) {
    /// Of workloads that use about as much, the one where this is lowest is ended first.
    int rank() {
        return priority == null ? WorkloadSample.NORMAL_PRIORITY : priority;
    }

    /// Whether a process may be in it: an empty group that nobody removed yet does not run.
    public boolean runs() {
        return use.pids() == null || use.pids() > 0;
    }

    WorkloadMeter withExempt(Use part) {
        return new WorkloadMeter(id, cgroup, cgroupId, origin, firstSeen, priority, counters, use, part);
    }
}
