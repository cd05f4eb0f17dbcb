package dev.landlord.controller.report;

import dev.landlord.protocol.message.Tally;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/// The figures of a [Tally], by the names that they have in it, in the order of the CSV's columns.
public enum Measure {
    CPU_USAGE_USEC("cpuUsageUsec", Tally::cpuUsageUsec, false),
    THROTTLED_USEC("throttledUsec", Tally::throttledUsec, false),
    MEMORY_KIB_SECONDS("memoryKibSeconds", Tally::memoryKibSeconds, false),
    IO_READ_BYTES("ioReadBytes", Tally::ioReadBytes, false),
    IO_WRITE_BYTES("ioWriteBytes", Tally::ioWriteBytes, false),
    IO_READS("ioReads", Tally::ioReads, false),
    IO_WRITES("ioWrites", Tally::ioWrites, false),
    OOM_KILLS("oomKills", Tally::oomKills, false),
    MEMORY_PEAK_BYTES("memoryPeakBytes", Tally::memoryPeakBytes, true),
    PIDS_PEAK("pidsPeak", Tally::pidsPeak, true),
    WORKLOADS("workloads", Tally::workloads, false),
    CPU_UNKNOWN_MS("cpuUnknownMs", Tally::cpuUnknownMs, false),
    MEMORY_UNKNOWN_MS("memoryUnknownMs", Tally::memoryUnknownMs, false),
    IO_UNKNOWN_MS("ioUnknownMs", Tally::ioUnknownMs, false);

    private final String wire;
    private final Function<Tally, Long> read;
    private final boolean peak;

    Measure(String wire, Function<Tally, Long> read, boolean peak) {
        this.wire = wire;
        this.read = read;
        this.peak = peak;
    }

    public String wire() {
        return wire;
    }

    static Optional<Measure> find(String wire) {
        return Arrays.stream(values()).filter(one -> one.wire.equals(wire)).findFirst();
    }

    /// Null if it is not known.
    Long of(Tally tally) {
        return read.apply(tally);
    }

    /// As [Tally#plus] has it: of peaks the larger one, of counts the sum.
    long together(long one, long other) {
        return peak ? Math.max(one, other) : Math.addExact(one, other);
    }
}
