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
import java.util.SequencedMap;

/// A tenant's ledger in the hands of its owner, and the records that are to be published once it is safe: the newest of each day.
final class HeldLedger {
    /// Records that wait until the ledger can be saved: of a tenant on as many nodes as may be, two days. Then the oldest go.
    static final int MOST_UNSAVED = 2 * Ledger.MOST_NODES;

    private TenantLedger ledger;
    private final Map<String, LedgerEntry> due = new LinkedHashMap<>();
    /// Were taken, but what they rest on could not be saved.
    private final SequencedMap<String, LedgerEntry> unsaved = new LinkedHashMap<>();

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
    ///
    /// @param saved whether the ledger is saved before that
    List<LedgerEntry> take(boolean saved) {
        if (saved) {
            unsaved.forEach(due::putIfAbsent);
            unsaved.clear();
        }
        if (due.isEmpty()) {
            return List.of();
        }
        var taken = List.copyOf(due.values());
        due.clear();
        ledger = Ledger.told(ledger);
        return taken;
    }

    /// One that was taken must not be published, as the ledger could not be saved: it waits until that is done.
    ///
    /// @return false if there are too many, so that the one that waits longest is given up
    boolean putBack(LedgerEntry entry) {
        unsaved.put(entry.key(), entry);
        if (unsaved.size() <= MOST_UNSAVED) {
            return true;
        }
        unsaved.pollFirstEntry();
        return false;
    }
}
