package dev.landlord.controller.tenants;

import dev.landlord.protocol.document.FlawCollector;
import dev.landlord.protocol.message.Budget;
import java.util.Optional;

/// The checks that a budget in a document of tenants must pass beyond its form.
final class BudgetCheck {
    private BudgetCheck() {
    }

    /// @param flaws what is found is added
    /// @param field the budget's own
    /// @return null if there is none, or none of use
    static Budget budget(TenantsDocument.Budget budget, FlawCollector flaws, String field) {
        if (budget == null) {
            return null;
        }
        boolean good = hours(budget.cpuHours(), flaws, field + ".cpuHours") & hours(budget.memoryGibHours(), flaws, field + ".memoryGibHours");
        var per = per(budget.per(), flaws, field + ".per");
        if (budget.cpuHours() == null && budget.memoryGibHours() == null) {
            flaws.unlessTold(field, "a budget needs an amount; write 'budget: { cpuHours: 500, memoryGibHours: 2000, per: month }', at least one of "
                + "the two, or leave 'budget' out for no bound");
            return null;
        }
        return good && per.isPresent() ? new Budget(budget.cpuHours(), budget.memoryGibHours(), per.get()) : null;
    }

    private static boolean hours(Double hours, FlawCollector flaws, String field) {
        boolean good = hours == null || hours > 0 && hours <= Budget.MOST_HOURS;
        if (!good) {
            flaws.add(field, "%s is no amount of hours; write one above zero and up to %s, or leave it out for no bound"
                .formatted(hours, (long) Budget.MOST_HOURS));
        }
        return good;
    }

    private static Optional<Budget.Per> per(String name, FlawCollector flaws, String field) {
        for (var per : Budget.Per.values()) {
            if (per.wire().equals(name)) {
                return Optional.of(per);
            }
        }
        if (name != null) {
            flaws.add(field, "there is no period '%s'; write 'month' or 'day' (both in UTC), or leave it out for a month".formatted(name));
            return Optional.empty();
        }
        return Optional.of(Budget.Per.MONTH);
    }
}
