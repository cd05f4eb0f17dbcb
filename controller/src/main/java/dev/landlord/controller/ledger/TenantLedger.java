package dev.landlord.controller.ledger;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// All that booking a tenant's next sample depends on: the meters' last readings and the days that may still change, by node.
public record TenantLedger(TenantId tenant, SortedMap<NodeId, NodeBook> nodes) {
    public TenantLedger {
        nodes = Collections.unmodifiableSortedMap(nodes);
    }

    /// Nothing is booked.
    public static TenantLedger of(TenantId tenant) {
        return new TenantLedger(tenant, Collections.emptySortedMap());
    }

    /// Whether it may go without anything being booked twice.
    public boolean mayGo() {
        return nodes.isEmpty();
    }

    TenantLedger with(NodeId node, NodeBook book) {
        var copy = new TreeMap<>(nodes);
        copy.put(node, book);
        return new TenantLedger(tenant, copy);
    }

    TenantLedger without(NodeId node) {
        var copy = new TreeMap<>(nodes);
        copy.remove(node);
        return new TenantLedger(tenant, copy);
    }
}
