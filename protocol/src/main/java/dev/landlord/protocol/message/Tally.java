package dev.landlord.protocol.message;

import com.fasterxml.jackson.annotation.JsonInclude;

/// What was used in a period. The counts of two periods or of two nodes add up exactly ([#plus]); of the peaks the larger one counts. A field is
/// absent where nothing was ever known; how long something was not known stands in the `…UnknownMs` beside it, and is part of no count.
///
/// @param cpuUsageUsec      microseconds of CPU time
/// @param throttledUsec     microseconds spent throttled, summed over CPUs
/// @param memoryKibSeconds  integral of the working set, in KiB times seconds (1 GiB hour is 3,774,873,600)
/// @param ioReadBytes       read from block devices
/// @param ioWriteBytes      written to block devices
/// @param ioReads           read operations
/// @param ioWrites          write operations
/// @param oomKills          processes killed by the kernel for want of memory
/// @param memoryPeakBytes   largest sampled charge, page cache included, of all the tenant's groups on the node together
/// @param pidsPeak          largest sampled number of processes and threads
/// @param workloads         workloads that were first seen in the period
/// @param cpuUnknownMs      milliseconds of which the CPU time is not known and not counted
/// @param memoryUnknownMs   the same of memory
/// @param ioUnknownMs       the same of block IO
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Tally(
    Long cpuUsageUsec,
    Long throttledUsec,
    Long memoryKibSeconds,
    Long ioReadBytes,
    Long ioWriteBytes,
    Long ioReads,
    Long ioWrites,
    Long oomKills,
    Long memoryPeakBytes,
    Long pidsPeak,
    Long workloads,
    Long cpuUnknownMs,
    Long memoryUnknownMs,
    Long ioUnknownMs
) {
    /// `cpuUsageUsec` in an hour of CPU time.
    public static final long USEC_PER_CORE_HOUR = 3_600_000_000L;
    /// `memoryKibSeconds` in a GiB hour.
    public static final long KIB_SECONDS_PER_GIB_HOUR = 3_774_873_600L;
    /// Nothing is known.
    public static final Tally NONE = new Tally(null, null, null, null, null, null, null, null, null, null, null, null, null, null);

    public Tally {
        Checks.count("cpuUsageUsec", cpuUsageUsec);
        Checks.count("throttledUsec", throttledUsec);
        Checks.count("memoryKibSeconds", memoryKibSeconds);
        Checks.count("ioReadBytes", ioReadBytes);
        Checks.count("ioWriteBytes", ioWriteBytes);
        Checks.count("ioReads", ioReads);
        Checks.count("ioWrites", ioWrites);
        Checks.count("oomKills", oomKills);
        Checks.count("memoryPeakBytes", memoryPeakBytes);
        Checks.count("pidsPeak", pidsPeak);
        Checks.count("workloads", workloads);
        Checks.count("cpuUnknownMs", cpuUnknownMs);
        Checks.count("memoryUnknownMs", memoryUnknownMs);
        Checks.count("ioUnknownMs", ioUnknownMs);
    }

    /// Both together: counts are added, peaks compared; what only one of them knows is that one's.
    public Tally plus(Tally other) {
        return new Tally(
            sum(cpuUsageUsec, other.cpuUsageUsec), sum(throttledUsec, other.throttledUsec), sum(memoryKibSeconds, other.memoryKibSeconds),
            sum(ioReadBytes, other.ioReadBytes), sum(ioWriteBytes, other.ioWriteBytes), sum(ioReads, other.ioReads), sum(ioWrites, other.ioWrites),
            sum(oomKills, other.oomKills), larger(memoryPeakBytes, other.memoryPeakBytes), larger(pidsPeak, other.pidsPeak),
            sum(workloads, other.workloads), sum(cpuUnknownMs, other.cpuUnknownMs), sum(memoryUnknownMs, other.memoryUnknownMs),
            sum(ioUnknownMs, other.ioUnknownMs));
    }

    private static Long sum(Long a, Long b) {
        return a == null ? b : b == null ? a : Long.valueOf(a + b);
    }

    private static Long larger(Long a, Long b) {
        return a == null ? b : b == null ? a : Long.valueOf(Math.max(a, b));
    }
}
