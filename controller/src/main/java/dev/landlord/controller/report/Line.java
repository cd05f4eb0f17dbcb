package dev.landlord.controller.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.LedgerEntry;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

/// One line of a report: the sum of some days of the ledger, each of one tenant on one node.
///
/// @param tenant   whose, or null if it is of several
/// @param node     where, or null
/// @param day      when, or null
/// @param days     how far the days of the ledger have come that are in it
/// @param why      what is missing of its incomplete days: at most [#MOST_REASONS] different sentences, in alphabetical order
/// @param bookedTo if there are open days: the node's time up to which the use of every one of them is booked
/// @param used     the sum
/// @param charge   what it costs, rounded; null without prices, or if nothing that has a price is known of it
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"tenant", "node", "day", "status"})
public record Line(
    TenantId tenant,
    NodeId node,
    LocalDate day,
    Days days,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> why,
    Instant bookedTo,
    Used used,
    BigDecimal charge
) {
    static final int MOST_REASONS = 5;

    public Line {
        days = days == null ? Days.NONE : days;
        why = why == null ? List.of() : List.copyOf(why);
        used = used == null ? Used.NOTHING_KNOWN : used;
    }

    /// Days of the ledger, by their status.
    ///
    /// @param open       more may be booked
    /// @param closed     nothing is outstanding
    /// @param incomplete something of them will not be known
    public record Days(long open, @JsonProperty("final") long closed, long incomplete) {
        static final Days NONE = new Days(0, 0, 0);

        static Days of(LedgerEntry.Status status) {
            return switch (status) {
                case OPEN -> new Days(1, 0, 0);
                case FINAL -> new Days(0, 1, 0);
                case INCOMPLETE -> new Days(0, 0, 1);
            };
        }

        Days plus(Days other) {
            return new Days(open + other.open, closed + other.closed, incomplete + other.incomplete);
        }

        public long all() {
            return open + closed + incomplete;
        }
    }

    static Line empty(TenantId tenant, NodeId node, LocalDate day) {
        return new Line(tenant, node, day, Days.NONE, List.of(), null, Used.NOTHING_KNOWN, null);
    }

    /// A day of the ledger, for the sum of whatever it is added to.
    static Line of(LedgerEntry entry) {
        return new Line(null, null, null, Days.of(entry.status()),
            entry.status() == LedgerEntry.Status.INCOMPLETE ? List.of(entry.why()) : List.of(),
            entry.status() == LedgerEntry.Status.OPEN ? entry.bookedTo() : null, Used.of(entry.total()), null);
    }

    /// This line with another's days in it; without a charge, which is not the sum of two.
    Line plus(Line other) {
        var reasons = new TreeSet<>(why);
        reasons.addAll(other.why);
        return new Line(tenant, node, day, days.plus(other.days), reasons.stream().limit(MOST_REASONS).toList(), earlier(bookedTo, other.bookedTo),
            used.plus(other.used), null);
    }

    Line charged(BigDecimal amount) {
        return new Line(tenant, node, day, days, why, bookedTo, used, amount);
    }

    /// Open if any day is, else incomplete if any is; null if nothing is booked.
    @JsonProperty
    public LedgerEntry.Status status() {
        if (days.open() > 0) {
            return LedgerEntry.Status.OPEN;
        }
        return days.incomplete() > 0 ? LedgerEntry.Status.INCOMPLETE : days.closed() > 0 ? LedgerEntry.Status.FINAL : null;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one == null ? other : other == null ? one : Collections.min(List.of(one, other));
    }
}
