package dev.landlord.agent;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// Wall clock and monotonic clock of a test; they move together, when told.
public final class TestClock implements InstantSource, LongSupplier {
    public static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

    private long nanos;

    public void advance(Duration by) {
        nanos += by.toNanos();
    }

    @Override
    public Instant instant() {
        return START.plusNanos(nanos);
    }

    @Override
    public long getAsLong() {
        return nanos;
    }
}
