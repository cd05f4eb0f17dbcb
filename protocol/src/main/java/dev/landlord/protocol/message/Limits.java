package dev.landlord.protocol.message;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

/// Kernel limits of one tenant on one node: as desired (in a command) or as read back (in an ack). In a command a null field
/// means *not limited by this command*; in an ack it means *the kernel sets no limit*.
///
/// @param cpuCores        cores (`cpu.max`, `cpu.cfs_quota_us`)
/// @param memoryBytes     hard limit in bytes (`memory.max`, `memory.limit_in_bytes`)
/// @param memoryHighBytes bytes above which the kernel reclaims and slows (`memory.high`, cgroup v2 only)
/// @param pids            most processes and threads (`pids.max`)
/// @param frozen          true: no process of the group runs (`cgroup.freeze`, `freezer.state`)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Limits(Double cpuCores, Long memoryBytes, Long memoryHighBytes, Long pids, Boolean frozen) {
    /// No limit: as a command, the release.
    public static final Limits NONE = new Limits(null, null, null, null, null);

    public Limits {
        Checks.amount("cpuCores", cpuCores);
        Checks.count("memoryBytes", memoryBytes);
        Checks.count("memoryHighBytes", memoryHighBytes);
        Checks.count("pids", pids);
    }

    public static Limits ofCpu(double cores) {
        return new Limits(cores, null, null, null, null);
    }

    @JsonIgnore
    public boolean isEmpty() {
        return equals(NONE);
    }
}
