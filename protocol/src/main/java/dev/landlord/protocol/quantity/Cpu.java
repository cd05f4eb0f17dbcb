package dev.landlord.protocol.quantity;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/// An amount of CPU as people write it: `2`, `0.5`, `500m`. The resolution is a thousandth of a core.
///
/// @param milliCores thousandths of a core, above zero
public record Cpu(long milliCores) {
    private static final Pattern SHAPE = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(m?)");

    public Cpu {
        if (milliCores <= 0) {
            throw new IllegalArgumentException("cpu must be above zero (smallest: 1m)");
        }
    }

    /// @throws IllegalArgumentException naming the text and the accepted forms
    public static Cpu parse(String text) {
        var match = SHAPE.matcher(text.strip());
        if (!match.matches()) {
            throw new IllegalArgumentException(
                "'%s' is not an amount of cpu: write cores (2, 0.5) or thousandths (500m)".formatted(text));
        }
        var number = new BigDecimal(match.group(1));
        var milli = match.group(2).isEmpty() ? number.movePointRight(3) : number;
        try {
            return new Cpu(milli.longValueExact());
        } catch (ArithmeticException _) {
            throw new IllegalArgumentException(
                "'%s' is finer than a thousandth of a core, the smallest amount of cpu: write 1m or more".formatted(text));
        }
    }

    public static Cpu ofCores(double cores) {
        return new Cpu(Math.round(cores * 1000));
    }

    public double cores() {
        return milliCores / 1000.0;
    }

    /// The shortest form that [#parse] reads back to the same amount.
    @Override
    public String toString() {
        return milliCores % 1000 == 0 ? Long.toString(milliCores / 1000) : milliCores + "m";
    }
}
