package dev.landlord.agent.sample;

import dev.landlord.protocol.message.Meters;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/// The readings of one group at one moment, by meter. One that was never put is unavailable.
public final class MeterReadings {
    /// Numbers on the wire end here; beyond it a reading is not passed on.
    private static final long LARGEST = (1L << 53) - 1;
    private static final Reading NOT_READ = Reading.unavailable("no mounted controller gives it");

    private final Map<Meter, Reading> readings = new EnumMap<>(Meter.class);

    MeterReadings copy() {
        var copy = new MeterReadings();
        copy.readings.putAll(readings);
        return copy;
    }

    public void put(Meter meter, Reading reading) {
        readings.put(meter, reading);
    }

    public Reading get(Meter meter) {
        return readings.getOrDefault(meter, NOT_READ);
    }

    /// Bytes charged less inactive file pages, not below zero: what kubelet and cAdvisor call the working set
    /// (google/cadvisor, container/libcontainer/handler.go, `setMemoryStats`).
    public Reading workingSet() {
        return switch (get(Meter.MEMORY)) {
            case Reading.Known(var usage) -> get(Meter.INACTIVE_FILE).map(inactive -> Math.max(0, usage - inactive));
            case Reading.Unlimited other -> other;
            case Reading.Unavailable other -> other;
        };
    }

    /// @param memoryByteMillis the integral of the working set, or null while none is known
    public Meters toMeters(Long memoryByteMillis) {
        return new Meters(
            wire(get(Meter.CPU_USAGE)), wire(get(Meter.CPU_PERIODS)), wire(get(Meter.CPU_THROTTLED)), wire(get(Meter.THROTTLED)),
            wire(get(Meter.MEMORY)), wire(workingSet()), memoryByteMillis, wire(get(Meter.OOM_KILLS)), wire(get(Meter.PIDS)),
            wire(get(Meter.IO_READ_BYTES)), wire(get(Meter.IO_WRITE_BYTES)), wire(get(Meter.IO_READS)), wire(get(Meter.IO_WRITES)));
    }

    /// Why fields of [Meters] are absent, by field name.
    public Map<String, String> unavailable() {
        var reasons = new TreeMap<String, String>();
        for (var meter : Meter.values()) {
            switch (get(meter)) {
                case Reading.Known(var value) when value <= LARGEST -> { }
                case Reading.Known _ -> reasons.put(meter.field(), "beyond 2^53");
                case Reading.Unlimited _ -> reasons.put(meter.field(), "the kernel shows no number");
                case Reading.Unavailable(var why) -> reasons.put(meter.field(), why);
            }
        }
        return reasons;
    }

    private static Long wire(Reading reading) {
        return reading instanceof Reading.Known(var value) && value <= LARGEST ? value : null;
    }
}
