package dev.landlord.protocol.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.landlord.protocol.WireName;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// What a tenant may use in a period, over all nodes together and by the ledger's account. At least one of the two amounts is there.
///
/// @param cpuHours       hours of CPU time, above zero; null: no bound
/// @param memoryGibHours GiB times hours of the working set, above zero; null: no bound
/// @param per            the period; a month if left out
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Budget(Double cpuHours, Double memoryGibHours, Per per) {
    /// Of either amount: in the ledger's units it is still a whole number of 64 bits.
    public static final double MOST_HOURS = 1e9;

    public Budget {
        hours("cpuHours", cpuHours);
        hours("memoryGibHours", memoryGibHours);
        if (cpuHours == null && memoryGibHours == null) {
            throw new IllegalArgumentException("a budget needs 'cpuHours', 'memoryGibHours' or both");
        }
        per = per == null ? Per.MONTH : per;
    }

    private static void hours(String field, Double value) {
        if (value != null && !(value > 0 && value <= MOST_HOURS)) {
            throw new IllegalArgumentException("field '%s' must be above zero and at most %s, got %s; leave it out for no bound"
                .formatted(field, (long) MOST_HOURS, value));
        }
    }

    /// After what time a budget begins anew. Days and months are the ledger's: in UTC.
    public enum Per implements WireName {
        DAY, MONTH;

        /// The period that a moment lies in.
        public Period at(Instant moment) {
            var day = LocalDate.ofInstant(moment, ZoneOffset.UTC);
            return switch (this) {
                case DAY -> new Period(day, day.plusDays(1));
                case MONTH -> new Period(day.withDayOfMonth(1), day.withDayOfMonth(1).plusMonths(1));
            };
        }
    }

    /// One period, in UTC.
    ///
    /// @param from the first day
    /// @param to   the day after the last one
    public record Period(LocalDate from, LocalDate to) {
        /// The first moment after it.
        public Instant end() {
            return to.atStartOfDay(ZoneOffset.UTC).toInstant();
        }
    }
}
