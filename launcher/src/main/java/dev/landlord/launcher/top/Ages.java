package dev.landlord.launcher.top;

import dev.landlord.launcher.terminal.Amounts;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/// How long ago, in at most four characters.
final class Ages {
    private static final int MINUTE = 60;
    private static final int HOUR = 3_600;
    private static final int DAY = 86_400;
    private static final int MOST_DAYS = 999;

    private Ages() {
    }

    /// @param instant in RFC 3339; what is none is not known
    static String since(String instant, Instant now) {
        try {
            return of(Duration.between(Instant.parse(instant), now));
        } catch (DateTimeParseException _) {
            return Amounts.UNKNOWN;
        }
    }

    /// To the full unit; clocks that disagree make nothing negative.
    static String of(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < MINUTE) {
            return seconds + "s";
        }
        if (seconds < HOUR) {
            return seconds / MINUTE + "m";
        }
        return seconds < 2 * DAY ? seconds / HOUR + "h" : Math.min(MOST_DAYS, seconds / DAY) + "d";
    }
}
