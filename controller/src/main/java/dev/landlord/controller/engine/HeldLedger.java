package dev.landlord.controller.engine;

import dev.landlord.controller.ledger.Booked;
import dev.landlord.controller.ledger.Ledger;
import dev.landlord.controller.ledger.TenantLedger;
import dev.landlord.controller.ledger.UseToDate;
import dev.landlord.controller.policy.BudgetUse;
import dev.landlord.protocol.message.Budget;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.UsageSample;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A tenant's ledger in the hands of its owner, and the records that are to be published once it is safe: the newest of each day.
final class HeldLedger {
    private TenantLedger ledger;
    private final Map<String, LedgerEntry> due = new LinkedHashMap<>();

    /// What the owner before may not have published is due at once.
    HeldLedger(TenantLedger restored) {
        ledger = restored;
        Ledger.untold(restored).forEach(entry -> due.put(entry.key(), entry));
    }

    TenantLedger ledger() {
        return ledger;
    }

    /// What is booked in a period, as the policy and the read model are told.
    BudgetUse used(Budget.Period period) {
        return used(ledger.toDate(), period);
    }

    static BudgetUse used(UseToDate booked, Budget.Period period) {
        var amount = booked.in(period);
        return new BudgetUse(period, amount.cpuUsageUsec(), amount.memoryKibSeconds());
    }

    /// @param at the broker's time of the sample
    /// @return whether it was news
    boolean book(UsageSample sample, Instant at) {
        return took(Ledger.book(ledger, sample, at));
    }

    /// @return whether anything changed
    boolean pass(Instant now) {
        return took(Ledger.pass(ledger, now));
    }

    /// The tenant was deleted.
    ///
    /// @return whether anything changed
    boolean leave() {
        return took(Ledger.leave(ledger));
    }

    private boolean took(Booked booked) {
        boolean changed = booked.ledger() != ledger;
        ledger = booked.ledger();
        booked.entries().forEach(entry -> due.put(entry.key(), entry));
        return changed;
    }

    boolean isDue() {
        return !due.isEmpty();
    }

    /// Hands the records over that are to be published; until the ledger is saved again, it goes without saying that they are not yet.
    List<LedgerEntry> take() {
        if (due.isEmpty()) {
            return List.of();
        }
        var taken = List.copyOf(due.values());
        due.clear();
        ledger = Ledger.told(ledger);
        return taken;
    }
}
