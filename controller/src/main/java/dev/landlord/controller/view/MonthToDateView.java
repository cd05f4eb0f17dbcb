package dev.landlord.controller.view;

import dev.landlord.controller.policy.BudgetUse;
import java.time.LocalDate;

/// What the ledger has booked of a tenant this month.
///
/// @param from           the month's first day
/// @param to             the first of the next
/// @param zone           whose days these are: `UTC`
/// @param cpuHours       of CPU time
/// @param memoryGibHours GiB times hours of the working set
public record MonthToDateView(LocalDate from, LocalDate to, String zone, double cpuHours, double memoryGibHours) {
    static MonthToDateView of(BudgetUse used) {
        return new MonthToDateView(used.period().from(), used.period().to(), BudgetView.ZONE, BudgetView.millionths(used.cpuHours()),
            BudgetView.millionths(used.memoryGibHours()));
    }
}
