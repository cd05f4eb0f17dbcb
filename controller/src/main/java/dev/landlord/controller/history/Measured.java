package dev.landlord.controller.history;

import dev.landlord.controller.ports.Rounding;
import dev.landlord.controller.ports.UsageSeries;
import java.time.Instant;

/// One step on its way to a chart: what is known of it, and for how many of its seconds.
///
/// @param start   epoch seconds
/// @param seconds in which something was metered
/// @param used    its `covered` means nothing here
record Measured(long start, long seconds, Figures used) {
    private static final double USEC = 1e6;
    private static final double MILLIS = 1e3;
    private static final double KIB = 1024;

    static Measured of(long start, Figures figures) {
        return new Measured(start, figures.coveredSeconds(), figures);
    }

    /// Two steps next to each other, as one that starts with this.
    Measured plus(Measured next) {
        return new Measured(start, seconds + next.seconds, used.plus(next.used));
    }

    UsageSeries.Point point() {
        return new UsageSeries.Point(Instant.ofEpochSecond(start), seconds,
            seconds == 0 || used.cpuUsageUsec() == null ? null : Rounding.tenThousandths(used.cpuUsageUsec() / USEC / seconds),
            used.cpuUsageUsec(), mean(used.memoryKibMillis(), KIB / MILLIS), used.memoryPeakBytes(), used.pidsPeak(), mean(used.ioBytes(), 1),
            used.ioBytes());
    }

    private Long mean(Long sum, double factor) {
        return seconds == 0 || sum == null ? null : Long.valueOf(Math.round(sum * factor / seconds));
    }
}
