package dev.landlord.protocol.document;

import java.time.Duration;

/// What the constructors of configuration records demand of their values. Both ends are allowed.
public final class Bounds {
    private Bounds() {
    }

    /// @return the value
    /// @throws IllegalArgumentException naming the field, the bounds and the value
    public static int between(String field, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("'%s' must be between %s and %s, got %s".formatted(field, least, most, value));
        }
        return value;
    }

    /// @return the value
    /// @throws IllegalArgumentException naming the field, the bounds and the value
    public static Duration within(String field, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                "'%s' must be between %s ms and %s ms, got %s ms".formatted(field, least.toMillis(), most.toMillis(), value.toMillis()));
        }
        return value;
    }
}
