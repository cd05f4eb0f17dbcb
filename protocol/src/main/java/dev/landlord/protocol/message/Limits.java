package dev.landlord.protocol.message;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

/// Kernel limits of one tenant on one node: as desired (in a command) or as read back (in an ack). In a command a null field
/// means *not limited by this command*; in an ack it means *the kernel sets no limit*. Made from [#NONE] by the `with` methods.
///
/// @param cpuCores         cores (`cpu.max`, `cpu.cfs_quota_us`)
/// @param memoryBytes      hard limit in bytes (`memory.max`, `memory.limit_in_bytes`)
/// @param memoryHighBytes  bytes above which the kernel reclaims and slows (`memory.high`, cgroup v2 only)
/// @param pids             most processes and threads (`pids.max`)
/// @param frozen           true: no process of the group runs (`cgroup.freeze`, `freezer.state`)
/// @param cpuWeight        share of CPU time where groups compete for it, [#LEAST_CPU_WEIGHT] to [#MOST_CPU_WEIGHT], [#NORMAL_CPU_WEIGHT] is normal
///                         (`cpu.weight`, `cpu.shares`); each of the tenant's groups on the node has it. In an ack null: the normal one or more
/// @param ioBytesPerSecond bytes a second, one or more, read and written together, over all block devices of the node
///                         (`io.max`, `blkio.throttle.*_bps_device`)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Limits(
    Double cpuCores, Long memoryBytes, Long memoryHighBytes, Long pids, Boolean frozen, Long cpuWeight, Long ioBytesPerSecond
) {
    public static final long LEAST_CPU_WEIGHT = 1;
    public static final long NORMAL_CPU_WEIGHT = 100;
    public static final long MOST_CPU_WEIGHT = 10_000;

    /// No limit: as a command, the release.
    public static final Limits NONE = new Limits(null, null, null, null, null, null, null);

    public Limits {
        Checks.amount("cpuCores", cpuCores);
        Checks.count("memoryBytes", memoryBytes);
        Checks.count("memoryHighBytes", memoryHighBytes);
        Checks.count("pids", pids);
        Checks.within("cpuWeight", cpuWeight, LEAST_CPU_WEIGHT, MOST_CPU_WEIGHT);
        Checks.count("ioBytesPerSecond", ioBytesPerSecond);
        if (ioBytesPerSecond != null && ioBytesPerSecond == 0) {
            throw new IllegalArgumentException("field 'ioBytesPerSecond' must be above zero");
        }
    }

    public static Limits ofCpu(double cores) {
        return NONE.withCpuCores(cores);
    }

    /// @param cores null: no such limit; likewise for the other `with` methods
    public Limits withCpuCores(Double cores) {
        return new Limits(cores, memoryBytes, memoryHighBytes, pids, frozen, cpuWeight, ioBytesPerSecond);
    }

    public Limits withMemoryBytes(Long bytes) {
        return new Limits(cpuCores, bytes, memoryHighBytes, pids, frozen, cpuWeight, ioBytesPerSecond);
    }

    public Limits withMemoryHighBytes(Long bytes) {
        return new Limits(cpuCores, memoryBytes, bytes, pids, frozen, cpuWeight, ioBytesPerSecond);
    }

    public Limits withPids(Long most) {
        return new Limits(cpuCores, memoryBytes, memoryHighBytes, most, frozen, cpuWeight, ioBytesPerSecond);
    }

    public Limits withFrozen(Boolean stopped) {
        return new Limits(cpuCores, memoryBytes, memoryHighBytes, pids, stopped, cpuWeight, ioBytesPerSecond);
    }

    public Limits withCpuWeight(Long weight) {
        return new Limits(cpuCores, memoryBytes, memoryHighBytes, pids, frozen, weight, ioBytesPerSecond);
    }

    public Limits withIoBytesPerSecond(Long bytes) {
        return new Limits(cpuCores, memoryBytes, memoryHighBytes, pids, frozen, cpuWeight, bytes);
    }

    @JsonIgnore
    public boolean isEmpty() {
        return equals(NONE);
    }
}
