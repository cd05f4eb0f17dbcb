package dev.landlord.controller.ports;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.LedgerEntry;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// What is booked. Reads files, so it is not to be asked on an event loop; from other threads at any time.
public interface LedgerBook {
    /// The latest record of each key, ordered by tenant, node and day.
    ///
    /// @param from   the first UTC day
    /// @param to     the last UTC day, included
    /// @param tenant only this one's, or everybody's
    /// @throws Unavailable while not all has been read that was booked before this controller started: half a book is none
    List<LedgerEntry> entries(LocalDate from, LocalDate to, Optional<TenantId> tenant);
}
