package dev.landlord.controller.ports;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.LedgerEntry;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Consumer;

/// What is booked. Reads files, so it is not to be asked on an event loop; from other threads at any time.
public interface LedgerBook {
    /// Hands over the latest record of each key, one after the other and in no order, so that none but the one at hand is in memory; without its
    /// hours, only with its total.
    ///
    /// @param from   the first UTC day
    /// @param to     the last UTC day, included
    /// @param tenant only this one's, or everybody's
    /// @param each   takes a record
    /// @throws Unavailable while not all has been read that was booked before this controller started: half a book is none; or, when some records
    ///                     may have been handed over, if the file cannot be read
    void totals(LocalDate from, LocalDate to, Optional<TenantId> tenant, Consumer<LedgerEntry> each);

    /// The first day that is still kept at a time; what was booked on earlier ones is not there any longer.
    LocalDate firstKept(Instant now);
}
