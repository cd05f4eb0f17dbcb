package dev.landlord.controller.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.LedgerEntry;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/// Who used what in a period. The total is the sum of the lines, to the last unit.
///
/// @param from     the first day
/// @param to       the last day, included
/// @param timeZone in which the days are
/// @param by       what there are lines for
/// @param tenant   the only one that it is about, or null: everybody
/// @param asOf     when the ledger was read
/// @param lines    ordered by tenant, node, day; those of which nothing is booked are not there
/// @param total    the sum of the lines, its charge rounded once
/// @param keptFrom null, or the first day of the period that is still kept: what was booked before is in no figure any longer
/// @param rounding with prices: the total's charge less the lines' charges, so that what is printed adds up
/// @param prices   null without
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"from", "to", "timeZone", "by", "tenant", "asOf", "status", "keptFrom"})
public record Report(
    LocalDate from,
    LocalDate to,
    String timeZone,
    List<Dimension> by,
    TenantId tenant,
    Instant asOf,
    List<Line> lines,
    Line total,
    LocalDate keptFrom,
    BigDecimal rounding,
    Prices prices
) {
    static final String UTC = "UTC";

    public Report {
        by = List.copyOf(by);
        lines = List.copyOf(lines);
    }

    public Period period() {
        return new Period(from, to);
    }

    /// Whether the period had ended when the ledger was read.
    public boolean over() {
        return period().isOver(asOf);
    }

    /// Open while the period or any day in it is, else incomplete if any day is, or is not kept any longer; null if nothing is booked in a period
    /// that is over.
    @JsonProperty
    public LedgerEntry.Status status() {
        if (!over() || total.status() == LedgerEntry.Status.OPEN) {
            return LedgerEntry.Status.OPEN;
        }
        return keptFrom == null ? total.status() : LedgerEntry.Status.INCOMPLETE;
    }
}
