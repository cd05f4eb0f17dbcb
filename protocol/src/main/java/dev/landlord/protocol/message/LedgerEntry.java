package dev.landlord.protocol.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.WireName;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/// What one tenant used on one node in one UTC day, as far as it is booked. The record with the highest revision of a key is the whole truth: it
/// takes the place of those before, and is never added to them.
///
/// @param tenant   the tenant
/// @param node     where
/// @param day      the UTC day
/// @param status   whether more may be booked
/// @param why      of an incomplete day: what is missing of it, a sentence
/// @param revision grows by one with each record of this key
/// @param bookedTo the node's time up to which use is booked, at most the day's end
/// @param total    the sum of the hours
/// @param hours    those in which something was booked, in order
@JsonPropertyOrder("schema")
public record LedgerEntry(
    TenantId tenant,
    NodeId node,
    LocalDate day,
    Status status,
    @JsonInclude(JsonInclude.Include.NON_NULL) String why,
    long revision,
    Instant bookedTo,
    Tally total,
    List<Hour> hours
) implements Message {
    private static final int LAST_HOUR = 23;

    public LedgerEntry {
        Checks.present("tenant", tenant);
        Checks.present("node", node);
        Checks.present("day", day);
        Checks.present("status", status);
        if (status == Status.INCOMPLETE) {
            Checks.notBlank("why", why);
        }
        Checks.count("revision", revision);
        Checks.present("bookedTo", bookedTo);
        total = total == null ? Tally.NONE : total;
        hours = Checks.list(hours);
    }

    /// How far a day has come.
    public enum Status implements WireName {
        /// More is being booked.
        OPEN,
        /// The node has gone on to another day; nothing of this one is outstanding.
        FINAL,
        /// Something of it will not be known; what is booked is known.
        INCOMPLETE
    }

    /// One hour of the day.
    ///
    /// @param hour 0 to 23, UTC
    public record Hour(int hour, @JsonUnwrapped Tally used) {
        public Hour {
            Checks.within("hour", (long) hour, 0, LAST_HOUR);
            used = used == null ? Tally.NONE : used;
        }
    }

    @Override
    public Topic topic() {
        return Topic.LEDGER;
    }

    @Override
    public String key() {
        return "%s/%s/%s".formatted(tenant, node, day);
    }
}
