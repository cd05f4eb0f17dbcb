package dev.landlord.agent.sample;

import java.util.OptionalLong;

/// The integral of one group's working set over monotonic time, in byte-milliseconds modulo 2^53, by the trapezoid rule: between two readings
/// the working set is taken as the mean of both (in whole bytes). A reading that is missing leaves a gap: nothing is
/// counted from the last known reading to the next one.
///
/// As a 1 TiB working set fills 2^53 in about eight seconds, a consumer takes differences modulo 2^53 between samples, and where samples are
/// missing for longer, multiplies out the gauge instead.
public final class MemoryIntegral {
    private static final long MODULUS_MASK = (1L << 53) - 1;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private long byteMillis;
    private boolean known;
    private long lastBytes;
    private long lastMillis;

    /// Takes a reading.
    ///
    /// @param monotonicNanos of a clock that never goes back; its zero does not matter
    public void observe(Reading workingSet, long monotonicNanos) {
        long millis = Math.floorDiv(monotonicNanos, NANOS_PER_MILLI);
        switch (workingSet) {
            case Reading.Known(var bytes) -> {
                if (known) {
                    long mean = lastBytes + (bytes - lastBytes) / 2;
                    byteMillis = (byteMillis + mean * (millis - lastMillis)) & MODULUS_MASK;
                }
                known = true;
                lastBytes = bytes;
                lastMillis = millis;
            }
            case Reading.Unlimited _, Reading.Unavailable _ -> known = false;
        }
    }

    /// The integral up to the last reading, or empty where that was missing.
    public OptionalLong byteMillis() {
        return known ? OptionalLong.of(byteMillis) : OptionalLong.empty();
    }
}
