package dev.landlord.protocol.message;

import com.fasterxml.jackson.annotation.JsonInclude;

/// What a cgroup's files said. Counters only grow while the group lives (same cgroup id, same boot); a null field could not
/// be read; the sample's `unavailable` tells why.
///
/// @param cpuUsageUsec     counter, microseconds of CPU time
/// @param cpuPeriods       counter, enforcement periods that elapsed while a CPU limit was set (`nr_periods`)
/// @param cpuThrottled     counter, periods in which the group was throttled (`nr_throttled`)
/// @param throttledUsec    counter, microseconds that the group spent throttled, summed over CPUs
/// @param memoryBytes      gauge, bytes charged, page cache included
/// @param workingSetBytes  gauge, bytes charged less inactive file pages
/// @param memoryByteMillis counter, integral of the working set in byte-milliseconds since this run of the agent first saw the group (it begins at
///                         zero in each run), modulo 2^53, which 1 TiB fills in about 8 s
/// @param oomKills         counter, processes killed by the kernel for want of memory
/// @param pids             gauge, processes and threads
/// @param ioReadBytes      counter, bytes read from block devices
/// @param ioWriteBytes     counter, bytes written to block devices
/// @param ioReads          counter, read operations
/// @param ioWrites         counter, write operations
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Meters(
    Long cpuUsageUsec,
    Long cpuPeriods,
    Long cpuThrottled,
    Long throttledUsec,
    Long memoryBytes,
    Long workingSetBytes,
    Long memoryByteMillis,
    Long oomKills,
    Long pids,
    Long ioReadBytes,
    Long ioWriteBytes,
    Long ioReads,
    Long ioWrites
) {
    /// Nothing is known.
    public static final Meters UNKNOWN = new Meters(null, null, null, null, null, null, null, null, null, null, null, null, null);

    public Meters {
        Checks.count("cpuUsageUsec", cpuUsageUsec);
        Checks.count("cpuPeriods", cpuPeriods);
        Checks.count("cpuThrottled", cpuThrottled);
        Checks.count("throttledUsec", throttledUsec);
        Checks.count("memoryBytes", memoryBytes);
        Checks.count("workingSetBytes", workingSetBytes);
        Checks.count("memoryByteMillis", memoryByteMillis);
        Checks.count("oomKills", oomKills);
        Checks.count("pids", pids);
        Checks.count("ioReadBytes", ioReadBytes);
        Checks.count("ioWriteBytes", ioWriteBytes);
        Checks.count("ioReads", ioReads);
        Checks.count("ioWrites", ioWrites);
    }
}
