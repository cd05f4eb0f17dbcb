package dev.landlord.controller.policy;

import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.Scope;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.quantity.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Figures as people read them in the sentences of decisions.
final class Words {
    /// Cores below this are told to a thousandth.
    private static final double HUNDREDTHS_FROM = 0.1;
    private static final int KIBI = 1024;
    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB");

    private Words() {
    }

    static String name(Resource resource) {
        return switch (resource) {
            case CPU -> "CPU";
            case MEMORY -> "memory";
            case PIDS -> "processes";
            case IO -> "block IO";
        };
    }

    /// An amount with its unit, e.g. `0.50 cores`.
    static String amount(Resource resource, double amount) {
        return switch (resource) {
            case CPU -> cores(amount) + " cores";
            case MEMORY -> bytes(amount);
            case PIDS -> whole(amount) + (amount == 1 ? " process" : " processes");
            case IO -> bytes(amount) + "/s";
        };
    }

    /// Use against quota, e.g. `CPU 1.00 of 0.50 cores`.
    static String against(Resource resource, double use, double quota) {
        return switch (resource) {
            case CPU -> "CPU %s of %s cores".formatted(cores(use), cores(quota));
            case MEMORY -> "memory %s of %s".formatted(bytes(use), bytes(quota));
            case PIDS -> "%s of %s processes".formatted(whole(use), whole(quota));
            case IO -> "block IO %s of %s a second".formatted(bytes(use), bytes(quota));
        };
    }

    static String quota(TenantSpec spec) {
        return quota(spec.quota()) + (spec.scope() == Scope.NODE && !spec.quota().equals(Quota.NONE) ? " on each node" : "")
            + (spec.budget() == null ? "" : ", " + BudgetWords.budget(spec.budget()));
    }

    private static String quota(Quota quota) {
        var parts = new ArrayList<String>();
        for (var resource : Resource.values()) {
            quota.of(resource).ifPresent(bound -> parts.add(resource == Resource.MEMORY || resource == Resource.IO
                ? name(resource) + " " + exact(resource, (long) bound)
                : resource == Resource.CPU ? "CPU " + cores(bound) : whole(bound) + " processes"));
        }
        return parts.isEmpty() ? "no quota" : "quota " + String.join(", ", parts);
    }

    static String limits(Limits limits) {
        var parts = new ArrayList<String>();
        if (limits.cpuCores() != null) {
            parts.add("CPU %s cores".formatted(cores(limits.cpuCores())));
        }
        if (limits.memoryBytes() != null) {
            parts.add("memory " + bytes(limits.memoryBytes()));
        }
        if (limits.memoryHighBytes() != null) {
            parts.add("memory.high " + bytes(limits.memoryHighBytes()));
        }
        if (limits.pids() != null) {
            parts.add("%s processes".formatted(limits.pids()));
        }
        if (Boolean.TRUE.equals(limits.frozen())) {
            parts.add("frozen");
        }
        if (limits.cpuWeight() != null) {
            parts.add("CPU weight %s".formatted(limits.cpuWeight()));
        }
        if (limits.ioBytesPerSecond() != null) {
            parts.add("block IO %s/s".formatted(bytes(limits.ioBytesPerSecond())));
        }
        return parts.isEmpty() ? "no limit" : String.join(", ", parts);
    }

    static String capital(String sentence) {
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }

    static String seconds(Duration duration) {
        return "%s s".formatted(Math.max(0, duration.toSeconds()));
    }

    /// Without a fraction of a second.
    static String second(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String exact(Resource resource, long bound) {
        return new Bytes(bound) + (resource == Resource.IO ? "B/s" : "");
    }

    /// Without a fraction, e.g. `75`.
    static String whole(double number) {
        return String.format(Locale.ROOT, "%.0f", number);
    }

    static String cores(double cores) {
        return String.format(Locale.ROOT, cores >= HUNDREDTHS_FROM || cores == 0 ? "%.2f" : "%.3f", cores);
    }

    private static String bytes(double bytes) {
        double rest = bytes;
        int unit = 0;
        while (rest >= KIBI && unit < UNITS.size() - 1) {
            rest /= KIBI;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || rest >= 100 ? "%.0f %s" : "%.1f %s", rest, UNITS.get(unit));
    }
}
