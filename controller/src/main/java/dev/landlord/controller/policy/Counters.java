package dev.landlord.controller.policy;

import dev.landlord.protocol.message.Meters;
import java.util.Objects;

/// The cumulative counters of one group as last read, from which the next sample's rates follow. A counter that is null is not known.
///
/// These are kept of each group of each tenant, so they hold plain numbers and not an object for each. Inside, a number below zero says that the
/// counter is not known.
public final class Counters {
    /// Nothing is known.
    static final Counters UNKNOWN = new Counters(null, null, null, null, null);

    private static final long NOT_KNOWN = -1;
    private static final double USEC_PER_MS = 1000;
    private static final double MS_PER_SECOND = 1000;
    /// What most groups show, kept once.
    private static final Double UNHINDERED = 0.0;

    private final long cpuUsageUsec;
    private final long cpuPeriods;
    private final long cpuThrottled;
    private final long throttledUsec;
    private final long ioBytes;

    /// @param cpuUsageUsec  microseconds of CPU time
    /// @param cpuPeriods    enforcement periods while a CPU limit was set
    /// @param cpuThrottled  those of them in which the group was throttled
    /// @param throttledUsec microseconds spent throttled, summed over CPUs
    /// @param ioBytes       bytes read from and written to block devices
    public Counters(Long cpuUsageUsec, Long cpuPeriods, Long cpuThrottled, Long throttledUsec, Long ioBytes) {
        this(counter(cpuUsageUsec), counter(cpuPeriods), counter(cpuThrottled), counter(throttledUsec), counter(ioBytes));
    }

    private Counters(long cpuUsageUsec, long cpuPeriods, long cpuThrottled, long throttledUsec, long ioBytes) {
        this.cpuUsageUsec = cpuUsageUsec;
        this.cpuPeriods = cpuPeriods;
        this.cpuThrottled = cpuThrottled;
        this.throttledUsec = throttledUsec;
        this.ioBytes = ioBytes;
    }

    static Counters of(Meters meters) {
        long read = counter(meters.ioReadBytes());
        long written = counter(meters.ioWriteBytes());
        return new Counters(counter(meters.cpuUsageUsec()), counter(meters.cpuPeriods()), counter(meters.cpuThrottled()),
            counter(meters.throttledUsec()), read < 0 || written < 0 ? NOT_KNOWN : read + written);
    }

    private static long counter(Long known) {
        return known == null ? NOT_KNOWN : known;
    }

    private static Long orNull(long counter) {
        return counter < 0 ? null : Long.valueOf(counter);
    }

    public Long cpuUsageUsec() {
        return orNull(cpuUsageUsec);
    }

    public Long cpuPeriods() {
        return orNull(cpuPeriods);
    }

    public Long cpuThrottled() {
        return orNull(cpuThrottled);
    }

    public Long throttledUsec() {
        return orNull(throttledUsec);
    }

    public Long ioBytes() {
        return orNull(ioBytes);
    }

    /// How far each counter has come since an earlier reading; not known where either is missing, or where it went back: then this reading is a new
    /// baseline.
    Counters since(Counters before) {
        return new Counters(grown(before.cpuUsageUsec, cpuUsageUsec), grown(before.cpuPeriods, cpuPeriods), grown(before.cpuThrottled, cpuThrottled),
            grown(before.throttledUsec, throttledUsec), grown(before.ioBytes, ioBytes));
    }

    /// Cores in use, if the counters came so far in a time; below zero if it is not known.
    double cores(long millis) {
        return cpuUsageUsec < 0 ? NOT_KNOWN : cpuUsageUsec / USEC_PER_MS / millis;
    }

    /// Whole bytes a second to and from block devices, likewise.
    double ioBytesPerSecond(long millis) {
        return ioBytes < 0 ? NOT_KNOWN : Math.round(ioBytes * MS_PER_SECOND / millis);
    }

    /// In which share of that time the kernel throttled the group, 0 to 1: by enforcement periods; where it does not count them, by the time spent
    /// throttled. Null if it is not known.
    Double throttledShare(long millis) {
        boolean counted = cpuPeriods >= 0 && cpuThrottled >= 0;
        if (!counted && throttledUsec < 0) {
            return null;
        }
        double share = !counted ? throttledUsec / USEC_PER_MS / millis : cpuPeriods == 0 ? 0 : cpuThrottled / (double) cpuPeriods;
        return share == 0 ? UNHINDERED : Double.valueOf(Math.min(1, share));
    }

    private static long grown(long before, long now) {
        return before < 0 || now < before ? NOT_KNOWN : now - before;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Counters counters && cpuUsageUsec == counters.cpuUsageUsec && cpuPeriods == counters.cpuPeriods
            && cpuThrottled == counters.cpuThrottled && throttledUsec == counters.throttledUsec && ioBytes == counters.ioBytes;
    }

    @Override
    public int hashCode() {
        return Objects.hash(cpuUsageUsec, cpuPeriods, cpuThrottled, throttledUsec, ioBytes);
    }

    @Override
    public String toString() {
        return "Counters[cpuUsageUsec=%s, cpuPeriods=%s, cpuThrottled=%s, throttledUsec=%s, ioBytes=%s]".formatted(cpuUsageUsec(), cpuPeriods(),
            cpuThrottled(), throttledUsec(), ioBytes());
    }
}
