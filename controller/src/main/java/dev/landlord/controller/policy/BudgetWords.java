package dev.landlord.controller.policy;

import dev.landlord.protocol.message.Budget;
import java.util.ArrayList;
import java.util.Locale;

/// Budgets as people read them in the sentences of decisions.
final class BudgetWords {
    /// Hours below this are told to a ten-thousandth.
    private static final double HUNDREDTHS_FROM = 0.1;
    private static final double PERCENT = 100;
    static final String ENDED = "its workloads are ended one after the other";
    private static final String CPU = "CPU hours";
    private static final String MEMORY = "GiB hours of memory";

    private BudgetWords() {
    }

    /// E.g. `budget 500.00 CPU hours a month`.
    static String budget(Budget budget) {
        var parts = new ArrayList<String>();
        if (budget.cpuHours() != null) {
            parts.add("%s %s".formatted(hours(budget.cpuHours()), CPU));
        }
        if (budget.memoryGibHours() != null) {
            parts.add("%s %s".formatted(hours(budget.memoryGibHours()), MEMORY));
        }
        return "budget %s a %s".formatted(String.join(", ", parts), budget.per().wire());
    }

    /// E.g. `412.00 of 500.00 CPU hours (82 %)`.
    static String used(Budget budget, BudgetUse used) {
        var parts = new ArrayList<String>();
        if (budget.cpuHours() != null) {
            parts.add(used(used.cpuHours(), budget.cpuHours(), CPU));
        }
        if (budget.memoryGibHours() != null) {
            parts.add(used(used.memoryGibHours(), budget.memoryGibHours(), MEMORY));
        }
        return String.join(" and ", parts);
    }

    private static String used(double used, double limit, String unit) {
        return "%s of %s %s (%s %%)".formatted(hours(used), hours(limit), unit, percent(used / limit));
    }

    /// What is left, e.g. `88.00 CPU hours` or `no CPU hours`.
    static String left(Budget budget, BudgetUse used) {
        var parts = new ArrayList<String>();
        if (budget.cpuHours() != null) {
            parts.add(left(budget.cpuHours() - used.cpuHours(), CPU));
        }
        if (budget.memoryGibHours() != null) {
            parts.add(left(budget.memoryGibHours() - used.memoryGibHours(), MEMORY));
        }
        return String.join(" and ", parts);
    }

    private static String left(double hours, String unit) {
        return (hours > 0 ? hours(hours) : "no") + " " + unit;
    }

    /// Whole percents, cut off: 100 is only said of all.
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f", Math.floor(share * PERCENT + 1e-9));
    }

    /// E.g. `from 2026-11-01 to 2026-12-01 (UTC)`: the last day is not part of it.
    static String period(Budget.Period period) {
        return "from %s to %s (UTC)".formatted(period.from(), period.to());
    }

    /// Why limits are wanted.
    static String spent(BudgetStanding standing) {
        return "its budget for the %s from %s (UTC) on is spent".formatted(standing.budget().per().wire(), standing.from());
    }

    /// What follows when all of it is used: a clause.
    static String answer(PolicyClass policyClass) {
        var terms = policyClass.budget();
        return switch (terms.answer()) {
            case NOTIFY -> "that is said, and nothing is done";
            case THROTTLE -> "it is " + limited(terms);
            case EVICT -> policyClass.eviction() == null ? "it is " + limited(terms) : ENDED + ", and what is started anew is " + limited(terms);
        };
    }

    static String limited(PolicyClass.BudgetTerms terms) {
        return "limited to %s cores on each node".formatted(Words.cores(terms.floorCores()));
    }

    static String hours(double hours) {
        return String.format(Locale.ROOT, hours >= HUNDREDTHS_FROM || hours == 0 ? "%.2f" : "%.4f", hours);
    }
}
