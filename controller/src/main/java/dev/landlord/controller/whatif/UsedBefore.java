package dev.landlord.controller.whatif;

import dev.landlord.controller.ledger.Amount;
import dev.landlord.controller.ledger.TenantLedger;
import dev.landlord.protocol.TenantId;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// What was used in a month before a recording begins, as a report tells it. Budgets by the day have no use for it.
///
/// @param month  whose, or null
/// @param to     the first day that is not part of it, or null
/// @param amount by tenant; nothing of whom is not there
public record UsedBefore(YearMonth month, LocalDate to, Map<TenantId, Amount> amount) {
    /// Nothing is known of it; it counts as nothing.
    public static final UsedBefore NOT_KNOWN = new UsedBefore(null, null, Map.of());

    public UsedBefore {
        amount = Map.copyOf(amount);
    }

    /// A ledger in which it is booked.
    TenantLedger ledger(TenantId tenant) {
        var carried = new TreeMap<YearMonth, Amount>();
        if (amount.containsKey(tenant)) {
            carried.put(month, amount.get(tenant));
        }
        return new TenantLedger(tenant, Collections.emptySortedMap(), carried);
    }
}
