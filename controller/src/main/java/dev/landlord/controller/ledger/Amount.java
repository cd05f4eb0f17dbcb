package dev.landlord.controller.ledger;

/// What was booked in some time, of what budgets are about. What is not known is no part of it.
///
/// @param cpuUsageUsec     microseconds of CPU time
/// @param memoryKibSeconds integral of the working set
public record Amount(long cpuUsageUsec, long memoryKibSeconds) {
    public static final Amount NONE = new Amount(0, 0);

    public Amount plus(Amount other) {
        return new Amount(Math.addExact(cpuUsageUsec, other.cpuUsageUsec), Math.addExact(memoryKibSeconds, other.memoryKibSeconds));
    }

    boolean isNone() {
        return equals(NONE);
    }
}
