package dev.landlord.agent.sample;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Block IO of a group with others below it, where the kernel forgets what a group has moved as soon as it is removed. cgroup v1 does: what the
/// group above shows is the sum over those that are there, and goes back when one goes, or does not grow by what the others move meanwhile. So what
/// ended groups had moved when they were last read is added here, and the counters go on as on cgroup v2. What is not known is what a group moved
/// after its last reading, and what those moved that no round saw.
///
/// A group that goes while a round reads is missing above before it is known to have ended, so for one round the counters stand still. Where they
/// are still behind in the next, something else has gone, a device for example: then they go back, for whoever books them to see. So they do
/// with a new run of the agent, which does not know what had ended before.
public final class EndedIo {
    private static final List<Meter> COUNTERS = List.of(Meter.IO_READ_BYTES, Meter.IO_WRITE_BYTES, Meter.IO_READS, Meter.IO_WRITES);

    private final Map<Long, MeterReadings> below = new HashMap<>();
    private final Map<Meter, Counter> counters = new EnumMap<>(Meter.class);

    public EndedIo() {
        COUNTERS.forEach(meter -> counters.put(meter, new Counter()));
    }

    /// Adds what ended groups had moved.
    ///
    /// @param above    what the kernel shows of the group above, read after it was seen which groups there are
    /// @param there    the groups below that there are
    /// @param complete whether there are no others for certain
    public MeterReadings addTo(MeterReadings above, Set<Long> there, boolean complete) {
        if (complete) {
            var gone = below.keySet().stream().filter(id -> !there.contains(id)).toList();
            gone.forEach(id -> ended(below.remove(id)));
        }
        var all = above.copy();
        counters.forEach((meter, counter) -> {
            if (above.get(meter) instanceof Reading.Known(var shown)) {
                all.put(meter, Reading.known(counter.observe(shown)));
            }
        });
        return all;
    }

    private void ended(MeterReadings last) {
        counters.forEach((meter, counter) -> {
            if (last.get(meter) instanceof Reading.Known(var moved)) {
                counter.ended += moved;
            }
        });
    }

    /// Takes the reading of a group below; one that has gone meanwhile keeps its last.
    public void read(long id, MeterReadings readings) {
        if (COUNTERS.stream().allMatch(meter -> readings.get(meter) instanceof Reading.Known)) {
            below.put(id, readings);
        }
    }

    private static final class Counter {
        private long ended;
        private long told;
        private boolean behind;

        long observe(long shown) {
            long sum = shown + ended;
            behind = sum < told && !behind;
            told = behind ? told : sum;
            return told;
        }
    }
}
