package dev.landlord.agent.sample;

import dev.landlord.protocol.message.Meters;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// The readings of one group, from when the agent first saw it until it goes.
public final class GroupSeries {
    private static final double NANOS_PER_MICRO = 1_000;

    private final Instant firstSeen;
    private final MemoryIntegral memory = new MemoryIntegral();
    private Reading lastCpu = Reading.unavailable("not read yet");
    private long lastNanos;
    private GroupUse use = GroupUse.UNKNOWN;

    public GroupSeries(Instant firstSeen) {
        this.firstSeen = firstSeen;
    }

    public Instant firstSeen() {
        return firstSeen;
    }

    /// Takes the next readings.
    ///
    /// @param monotonicNanos when they were taken
    /// @return them in the message's form, with the memory integral up to now
    public Meters observe(MeterReadings readings, long monotonicNanos) {
        memory.observe(readings.workingSet(), monotonicNanos);
        use = new GroupUse(cores(readings.get(Meter.CPU_USAGE), monotonicNanos), known(readings.workingSet()), known(readings.get(Meter.PIDS)));
        lastCpu = readings.get(Meter.CPU_USAGE);
        lastNanos = monotonicNanos;
        var integral = memory.byteMillis();
        return readings.toMeters(integral.isPresent() ? integral.getAsLong() : null);
    }

    public GroupUse use() {
        return use;
    }

    private OptionalDouble cores(Reading cpu, long nanos) {
        if (cpu instanceof Reading.Known(var now) && lastCpu instanceof Reading.Known(var before) && nanos > lastNanos && now >= before) {
            return OptionalDouble.of((now - before) * NANOS_PER_MICRO / (nanos - lastNanos));
        }
        return OptionalDouble.empty();
    }

    private static OptionalLong known(Reading reading) {
        return reading instanceof Reading.Known(var value) ? OptionalLong.of(value) : OptionalLong.empty();
    }
}
