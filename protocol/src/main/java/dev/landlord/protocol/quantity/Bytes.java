package dev.landlord.protocol.quantity;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/// A number of bytes as people write it: `4Gi`, `256Mi`, `1500M`, `1073741824`; a trailing `B` is fine (`4GiB`).
/// `Ki Mi Gi Ti Pi` are powers of 1024, `k K M G T P` powers of 1000.
///
/// @param value bytes, zero or more, below 2^53
public record Bytes(long value) {
    private static final Pattern SHAPE = Pattern.compile("(\\d{1,16}(?:\\.\\d{1,9})?)\\s?([kKMGTP]?)(i?)B?");
    private static final String PREFIXES = "KMGTP";

    public Bytes {
        if (value < 0 || value >= 1L << 53) {
            throw new IllegalArgumentException("bytes must be between 0 and 2^53, got " + value);
        }
    }

    /// @throws IllegalArgumentException naming the text and the accepted forms
    public static Bytes parse(String text) {
        var match = SHAPE.matcher(text.strip());
        if (!match.matches() || match.group(2).isEmpty() && !match.group(3).isEmpty()) {
            throw new IllegalArgumentException(
                "'%s' is not a number of bytes: write it like 4Gi, 256Mi, 1500M or 1073741824".formatted(text));
        }
        int power = match.group(2).isEmpty() ? 0 : PREFIXES.indexOf(match.group(2).replace('k', 'K')) + 1;
        var unit = BigDecimal.valueOf(match.group(3).isEmpty() ? 1000 : 1024).pow(power);
        var bytes = new BigDecimal(match.group(1)).multiply(unit);
        try {
            return new Bytes(bytes.longValueExact());
        } catch (ArithmeticException _) {
            throw new IllegalArgumentException("'%s' is not a whole number of bytes below 2^53".formatted(text));
        }
    }

    /// The shortest exact form that [#parse] reads back to the same amount.
    @Override
    public String toString() {
        long rest = value;
        int power = 0;
        while (rest != 0 && rest % 1024 == 0 && power < PREFIXES.length()) {
            rest /= 1024;
            power++;
        }
        return power == 0 ? Long.toString(value) : rest + PREFIXES.substring(power - 1, power) + "i";
    }
}
