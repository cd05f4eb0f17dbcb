package dev.landlord.launcher.terminal;

import dev.landlord.protocol.Resource;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;

/// Amounts as people read them: rounded to what tells something, [#UNKNOWN] where not known. Never to be parsed.
public final class Amounts {
    public static final String UNKNOWN = "-";

    private static final String BINARY_PREFIXES = "KMGTP";
    private static final int FULL_PERCENT = 100;
    private static final long MINUTE_MS = 60_000;
    private static final long HOUR_MS = 3_600_000;

    private Amounts() {
    }

    /// An amount of a resource in its base unit: cores, bytes, count, bytes a second.
    public static String of(Resource resource, OptionalDouble amount) {
        if (amount.isEmpty()) {
            return UNKNOWN;
        }
        double value = amount.getAsDouble();
        return switch (resource) {
            case CPU -> decimals(value);
            case MEMORY -> bytes(value);
            case PIDS -> String.format(Locale.ROOT, "%.0f", value);
            case IO -> bytes(value) + "/s";
        };
    }

    /// A fraction of one as percent.
    public static String share(OptionalDouble fraction) {
        return fraction.isPresent() ? String.format(Locale.ROOT, "%.0f%%", fraction.getAsDouble() * FULL_PERCENT) : UNKNOWN;
    }

    /// Bytes with a binary prefix, to two or three figures: `512`, `1.5Ki`, `212Mi`.
    public static String bytes(double bytes) {
        double rest = bytes;
        int power = 0;
        while (rest >= 1023.5 && power < BINARY_PREFIXES.length()) {
            rest /= 1024;
            power++;
        }
        if (power == 0) {
            return String.format(Locale.ROOT, "%.0f", rest);
        }
        return String.format(Locale.ROOT, rest < 9.95 ? "%.1f" : "%.0f", rest).replaceFirst("\\.0$", "")
            + BINARY_PREFIXES.charAt(power - 1) + "i";
    }

    /// A length of time: `28 s`, `12 min`, `3 h 02 min`.
    public static String lasting(long ms) {
        Duration duration = Duration.ofMillis(ms);
        if (ms < 10 * MINUTE_MS) {
            return duration.toSeconds() + " s";
        }
        return ms < HOUR_MS ? duration.toMinutes() + " min" : String.format(Locale.ROOT, "%d h %02d min", duration.toHours(),
            duration.toMinutesPart());
    }

    /// Hours of use: ten-thousandths below a tenth, hundredths below ten, tenths below a hundred, without zeros at the end.
    public static String hours(OptionalDouble hours) {
        if (hours.isEmpty()) {
            return UNKNOWN;
        }
        double value = hours.getAsDouble();
        if (value > 0 && value < 0.00005) {
            return "<0.0001";
        }
        if (value < 0.09995) {
            return String.format(Locale.ROOT, "%.4f", value).replaceFirst("\\.?0+$", "");
        }
        return value < 9.995 ? decimals(value) : value < 99.95 ? String.format(Locale.ROOT, "%.1f", value).replaceFirst("\\.0$", "")
            : String.format(Locale.ROOT, "%,.0f", value);
    }

    /// At most two decimals, without zeros at the end.
    public static String decimals(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.replaceFirst("\\.?0+$", "");
    }
}
