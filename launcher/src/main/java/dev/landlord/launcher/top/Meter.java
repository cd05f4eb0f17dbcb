package dev.landlord.launcher.top;

import static dev.landlord.launcher.client.Figures.number;

import dev.landlord.launcher.client.Figures;
import dev.landlord.launcher.terminal.Amounts;
import dev.landlord.launcher.terminal.Line.Tone;
import dev.landlord.protocol.Resource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;

/// Use of one resource beside what may be used.
///
/// @param use   in the resource's base unit
/// @param quota in the same unit; empty: no quota
/// @param share use by quota, 1 = all of it
public record Meter(Resource resource, OptionalDouble use, OptionalDouble quota, OptionalDouble share) {
    private static final double NEARLY_FULL = 0.8;
    private static final int FULL_PERCENT = 100;
    private static final double MANY_TIMES = 10;
    private static final int MANY = 10;
    private static final int VERY_MANY = 100;

    /// Of all resources.
    ///
    /// @param usage in the shape of the API, as is `quota`
    /// @param share by the resources' names; where it has none, it is computed
    static Map<Resource, Meter> all(JsonNode usage, JsonNode quota, JsonNode share) {
        Map<Resource, Meter> meters = new EnumMap<>(Resource.class);
        for (Resource resource : Resource.values()) {
            OptionalDouble told = number(share.path(resource.wire()));
            Meter meter = of(resource, Figures.of(usage, resource), Figures.of(quota, resource));
            meters.put(resource, told.isPresent() ? new Meter(resource, meter.use(), meter.quota(), told) : meter);
        }
        return meters;
    }

    static Meter of(Resource resource, OptionalDouble use, OptionalDouble quota) {
        boolean both = use.isPresent() && quota.isPresent() && quota.getAsDouble() > 0;
        return new Meter(resource, use, quota, both ? OptionalDouble.of(use.getAsDouble() / quota.getAsDouble()) : OptionalDouble.empty());
    }

    /// By what a row with these meters is sorted: a use, or the highest share; empty for an order that is about neither.
    static OptionalDouble value(Map<Resource, Meter> meters, Sort sort) {
        return switch (sort) {
            case CPU -> meters.get(Resource.CPU).use();
            case MEMORY -> meters.get(Resource.MEMORY).use();
            case PIDS -> meters.get(Resource.PIDS).use();
            case IO -> meters.get(Resource.IO).use();
            case SHARE -> meters.values().stream().map(Meter::share).flatMapToDouble(OptionalDouble::stream).max();
            case SCORE, BUDGET, NAME -> OptionalDouble.empty();
        };
    }

    /// The use in at most five characters; `K`, `M`, `G` … are powers of 1024.
    String figure() {
        return brief(use);
    }

    /// Use by quota, e.g. `0.49/0.5`; the use alone if there is no quota.
    String ofQuota() {
        return quota.isPresent() ? brief(use) + "/" + brief(quota) : brief(use);
    }

    /// In words, e.g. `212Mi of 256Mi`.
    String words() {
        String used = Amounts.of(resource, use) + (resource == Resource.CPU && use.isPresent() && quota.isEmpty() ? " cores" : "");
        return quota.isPresent() ? used + " of " + Amounts.of(resource, quota) + (resource == Resource.CPU ? " cores" : "") : used;
    }

    /// The share in at most four characters: `98%`, or `12x` from ten times the quota on.
    String percent() {
        return percent(share);
    }

    static String percent(OptionalDouble share) {
        if (share.isEmpty()) {
            return Amounts.UNKNOWN;
        }
        double part = share.getAsDouble();
        return part < MANY_TIMES ? Math.min(Math.round(part * FULL_PERCENT), FULL_PERCENT * MANY - 1) + "%" : Math.min(Math.round(part), 999) + "x";
    }

    Tone tone() {
        return tone(share);
    }

    static Tone tone(OptionalDouble share) {
        if (share.isEmpty()) {
            return Tone.PLAIN;
        }
        return share.getAsDouble() >= 1 ? Tone.BAD : share.getAsDouble() >= NEARLY_FULL ? Tone.WARNING : Tone.GOOD;
    }

    private String brief(OptionalDouble amount) {
        if (amount.isEmpty()) {
            return Amounts.UNKNOWN;
        }
        double value = amount.getAsDouble();
        return switch (resource) {
            case CPU -> value < MANY ? Amounts.decimals(value) : String.format(Locale.ROOT, value < VERY_MANY ? "%.1f" : "%.0f", value);
            case MEMORY, IO -> Amounts.bytes(value).replace("i", "");
            case PIDS -> Amounts.of(resource, amount);
        };
    }
}
