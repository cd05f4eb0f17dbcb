package dev.landlord.controller.engine;

import dev.landlord.controller.ports.UsageHistory;
import dev.landlord.protocol.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;

/// Decodes what the history reads. While it is thinning it passes over most samples without having decoded them: of those that are older than
/// [#WHOLE] it keeps the first of a tenant on a node in each ten seconds, of those for which steps of ten seconds are not kept any longer the first
/// in each half minute. Counters are cumulative, so what was used in a step stays the same, and only peaks between are missed. All nodes of a tenant
/// are kept in the same moments, and samples that come more seldom are kept all. So two days are read again in a fraction of the time.
///
/// Who a sample is of (schema, tenant, node, boot, run) is what a writer puts before its `seq`; where it stands otherwise, nothing is passed over.
final class ThinningDeserializer implements Deserializer<Inbound> {
    /// Younger samples are all read.
    static final Duration WHOLE = Duration.ofMinutes(10);
    /// What stands for a sample that was passed over.
    static final Inbound PASSED_OVER = new Inbound.Unreadable(false, "passed over while much is read at once");
    /// Meters of a tenant on a node whose last moment is remembered; of the longest known ones beyond that a sample more is read.
    static final int MOST_KNOWN = 200_000;

    private static final byte[] SEQ = "\"seq\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TIME = "\"sampledAt\":\"".getBytes(StandardCharsets.US_ASCII);
    /// `2026-11-22T10:00:01`, in UTC; in this form times have the order of their bytes.
    private static final String SHAPE = "dddd-dd-ddTdd:dd:dd";
    private static final int TENS_OF_SECONDS = 17;
    private static final int HEADER_BYTES = 1024;
    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long LIMITS_MILLIS = 1_000;

    private final InboundDeserializer all = new InboundDeserializer();
    private final InstantSource clock;
    /// Samples of this time and after it are passed over; null: none are.
    private final byte[] until;
    private final Map<Long, Long> lastMoments = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
            return size() > MOST_KNOWN;
        }
    };
    private volatile boolean thinning;
    private long limitsMillis;
    private byte[] wholeFrom;
    private byte[] tensFrom;

    ThinningDeserializer(InstantSource clock) {
        this(clock, null);
    }

    /// @param until while it is thinning, samples of this time and after it are passed over; null: none are for that
    ThinningDeserializer(InstantSource clock, Instant until) {
        this.clock = clock;
        this.until = until == null ? null : text(until);
    }

    /// May be switched from any thread.
    void thin(boolean on) {
        thinning = on;
    }

    @Override
    public Inbound deserialize(String topic, byte[] value) {
        if (!thinning) {
            lastMoments.clear();
        } else if (value != null && topic.equals(Topic.USAGE.topicName()) && isNeedless(value)) {
            return PASSED_OVER;
        }
        return all.deserialize(topic, value);
    }

    private boolean isNeedless(byte[] value) {
        long who = FNV_BASIS;
        int end = Math.min(value.length - SEQ.length, HEADER_BYTES);
        for (int at = 0; at < end; at++) {
            if (value[at] == '"' && isAt(value, at, SEQ)) {
                int time = timeAfter(value, at + SEQ.length);
                return time >= 0 && isOfAKnownMoment(value, time, who);
            }
            who = (who ^ value[at]) * FNV_PRIME;
        }
        return false;
    }

    /// Where `sampledAt` begins, if it follows the number that begins here, or -1.
    private static int timeAfter(byte[] value, int number) {
        int at = number;
        while (at < value.length && value[at] >= '0' && value[at] <= '9') {
            at++;
        }
        int time = at + 1 + TIME.length;
        if (time + SHAPE.length() > value.length || value[at] != ',' || !isAt(value, at + 1, TIME)) {
            return -1;
        }
        for (int i = 0; i < SHAPE.length(); i++) {
            byte found = value[time + i];
            if (SHAPE.charAt(i) == 'd' ? found < '0' || found > '9' : found != SHAPE.charAt(i)) {
                return -1;
            }
        }
        return time;
    }

    private boolean isOfAKnownMoment(byte[] value, int time, long who) {
        if (until != null && Arrays.compare(value, time, time + SHAPE.length(), until, 0, SHAPE.length()) >= 0) {
            return true;
        }
        limits();
        if (Arrays.compare(value, time, time + SHAPE.length(), wholeFrom, 0, SHAPE.length()) >= 0) {
            return false;
        }
        long moment = 0;
        for (int i = 0; i < TENS_OF_SECONDS; i++) {
            moment = SHAPE.charAt(i) == 'd' ? moment * 10 + value[time + i] - '0' : moment;
        }
        int tens = value[time + TENS_OF_SECONDS] - '0';
        boolean fine = Arrays.compare(value, time, time + SHAPE.length(), tensFrom, 0, SHAPE.length()) >= 0;
        moment = moment * 10 + (fine ? tens : tens / 3 * 3);
        var before = lastMoments.put(who, moment);
        return before != null && before == moment;
    }

    private void limits() {
        long now = clock.millis();
        if (wholeFrom == null || now - limitsMillis >= LIMITS_MILLIS) {
            limitsMillis = now;
            wholeFrom = text(Instant.ofEpochMilli(now).minus(WHOLE));
            tensFrom = text(Instant.ofEpochMilli(now).minus(UsageHistory.FINEST_KEPT));
        }
    }

    private static byte[] text(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean isAt(byte[] value, int at, byte[] text) {
        return at + text.length <= value.length && Arrays.equals(value, at, at + text.length, text, 0, text.length);
    }
}
