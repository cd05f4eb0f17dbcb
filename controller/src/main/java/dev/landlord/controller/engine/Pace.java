package dev.landlord.controller.engine;

import dev.landlord.controller.ports.Readiness.HistoryBehind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// From how much is left now and then to how much is done and for how long it will go on. Pure.
final class Pace {
    private static final Duration REMEMBERED = Duration.ofSeconds(30);
    private static final Duration LEAST = Duration.ofSeconds(2);
    private static final int ALMOST = 99;

    private final Deque<Left> lately = new ArrayDeque<>();
    private long all;

    private record Left(long millis, long records) {
    }

    /// @param millis  any clock that goes on
    /// @param records that are left
    HistoryBehind at(long millis, long records) {
        all = Math.max(all, records);
        lately.addLast(new Left(millis, records));
        while (millis - lately.getFirst().millis() > REMEMBERED.toMillis()) {
            lately.removeFirst();
        }
        return new HistoryBehind((int) Math.min(ALMOST, (all - records) * 100 / Math.max(1, all)), records, secondsLeft(millis, records));
    }

    private Long secondsLeft(long millis, long records) {
        long since = millis - lately.getFirst().millis();
        long read = lately.getFirst().records() - records;
        return since < LEAST.toMillis() || read <= 0 ? null : Long.valueOf(Math.ceilDiv(records * since, read * 1000));
    }
}
