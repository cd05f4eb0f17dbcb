package dev.landlord.controller.report;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.landlord.protocol.message.Tally;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/// What was used by many, over long: a [Tally] whose counts go up to 2^63 - 1. (A tally ends at 2^53 - 1, which a house reaches with 2.5 million core
/// hours.) What is absent was never known.
public final class Used {
    public static final Used NOTHING_KNOWN = new Used(new EnumMap<>(Measure.class));

    private final Map<Measure, Long> known;

    private Used(EnumMap<Measure, Long> known) {
        this.known = known;
    }

    public static Used of(Tally tally) {
        var known = new EnumMap<Measure, Long>(Measure.class);
        for (var measure : Measure.values()) {
            var value = measure.of(tally);
            if (value != null) {
                known.put(measure, value);
            }
        }
        return new Used(known);
    }

    @JsonCreator
    static Used of(Map<String, Long> byName) {
        var known = new EnumMap<Measure, Long>(Measure.class);
        byName.forEach((name, value) -> Measure.find(name).filter(_ -> value != null).ifPresent(measure -> known.put(measure, value)));
        return new Used(known);
    }

    /// Both together, as [Tally#plus] has it.
    ///
    /// @throws ArithmeticException beyond 2^63 - 1
    public Used plus(Used other) {
        var sum = new EnumMap<Measure, Long>(Measure.class);
        sum.putAll(known);
        other.known.forEach((measure, value) -> sum.merge(measure, value, measure::together));
        return new Used(sum);
    }

    public OptionalLong get(Measure measure) {
        var value = known.get(measure);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /// The sum of those that are known, empty if none is.
    public OptionalLong sum(Measure... measures) {
        return Arrays.stream(measures).map(this::get).flatMapToLong(OptionalLong::stream).reduce(Math::addExact);
    }

    @JsonValue
    Map<String, Long> byName() {
        var byName = new LinkedHashMap<String, Long>();
        known.forEach((measure, value) -> byName.put(measure.wire(), value));
        return byName;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Used used && known.equals(used.known);
    }

    @Override
    public int hashCode() {
        return known.hashCode();
    }

    @Override
    public String toString() {
        return byName().toString();
    }
}
