package dev.landlord.controller.history;

import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.Tally;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// From days of the ledger to what is drawn of them. The nodes of a tenant are added: counts exactly, peaks to an upper bound.
final class LedgerHours {
    private static final double KIB_SECONDS_IN_KIB_MILLIS = 1000;

    private LedgerHours() {
    }

    /// Hours of one tenant by their start in epoch seconds, those only in which something was booked.
    static SortedMap<Long, Measured> of(List<LedgerEntry> entries) {
        var hours = new TreeMap<Long, Measured>();
        for (var entry : entries) {
            var midnight = entry.day().atStartOfDay(ZoneOffset.UTC).toInstant();
            for (var hour : entry.hours()) {
                var start = midnight.plus(Duration.ofHours(hour.hour()));
                hours.merge(start.getEpochSecond(), new Measured(start.getEpochSecond(), passed(start, entry.bookedTo()), figures(hour.used())),
                    LedgerHours::beside);
            }
        }
        return hours;
    }

    private static long passed(Instant start, Instant bookedTo) {
        return Math.clamp(Duration.between(start, bookedTo).toSeconds(), 1, Resolution.HOUR.seconds());
    }

    /// The same hour on two nodes.
    private static Measured beside(Measured a, Measured b) {
        return new Measured(a.start(), Math.max(a.seconds(), b.seconds()), new Figures(
            Figures.sum(a.used().cpuUsageUsec(), b.used().cpuUsageUsec()), Figures.sum(a.used().memoryKibMillis(), b.used().memoryKibMillis()),
            Figures.sum(a.used().memoryPeakBytes(), b.used().memoryPeakBytes()), Figures.sum(a.used().pidsPeak(), b.used().pidsPeak()),
            Figures.sum(a.used().ioBytes(), b.used().ioBytes()), 0));
    }

    private static Figures figures(Tally used) {
        return new Figures(used.cpuUsageUsec(),
            used.memoryKibSeconds() == null ? null : Long.valueOf(Math.round(used.memoryKibSeconds() * KIB_SECONDS_IN_KIB_MILLIS)),
            used.memoryPeakBytes(), used.pidsPeak(), Figures.sum(used.ioReadBytes(), used.ioWriteBytes()), 0);
    }
}
