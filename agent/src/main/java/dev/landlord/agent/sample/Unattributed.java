package dev.landlord.agent.sample;

import dev.landlord.protocol.message.Meters;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the node uses beyond its tenants: the root group's meters less those of every tenant's groups. The agent itself and the
/// kernel's own threads are part of it.
///
/// Counters begin at zero in each run of the agent and add up what the total grew by less what the groups grew by. As both are read
/// one after the other, a round may come out below zero: the sum keeps that, and what is told only ever grows. What a group uses
/// between its last reading and its end counts here. A group that is new in a round has used all it shows since the round before,
/// unless the tenants' rules changed in between, when it may have been there for long: then it counts from now on.
///
/// A meter is not known where the total or any group's is not.
public final class Unattributed {
    private static final List<Meter> COUNTERS =
        List.of(Meter.CPU_USAGE, Meter.IO_READ_BYTES, Meter.IO_WRITE_BYTES, Meter.IO_READS, Meter.IO_WRITES);
    private static final List<Meter> GAUGES = List.of(Meter.MEMORY, Meter.INACTIVE_FILE, Meter.PIDS);

    private final Map<Meter, Counter> counters = new EnumMap<>(Meter.class);
    private final MemoryIntegral memory = new MemoryIntegral();

    /// @param total        of the node
    /// @param groups       of the tenants' groups, none inside another, by cgroup id
    /// @param rulesChanged whether the tenants are not those of the round before
    /// @return what is left, its reasons where it is not known among them
    public MeterReadings observe(MeterReadings total, Map<Long, MeterReadings> groups, boolean rulesChanged) {
        var rest = new MeterReadings();
        for (var meter : COUNTERS) {
            rest.put(meter, counters.computeIfAbsent(meter, Counter::new).observe(total, groups, rulesChanged));
        }
        for (var meter : GAUGES) {
            rest.put(meter, difference(total.get(meter), groups.values().stream().map(readings -> readings.get(meter)).toList()));
        }
        for (var meter : List.of(Meter.CPU_PERIODS, Meter.CPU_THROTTLED, Meter.THROTTLED, Meter.OOM_KILLS)) {
            rest.put(meter, Reading.unavailable("not known apart from the tenants'"));
        }
        return rest;
    }

    /// [#observe] in the message's form, with the memory integral up to now.
    ///
    /// @param monotonicNanos when the total was read
    public Meters meters(MeterReadings rest, long monotonicNanos) {
        memory.observe(rest.workingSet(), monotonicNanos);
        var integral = memory.byteMillis();
        return rest.toMeters(integral.isPresent() ? integral.getAsLong() : null);
    }

    private static Reading difference(Reading total, Collection<Reading> parts) {
        long sum = 0;
        for (var part : parts) {
            if (!(part instanceof Reading.Known(var value))) {
                return Reading.unavailable("not known of every tenant");
            }
            sum += value;
        }
        long subtracted = sum;
        return total.map(all -> Math.max(0, all - subtracted));
    }

    /// One counter's remainder.
    private static final class Counter {
        private final Meter meter;
        private final Map<Long, Long> lastByGroup = new HashMap<>();
        private Reading lastTotal = Reading.unavailable("not read yet");
        private long sum;
        private long told;
        private boolean begun;

        Counter(Meter meter) {
            this.meter = meter;
        }

        Reading observe(MeterReadings total, Map<Long, MeterReadings> groups, boolean rulesChanged) {
            if (!(total.get(meter) instanceof Reading.Known(var totalNow))) {
                lastTotal = total.get(meter);
                return lastTotal;
            }
            boolean allKnown = true;
            long grown = lastTotal instanceof Reading.Known(var before) ? Math.max(0, totalNow - before) : 0;
            for (var group : groups.entrySet()) {
                if (group.getValue().get(meter) instanceof Reading.Known(var now)) {
                    var before = lastByGroup.put(group.getKey(), now);
                    if (before != null) {
                        grown -= Math.max(0, now - before);
                    } else if (begun && !rulesChanged) {
                        grown -= now;
                    }
                } else {
                    allKnown = false;
                }
            }
            lastByGroup.keySet().retainAll(groups.keySet());
            boolean counted = lastTotal instanceof Reading.Known;
            lastTotal = total.get(meter);
            begun = true;
            if (counted) {
                sum += grown;
                told = Math.max(told, sum);
            }
            return allKnown ? Reading.known(told) : Reading.unavailable("not known of every tenant");
        }
    }
}
