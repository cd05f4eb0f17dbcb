package dev.landlord.launcher.client;

import static dev.landlord.launcher.client.Figures.number;

import dev.landlord.launcher.terminal.Amounts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;

/// What a tenant has used since its month, or the period of its budget, began: `budget` and `monthToDate` of the API.
///
/// @param per     `month` or `day`, or whatever the API calls a budget's period
/// @param from    its first day, e.g. `2026-11-01`
/// @param to      the day after its last one
/// @param zone    whose days these are
/// @param state   `within`, `warned` or `spent`; empty if there is no budget, or it is not known
/// @param amounts in the order of [Counted], at least one
public record UseToDate(String per, String from, String to, String zone, String state, List<Amount> amounts) {
    /// What is counted up.
    public enum Counted {
        CPU("cpuHours", "core-hours"),
        MEMORY("memoryGibHours", "GiB-hours");

        private final String wire;
        private final String unit;

        Counted(String wire, String unit) {
            this.wire = wire;
            this.unit = unit;
        }

        public String unit() {
            return unit;
        }
    }

    /// One of them, in hours.
    ///
    /// @param limit empty: no budget
    /// @param share used of the limit; above 1 where it is more
    public record Amount(Counted counted, OptionalDouble used, OptionalDouble limit, OptionalDouble share) {
        /// E.g. `431 of 500 core-hours`.
        public String words() {
            return Amounts.hours(used) + (limit.isPresent() ? " of " + Amounts.hours(limit) : "") + " " + counted.unit();
        }

        /// E.g. `69 left`, or `12 over it`; empty without a budget.
        public String left() {
            if (limit.isEmpty() || used.isEmpty()) {
                return "";
            }
            double left = limit.getAsDouble() - used.getAsDouble();
            return left < 0 ? Amounts.hours(OptionalDouble.of(-left)) + " over it" : Amounts.hours(OptionalDouble.of(left)) + " left";
        }
    }

    /// One for each period, that of a budget first. What the budget counts over the same time as the month is told once.
    public static List<UseToDate> of(JsonNode tenant) {
        List<UseToDate> periods = new ArrayList<>();
        JsonNode month = tenant.path("monthToDate");
        Optional<UseToDate> budget = ofBudget(tenant.path("budget"), month);
        budget.ifPresent(periods::add);
        if (month.isObject() && budget.filter(of -> of.isOver(month)).isEmpty()) {
            periods.add(new UseToDate("month", text(month, "from"), text(month, "to"), text(month, "zone"), "",
                Arrays.stream(Counted.values()).map(counted -> used(counted, month)).toList()));
        }
        return periods;
    }

    private static Optional<UseToDate> ofBudget(JsonNode budget, JsonNode month) {
        if (Arrays.stream(Counted.values()).noneMatch(counted -> budget.path(counted.wire).isObject())) {
            return Optional.empty();
        }
        UseToDate bounded = new UseToDate(text(budget, "per"), text(budget, "from"), text(budget, "to"), text(budget, "zone"),
            budget.path("state").asString(""), List.of());
        List<Amount> amounts = new ArrayList<>();
        for (Counted counted : Counted.values()) {
            JsonNode amount = budget.path(counted.wire);
            if (amount.isObject()) {
                amounts.add(new Amount(counted, number(amount.path("used")), number(amount.path("limit")), number(amount.path("share"))));
            } else if (bounded.isOver(month)) {
                amounts.add(used(counted, month));
            }
        }
        return Optional.of(new UseToDate(bounded.per, bounded.from, bounded.to, bounded.zone, bounded.state, List.copyOf(amounts)));
    }

    private boolean isOver(JsonNode month) {
        return month.isObject() && from.equals(text(month, "from")) && to.equals(text(month, "to")) && zone.equals(text(month, "zone"));
    }

    private static Amount used(Counted counted, JsonNode month) {
        return new Amount(counted, number(month.path(counted.wire)), OptionalDouble.empty(), OptionalDouble.empty());
    }

    private static String text(JsonNode of, String field) {
        return of.path(field).asString(Amounts.UNKNOWN);
    }

    public boolean hasBudget() {
        return amounts.stream().anyMatch(amount -> amount.limit().isPresent());
    }

    /// A budget in a cell of a table, e.g. `86% warned`.
    public String inBrief() {
        return (Amounts.share(share()) + " " + state).strip();
    }

    /// Of the amount of which most is used; empty without a budget.
    public OptionalDouble share() {
        return amounts.stream().map(Amount::share).flatMapToDouble(OptionalDouble::stream).max();
    }
}
