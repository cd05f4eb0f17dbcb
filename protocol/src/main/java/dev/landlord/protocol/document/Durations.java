package dev.landlord.protocol.document;

import java.time.Duration;
import java.util.regex.Pattern;

/// Durations as people write them.
public final class Durations {
    private static final Pattern SHAPE = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");

    private Durations() {
    }

    /// @throws IllegalArgumentException naming the text and the accepted forms
    public static Duration parse(String text) {
        var match = SHAPE.matcher(text.strip());
        if (!match.matches()) {
            throw new IllegalArgumentException("'%s' is not a duration: write it like 500ms, 1s, 2m, 1h or 1d".formatted(text));
        }
        long amount = Long.parseLong(match.group(1));
        return switch (match.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
