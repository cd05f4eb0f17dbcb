package dev.landlord.protocol.message;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What compact constructors have in common.
final class Checks {
    /// JSON numbers are exact up to here in every consumer.
    private static final long LARGEST = (1L << 53) - 1;

    private Checks() {
    }

    static <T> T present(String field, T value) {
        if (value == null) {
            throw new IllegalArgumentException("field '%s' is missing".formatted(field));
        }
        return value;
    }

    static String notBlank(String field, String value) {
        if (present(field, value).isBlank()) {
            throw new IllegalArgumentException("field '%s' is empty".formatted(field));
        }
        return value;
    }

    /// A count, a size or a duration: 0 to 2^53 - 1. Null passes: not known.
    static void count(String field, Long value) {
        if (value != null && (value < 0 || value > LARGEST)) {
            throw new IllegalArgumentException("field '%s' must be between 0 and 2^53 - 1, got %s".formatted(field, value));
        }
    }

    /// A number between two bounds, both included. Null passes: not known.
    static void within(String field, Long value, long least, long most) {
        if (value != null && (value < least || value > most)) {
            throw new IllegalArgumentException("field '%s' must be between %s and %s, got %s".formatted(field, least, most, value));
        }
    }

    /// A finite amount, zero or more. Null passes: not known.
    static void amount(String field, Double value) {
        if (value != null && !(value >= 0 && value <= LARGEST)) {
            throw new IllegalArgumentException("field '%s' must be a number of zero or more, got %s".formatted(field, value));
        }
    }

    /// A workload's priority, 0 to 100. Null passes: not said.
    static void priority(Integer value) {
        within("priority", value == null ? null : Long.valueOf(value), WorkloadSample.LEAST_PRIORITY, WorkloadSample.MOST_PRIORITY);
    }

    static <T> List<T> list(List<T> values) {
        return values == null ? List.of() : List.copyOf(values);
    }

    static <V> Map<String, V> map(Map<String, V> values) {
        return values == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
