package dev.landlord.controller.ledger;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import java.time.YearMonth;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// All that booking a tenant's next sample depends on: the meters' last readings and the days that may still change, by node; and what was booked in
/// the days that cannot, so that a month to date can be told.
///
/// @param carried of days that were let go, by month; the present month and the one before
public record TenantLedger(TenantId tenant, SortedMap<NodeId, NodeBook> nodes, SortedMap<YearMonth, Amount> carried) {
    public TenantLedger {
        nodes = Collections.unmodifiableSortedMap(nodes);
        carried = carried == null ? Collections.emptySortedMap() : Collections.unmodifiableSortedMap(carried);
    }

    /// Nothing is booked.
    public static TenantLedger of(TenantId tenant) {
        return new TenantLedger(tenant, Collections.emptySortedMap(), Collections.emptySortedMap());
    }

    /// Whether it may go without anything being booked twice.
    public boolean mayGo() {
        return nodes.isEmpty();
    }

    /// What is booked, over all nodes.
    public UseToDate toDate() {
        return UseToDate.of(this);
    }

    TenantLedger with(NodeId node, NodeBook book) {
        var copy = new TreeMap<>(nodes);
        copy.put(node, book);
        return new TenantLedger(tenant, copy, carried);
    }

    TenantLedger without(NodeId node) {
        var copy = new TreeMap<>(nodes);
        copy.remove(node);
        return new TenantLedger(tenant, copy, carried);
    }

    TenantLedger carrying(SortedMap<YearMonth, Amount> amounts) {
        return new TenantLedger(tenant, nodes, amounts);
    }
}
