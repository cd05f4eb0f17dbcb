package dev.landlord.launcher.top;

import static dev.landlord.launcher.client.Figures.number;

import dev.landlord.launcher.client.UseToDate;
import dev.landlord.launcher.terminal.Amounts;
import dev.landlord.launcher.terminal.Line.Tone;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;

/// A tenant as one row.
///
/// @param state  as the API names it, [Amounts#UNKNOWN] if it is not known
/// @param score  0 to 100
/// @param reason empty if there is none
/// @param watch  whether its class only says what it would do
/// @param toDate with its budget, if it has one
record TenantRow(String key, String policyClass, String state, OptionalDouble score, Map<Resource, Meter> meters, String since, String reason,
                 String isolation, int workloads, boolean watch, List<UseToDate> toDate) implements Row {
    /// From the best to the worst.
    static final List<String> STATES = List.of("free", "warned", "weighted", "throttled", "frozen", "evicting");
    private static final double STATE_WEIGHT = 1_000;

    static TenantRow of(JsonNode tenant) {
        JsonNode enforcement = tenant.path("enforcement");
        return new TenantRow(tenant.path("id").asString(""), tenant.path("class").asString(Amounts.UNKNOWN),
            enforcement.path("state").asString(Amounts.UNKNOWN), number(enforcement.path("score")),
            Meter.all(tenant.path("usage"), tenant.path("quota"), tenant.path("share")), enforcement.path("since").asString(""),
            enforcement.path("reason").asString(""), tenant.path("isolation").path("status").asString(Amounts.UNKNOWN),
            tenant.path("workloads").size(), "watch".equals(tenant.path("mode").asString("")), UseToDate.of(tenant));
    }

    @Override
    public String name() {
        return key;
    }

    /// `_unattributed` is nobody.
    @Override
    public boolean isApart() {
        return key.equals(TenantId.UNATTRIBUTED.value());
    }

    @Override
    public OptionalDouble value(Sort sort) {
        return switch (sort) {
            case SCORE -> STATES.contains(state) ? OptionalDouble.of(STATES.indexOf(state) * STATE_WEIGHT + score.orElse(0)) : OptionalDouble.empty();
            case BUDGET -> budget().map(UseToDate::share).orElse(OptionalDouble.empty());
            case CPU, MEMORY, PIDS, IO, SHARE, NAME -> Meter.value(meters, sort);
        };
    }

    Optional<UseToDate> budget() {
        return toDate.stream().filter(UseToDate::hasBudget).findFirst();
    }

    static Tone budgetTone(UseToDate budget) {
        return switch (budget.state()) {
            case "within" -> Tone.GOOD;
            case "warned" -> Tone.WARNING;
            case "spent" -> Tone.BAD;
            default -> Tone.PLAIN;
        };
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
