package dev.landlord.controller.ledger;

import dev.landlord.protocol.message.Meters;

/// The last value of each of a group's counters that was read, and of one gauge; null where none ever was. Units as in [Meters].
public record Readings(
    Long cpuUsageUsec,
    Long throttledUsec,
    Long ioReadBytes,
    Long ioWriteBytes,
    Long ioReads,
    Long ioWrites,
    Long oomKills,
    Long memoryByteMillis,
    Long workingSetBytes
) {
    static final Readings NONE = new Readings(null, null, null, null, null, null, null, null, null);

    /// After another reading.
    Readings then(Meters read) {
        return new Readings(last(read.cpuUsageUsec(), cpuUsageUsec), last(read.throttledUsec(), throttledUsec),
            last(read.ioReadBytes(), ioReadBytes), last(read.ioWriteBytes(), ioWriteBytes), last(read.ioReads(), ioReads),
            last(read.ioWrites(), ioWrites), last(read.oomKills(), oomKills), last(read.memoryByteMillis(), memoryByteMillis),
            last(read.workingSetBytes(), workingSetBytes));
    }

    /// The same of a workload that lies in the own group, whose counters contain all but the number of OOM kills.
    Readings thenInOwn(Meters read) {
        return new Readings(null, null, null, null, null, null, last(read.oomKills(), oomKills), null, null);
    }

    Readings withoutMemory() {
        return new Readings(cpuUsageUsec, throttledUsec, ioReadBytes, ioWriteBytes, ioReads, ioWrites, oomKills, null, null);
    }

    private static Long last(Long now, Long before) {
        return now == null ? before : now;
    }
}
