package dev.landlord.controller.report;

import dev.landlord.protocol.message.Tally;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalLong;

/// Puts prices to a report. Amounts are exact until they are rounded, half up, to the decimals of the currency: each line by itself, so that the same
/// use costs the same in whatever report it stands, and the total once, of the exact sum, so that it is the same whatever the report is by.
/// What then is between the total and the sum of the lines is told as rounding: the lines and the rounding add up to the total.
public final class Charging {
    private Charging() {
    }

    public static Report of(Report report, Prices prices) {
        var lines = new ArrayList<Line>();
        var sum = BigDecimal.ZERO.setScale(prices.decimals());
        for (var line : report.lines()) {
            var charge = exact(line.used(), prices).map(amount -> rounded(amount, prices));
            sum = sum.add(charge.orElse(BigDecimal.ZERO));
            lines.add(line.charged(charge.orElse(null)));
        }
        var total = exact(report.total().used(), prices).map(amount -> rounded(amount, prices));
        return new Report(report.from(), report.to(), report.timeZone(), report.by(), report.tenant(), report.asOf(), lines,
            report.total().charged(total.orElse(null)), report.keptFrom(), total.orElse(sum).subtract(sum), prices);
    }

    /// The amount times [Units#COMMON], which needs no division and so is exact; nothing if nothing that has a price is known.
    private static Optional<BigDecimal> exact(Used used, Prices prices) {
        return add(add(add(add(Optional.empty(),
            used.get(Measure.CPU_USAGE_USEC), prices.cpuCoreHour(), Tally.USEC_PER_CORE_HOUR),
            used.get(Measure.MEMORY_KIB_SECONDS), prices.memoryGibHour(), Tally.KIB_SECONDS_PER_GIB_HOUR),
            used.sum(Measure.IO_READ_BYTES, Measure.IO_WRITE_BYTES), prices.ioGib(), Units.BYTES_PER_GIB),
            used.sum(Measure.IO_READS, Measure.IO_WRITES), prices.ioMillionOperations(), Units.OPERATIONS_PER_MILLION);
    }

    private static Optional<BigDecimal> add(Optional<BigDecimal> sum, OptionalLong amount, BigDecimal price, long unit) {
        if (amount.isEmpty() || price == null) {
            return sum;
        }
        return Optional.of(BigDecimal.valueOf(amount.getAsLong()).multiply(BigDecimal.valueOf(Units.COMMON / unit)).multiply(price)
            .add(sum.orElse(BigDecimal.ZERO)));
    }

    private static BigDecimal rounded(BigDecimal exact, Prices prices) {
        return exact.divide(BigDecimal.valueOf(Units.COMMON), prices.decimals(), RoundingMode.HALF_UP);
    }
}
