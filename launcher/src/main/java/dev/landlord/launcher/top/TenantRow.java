package dev.landlord.launcher.top;

import static dev.landlord.launcher.client.Figures.number;

import dev.landlord.launcher.terminal.Amounts;
import dev.landlord.launcher.terminal.Line.Tone;
import dev.landlord.protocol.Resource;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;

/// A tenant as one row.
///
/// @param state  as the API names it, [Amounts#UNKNOWN] if it is not known
/// @param score  0 to 100
/// @param reason empty if there is none
/// @param watch  whether its class only says what it would do
record TenantRow(String key, String policyClass, String state, OptionalDouble score, Map<Resource, Meter> meters, String since, String reason,
                 String isolation, int workloads, boolean watch) implements Row {
    /// From the best to the worst.
    private static final List<String> STATES = List.of("free", "warned", "weighted", "throttled", "frozen", "evicting");
    private static final double STATE_WEIGHT = 1_000;

    static TenantRow of(JsonNode tenant) {
        JsonNode enforcement = tenant.path("enforcement");
        return new TenantRow(tenant.path("id").asString(""), tenant.path("class").asString(Amounts.UNKNOWN),
            enforcement.path("state").asString(Amounts.UNKNOWN), number(enforcement.path("score")),
            Meter.all(tenant.path("usage"), tenant.path("quota"), tenant.path("share")), enforcement.path("since").asString(""),
            enforcement.path("reason").asString(""), tenant.path("isolation").path("status").asString(Amounts.UNKNOWN),
            tenant.path("workloads").size(), "watch".equals(tenant.path("mode").asString("")));
    }

    @Override
    public String name() {
        return key;
    }

    @Override
    public OptionalDouble value(Sort sort) {
        if (sort != Sort.SCORE) {
            return Meter.value(meters, sort);
        }
        return STATES.contains(state) ? OptionalDouble.of(STATES.indexOf(state) * STATE_WEIGHT + score.orElse(0)) : OptionalDouble.empty();
    }

    static Tone tone(String state) {
        return switch (state) {
            case "free" -> Tone.GOOD;
            case "warned", "weighted" -> Tone.WARNING;
            case "throttled", "frozen", "evicting" -> Tone.BAD;
            default -> Tone.FAINT;
        };
    }

    Tone tone() {
        return tone(state);
    }

    String scoreText() {
        return score.isPresent() ? Long.toString(Math.round(score.getAsDouble())) : Amounts.UNKNOWN;
    }
}
