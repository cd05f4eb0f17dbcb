package dev.landlord.controller.ledger;

import dev.landlord.protocol.message.Tally;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/// What one sample adds to a node's hours. All times are milliseconds since 1970 by the node, and `now` is the sample's.
///
/// * What was used between two readings is divided by time over the hours between, in whole units, the rest to the last: the sum is exact.
/// * Of several groups that are not known at the same time, the time counts once.
final class Posting {
    static final long HOUR = 3_600_000;
    /// Over more than this nothing is divided: what is older is put to the beginning of it.
    static final long LONGEST = 14 * 24 * HOUR;

    private final long now;
    private final Map<Long, Draft> hours = new TreeMap<>();
    private final Map<Count, Long> unknownSince = new EnumMap<>(Count.class);

    private static final class Draft {
        private final Map<Count, Long> counts = new EnumMap<>(Count.class);
        private Long memoryPeak;
        private Long pidsPeak;

        private Tally tally() {
            return new Tally(counts.get(Count.CPU), counts.get(Count.THROTTLED), counts.get(Count.MEMORY), counts.get(Count.IO_READ_BYTES),
                counts.get(Count.IO_WRITE_BYTES), counts.get(Count.IO_READS), counts.get(Count.IO_WRITES), counts.get(Count.OOM_KILLS), memoryPeak,
                pidsPeak, counts.get(Count.WORKLOADS), counts.get(Count.CPU_UNKNOWN), counts.get(Count.MEMORY_UNKNOWN), counts.get(Count.IO_UNKNOWN));
        }
    }

    Posting(long now) {
        this.now = now;
    }

    /// Books an amount that came together from a moment until now.
    void use(Count count, long amount, long since) {
        long from = Math.clamp(since, now - LONGEST, now);
        long last = hourBefore(from);
        long left = amount;
        long whole = now - from;
        for (long hour = Math.floorDiv(from, HOUR); hour < last; hour++) {
            long part = part(hour, from);
            long share = amount / whole * part + amount % whole * part / whole;
            add(hour, count, share);
            left -= share;
        }
        add(last, count, left);
    }

    /// Something is not known from a moment until now.
    ///
    /// @param count one of the `…_UNKNOWN`
    void unknown(Count count, long since) {
        if (since < now) {
            unknownSince.merge(count, Math.max(since, now - LONGEST), Math::min);
        }
    }

    /// The charge of all groups together at this moment.
    ///
    /// @param memory null: not known
    /// @param pids   null: not known
    void peaks(Long memory, Long pids) {
        if (memory != null || pids != null) {
            var draft = draft(Math.floorDiv(now, HOUR));
            draft.memoryPeak = memory;
            draft.pidsPeak = pids;
        }
    }

    /// All of it, by hours since 1970.
    Map<Long, Tally> byHour() {
        unknownSince.forEach((count, from) -> {
            long last = hourBefore(from);
            for (long hour = Math.floorDiv(from, HOUR); hour <= last; hour++) {
                add(hour, count, part(hour, from));
            }
        });
        unknownSince.clear();
        var tallies = new TreeMap<Long, Tally>();
        hours.forEach((hour, draft) -> tallies.put(hour, draft.tally()));
        return tallies;
    }

    /// The hour that an interval until now ends in: on the full hour, the one that is over.
    private long hourBefore(long from) {
        return Math.floorDiv(from < now ? now - 1 : now, HOUR);
    }

    private long part(long hour, long from) {
        return Math.min((hour + 1) * HOUR, now) - Math.max(hour * HOUR, from);
    }

    private void add(long hour, Count count, long amount) {
        draft(hour).counts.merge(count, amount, Long::sum);
    }

    private Draft draft(long hour) {
        return hours.computeIfAbsent(hour, _ -> new Draft());
    }
}
