package dev.landlord.controller.ledger;

import dev.landlord.protocol.message.LedgerEntry;
import java.util.List;

/// What a step led to.
///
/// @param ledger  the very one that was given if nothing changed
/// @param entries to be published when the ledger is safe
public record Booked(TenantLedger ledger, List<LedgerEntry> entries) {
    public Booked {
        entries = List.copyOf(entries);
    }

    static Booked nothing(TenantLedger ledger) {
        return new Booked(ledger, List.of());
    }
}
