package dev.landlord.controller.report;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// The units in which people count use, as whole numbers of the ledger's; those of time stand in [dev.landlord.protocol.message.Tally].
public final class Units {
    public static final long BYTES_PER_GIB = 1L << 30;
    public static final long OPERATIONS_PER_MILLION = 1_000_000L;

    /// The least common multiple of all four: 2^30 × 3^2 × 5^8.
    static final long COMMON = 3_774_873_600_000_000L;

    private Units() {
    }

    /// An amount of the ledger's in a unit, rounded half up.
    public static BigDecimal in(long unit, long amount, int decimals) {
        return BigDecimal.valueOf(amount).divide(BigDecimal.valueOf(unit), decimals, RoundingMode.HALF_UP);
    }
}
