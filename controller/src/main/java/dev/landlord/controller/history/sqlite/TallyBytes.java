package dev.landlord.controller.history.sqlite;

import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.Tally;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A day of the ledger in some hundred bytes instead of some thousand: of each hour, its number, a bit for each field that is known, and the known
/// values as variable-length integers.
final class TallyBytes {
    private static final List<Function<Tally, Long>> FIELDS = List.of(Tally::cpuUsageUsec, Tally::throttledUsec, Tally::memoryKibSeconds,
        Tally::ioReadBytes, Tally::ioWriteBytes, Tally::ioReads, Tally::ioWrites, Tally::oomKills, Tally::memoryPeakBytes, Tally::pidsPeak,
        Tally::workloads, Tally::cpuUnknownMs, Tally::memoryUnknownMs, Tally::ioUnknownMs);
    private static final int LONGEST = 10;
    private static final int BITS = 7;
    private static final int MORE = 0x80;

    private TallyBytes() {
    }

    static byte[] encode(List<LedgerEntry.Hour> hours) {
        var bytes = ByteBuffer.allocate(hours.size() * (FIELDS.size() + 2) * LONGEST);
        for (var hour : hours) {
            bytes.put((byte) hour.hour());
            put(bytes, hour.used());
        }
        return taken(bytes);
    }

    static List<LedgerEntry.Hour> hours(byte[] encoded) {
        var bytes = ByteBuffer.wrap(encoded);
        var hours = new ArrayList<LedgerEntry.Hour>();
        while (bytes.hasRemaining()) {
            hours.add(new LedgerEntry.Hour(bytes.get(), tally(bytes)));
        }
        return hours;
    }

    static byte[] encode(Tally tally) {
        var bytes = ByteBuffer.allocate((FIELDS.size() + 1) * LONGEST);
        put(bytes, tally);
        return taken(bytes);
    }

    static Tally tally(byte[] encoded) {
        return tally(ByteBuffer.wrap(encoded));
    }

    private static void put(ByteBuffer bytes, Tally tally) {
        long known = 0;
        for (int field = 0; field < FIELDS.size(); field++) {
            known |= FIELDS.get(field).apply(tally) == null ? 0 : 1L << field;
        }
        put(bytes, known);
        for (var field : FIELDS) {
            var value = field.apply(tally);
            if (value != null) {
                put(bytes, value);
            }
        }
    }

    private static Tally tally(ByteBuffer bytes) {
        long known = number(bytes);
        var values = new Long[FIELDS.size()];
        for (int field = 0; field < values.length; field++) {
            values[field] = (known & 1L << field) == 0 ? null : Long.valueOf(number(bytes));
        }
        int next = 0;
        return new Tally(values[next++], values[next++], values[next++], values[next++], values[next++], values[next++], values[next++],
            values[next++], values[next++], values[next++], values[next++], values[next++], values[next++], values[next]);
    }

    private static void put(ByteBuffer bytes, long number) {
        for (; number >= MORE; number >>>= BITS) {
            bytes.put((byte) (number | MORE));
        }
        bytes.put((byte) number);
    }

    private static long number(ByteBuffer bytes) {
        long number = 0;
        for (int shift = 0;; shift += BITS) {
            byte next = bytes.get();
            number |= (long) (next & MORE - 1) << shift;
            if (next >= 0) {
                return number;
            }
        }
    }

    private static byte[] taken(ByteBuffer bytes) {
        var taken = new byte[bytes.position()];
        bytes.flip().get(taken);
        return taken;
    }
}
