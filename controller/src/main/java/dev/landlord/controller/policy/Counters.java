package dev.landlord.controller.policy;

import dev.landlord.protocol.message.Meters;

/// The cumulative counters of one group as last read, from which the next sample's rates follow. A null field is not known.
///
/// @param cpuUsageUsec  microseconds of CPU time
/// @param cpuPeriods    enforcement periods while a CPU limit was set
/// @param cpuThrottled  those of them in which the group was throttled
/// @param throttledUsec microseconds spent throttled, summed over CPUs
/// @param ioBytes       bytes read from and written to block devices
public record Counters(Long cpuUsageUsec, Long cpuPeriods, Long cpuThrottled, Long throttledUsec, Long ioBytes) {
    static Counters of(Meters meters) {
        var io = meters.ioReadBytes() == null || meters.ioWriteBytes() == null ? null : meters.ioReadBytes() + meters.ioWriteBytes();
        return new Counters(meters.cpuUsageUsec(), meters.cpuPeriods(), meters.cpuThrottled(), meters.throttledUsec(), io);
    }

    /// How far a counter has come, or null if either reading is missing or it went back (then this reading is a new baseline).
    static Long grown(Long before, Long now) {
        return before == null || now == null || now < before ? null : now - before;
    }
}
