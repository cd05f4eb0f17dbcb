package dev.landlord.controller.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.landlord.controller.policy.BudgetStanding;
import dev.landlord.controller.policy.BudgetUse;
import dev.landlord.controller.ports.Rounding;
import dev.landlord.protocol.message.Budget;
import java.time.LocalDate;

/// What a tenant has used of its budget in the present period, and what is left of it.
///
/// @param per            `month` or `day`
/// @param from           the period's first day
/// @param to             the day after its last
/// @param zone           whose days these are: `UTC`
/// @param state          `within`, `warned` or `spent`, as the tenant's owner last decided
/// @param cpuHours       null: no bound
/// @param memoryGibHours null: no bound
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BudgetView(Budget.Per per, LocalDate from, LocalDate to, String zone, String state, OfAmount cpuHours, OfAmount memoryGibHours) {
    /// The zone of the ledger's days.
    static final String ZONE = "UTC";
    private static final double MILLIONTHS = 1e6;

    /// @param used     in the present period of the budget
    /// @param standing as the tenant's owner last wrote it down, or null
    static BudgetView of(Budget budget, BudgetUse used, BudgetStanding standing) {
        var stage = standing != null && standing.of(used.period()) && standing.budget().per() == budget.per() ? standing.stage()
            : BudgetStanding.Stage.WITHIN;
        return new BudgetView(budget.per(), used.period().from(), used.period().to(), ZONE, stage.wire(),
            OfAmount.of(budget.cpuHours(), used.cpuHours()), OfAmount.of(budget.memoryGibHours(), used.memoryGibHours()));
    }

    static double millionths(double hours) {
        return Math.round(hours * MILLIONTHS) / MILLIONTHS;
    }

    /// Hours.
    ///
    /// @param left  0 where more is used than there is
    /// @param share what is used of it; above 1 where it is more
    public record OfAmount(double limit, double used, double left, double share) {
        private static OfAmount of(Double limit, double used) {
            return limit == null ? null
                : new OfAmount(limit, millionths(used), millionths(Math.max(0, limit - used)), Rounding.tenThousandths(used / limit));
        }
    }
}
