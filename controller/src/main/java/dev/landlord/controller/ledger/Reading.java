package dev.landlord.controller.ledger;

import dev.landlord.protocol.message.Meters;
import java.util.concurrent.TimeUnit;

/// Reads groups' meters at one sample and posts what their counters have grown by.
final class Reading {
    private static final long MODULUS = 1L << 53;
    /// Byte-milliseconds in a KiB second.
    static final long KIB_SECOND = 1024L * 1000;
    /// The mean of a working set between two readings is taken to stay below so many times the larger of both …
    private static final long MOST_GROWTH = 2;
    /// … plus this.
    private static final long AND_BYTES = 1L << 30;
    /// A counter that is missing for longer is told as unknown; until then it may come back and tell all.
    static final long PATIENCE = TimeUnit.MINUTES.toMillis(5);

    private final Posting posting;
    private final long now;
    private final long run;
    private final long sinceSample;
    private long memoryRest;

    /// @param run         the agent's run
    /// @param sinceSample milliseconds since the sample before, by any clock that tells more
    /// @param memoryRest  of the node's book
    Reading(Posting posting, long now, long run, long sinceSample, long memoryRest) {
        this.posting = posting;
        this.now = now;
        this.run = run;
        this.sinceSample = sinceSample;
        this.memoryRest = memoryRest;
    }

    long memoryRest() {
        return memoryRest;
    }

    /// A group whose counters are no part of any other's.
    ///
    /// @param firstSeen when the run first saw it
    GroupMeter outer(GroupMeter before, Meters read, long firstSeen) {
        var meter = before.run() == run ? before : before.anotherRun();
        long cpuAt = cpu(meter, read);
        long ioAt = io(meter, read);
        grown(Count.OOM_KILLS, meter.last().oomKills(), read.oomKills(), meter.fromZero(), now);
        boolean gap = memory(meter, read);
        return new GroupMeter(meter.id(), meter.cgroup(), meter.fromZero(), run, firstSeen, now, false, meter.last().then(read), cpuAt, ioAt, now,
            gap);
    }

    /// A workload in the own group.
    ///
    /// @param countKills whether the own group does not tell its OOM kills
    GroupMeter inOwn(GroupMeter meter, Meters read, long firstSeen, boolean countKills) {
        if (countKills) {
            grown(Count.OOM_KILLS, meter.last().oomKills(), read.oomKills(), meter.fromZero(), now);
        }
        return new GroupMeter(meter.id(), null, meter.fromZero(), run, firstSeen, now, false, meter.last().thenInOwn(read), now, now, now, false);
    }

    /// A group that is not there any more: what it used since its last reading is not known.
    GroupMeter ended(GroupMeter meter) {
        posting.unknown(Count.CPU_UNKNOWN, meter.cpuAt());
        posting.unknown(Count.IO_UNKNOWN, meter.ioAt());
        posting.unknown(Count.MEMORY_UNKNOWN, meter.memoryAt());
        return meter.gone().movedTo(now);
    }

    private long cpu(GroupMeter meter, Meters read) {
        if (read.cpuUsageUsec() == null) {
            return missing(Count.CPU_UNKNOWN, meter.cpuAt());
        }
        if (!grown(Count.CPU, meter.last().cpuUsageUsec(), read.cpuUsageUsec(), meter.fromZero(), meter.cpuAt())) {
            posting.unknown(Count.CPU_UNKNOWN, meter.cpuAt());
        }
        grown(Count.THROTTLED, meter.last().throttledUsec(), read.throttledUsec(), meter.fromZero(), meter.cpuAt());
        return now;
    }

    private long io(GroupMeter meter, Meters read) {
        if (read.ioReadBytes() == null || read.ioWriteBytes() == null) {
            return missing(Count.IO_UNKNOWN, meter.ioAt());
        }
        var last = meter.last();
        boolean grew = grown(Count.IO_READ_BYTES, last.ioReadBytes(), read.ioReadBytes(), meter.fromZero(), meter.ioAt());
        grew &= grown(Count.IO_WRITE_BYTES, last.ioWriteBytes(), read.ioWriteBytes(), meter.fromZero(), meter.ioAt());
        grew &= grown(Count.IO_READS, last.ioReads(), read.ioReads(), meter.fromZero(), meter.ioAt());
        grew &= grown(Count.IO_WRITES, last.ioWrites(), read.ioWrites(), meter.fromZero(), meter.ioAt());
        if (!grew) {
            posting.unknown(Count.IO_UNKNOWN, meter.ioAt());
        }
        return now;
    }

    /// @return false if the counter went back: it counts on from here, and how far it had got is not known
    private boolean grown(Count count, Long before, Long read, boolean fromZero, long since) {
        if (read == null) {
            return true;
        }
        long last = before != null ? before : fromZero ? 0 : read;
        posting.use(count, Math.max(0, read - last), since);
        return read >= last;
    }

    private long missing(Count count, long since) {
        boolean nextDay = Math.floorDiv(since, DayBook.DAY) != Math.floorDiv(now, DayBook.DAY);
        if (now - since < PATIENCE && !nextDay) {
            return since;
        }
        posting.unknown(count, since);
        return now;
    }

    /// @return whether the integral is missing
    private boolean memory(GroupMeter meter, Meters read) {
        if (read.memoryByteMillis() == null) {
            posting.unknown(Count.MEMORY_UNKNOWN, meter.memoryAt());
            return true;
        }
        var last = meter.last();
        boolean counts = last.memoryByteMillis() != null && !couldHaveGoneRound(meter, read);
        if (!counts || meter.memoryGap()) {
            posting.unknown(Count.MEMORY_UNKNOWN, meter.memoryAt());
        }
        long grown = counts ? read.memoryByteMillis() - last.memoryByteMillis() & MODULUS - 1 : 0;
        memoryRest += grown;
        posting.use(Count.MEMORY, memoryRest / KIB_SECOND, meter.memoryAt());
        memoryRest %= KIB_SECOND;
        return false;
    }

    private boolean couldHaveGoneRound(GroupMeter meter, Meters read) {
        long millis = Math.max(now - meter.memoryAt(), sinceSample);
        long largest = Math.max(orNone(meter.last().workingSetBytes()), orNone(read.workingSetBytes()));
        return millis > 0 && largest >= (MODULUS / millis - AND_BYTES) / MOST_GROWTH;
    }

    private static long orNone(Long bytes) {
        return bytes == null ? 0 : bytes;
    }
}
