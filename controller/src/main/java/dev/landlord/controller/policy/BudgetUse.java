package dev.landlord.controller.policy;

import dev.landlord.protocol.message.Budget;
import dev.landlord.protocol.message.Tally;

/// What the ledger has booked of a tenant in a period so far, on all nodes together.
///
/// @param period           which
/// @param cpuUsageUsec     microseconds of CPU time
/// @param memoryKibSeconds integral of the working set
public record BudgetUse(Budget.Period period, long cpuUsageUsec, long memoryKibSeconds) {
    public double cpuHours() {
        return (double) cpuUsageUsec / Tally.USEC_PER_CORE_HOUR;
    }

    public double memoryGibHours() {
        return (double) memoryKibSeconds / Tally.KIB_SECONDS_PER_GIB_HOUR;
    }

    /// What is used of a budget, of its two amounts the one of which more is; 1 is all of it.
    public double share(Budget budget) {
        return Math.max(share(cpuHours(), budget.cpuHours()), share(memoryGibHours(), budget.memoryGibHours()));
    }

    private static double share(double used, Double limit) {
        return limit == null ? 0 : used / limit;
    }
}
