package dev.landlord.controller.ledger;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.LedgerEntry;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// What is booked of a tenant on one node, and the meters' last readings. Times are milliseconds since 1970.
///
/// @param bootId     of the last sample
/// @param agentRun   of the last sample
/// @param seq        of the last sample
/// @param bookedTo   the node's time up to which use is booked; never goes back
/// @param heardAt    the broker's time of the last sample
/// @param absent     whether the tenant had nothing on the node any more
/// @param memoryRest byte-milliseconds that are not a whole KiB second yet
/// @param own        the own group's meter, or null
/// @param groups     the workloads' meters; those that ended a short while ago included
/// @param days       that may still change
public record NodeBook(
    String bootId, long agentRun, long seq, long bookedTo, long heardAt, boolean absent, long memoryRest, GroupMeter own,
    List<GroupMeter> groups, SortedMap<LocalDate, DayBook> days
) {
    public NodeBook {
        groups = List.copyOf(groups);
        days = Collections.unmodifiableSortedMap(days);
    }

    NodeBook withDays(SortedMap<LocalDate, DayBook> other) {
        return new NodeBook(bootId, agentRun, seq, bookedTo, heardAt, absent, memoryRest, own, groups, other);
    }

    NodeBook left() {
        return absent ? this : new NodeBook(bootId, agentRun, seq, bookedTo, heardAt, true, memoryRest, own, groups, days);
    }

    /// What has to be kept of a node that was silent for so long that its days are closed for good: the own group's last reading, so that it
    /// is not booked a second time. What was used since is booked from the day after the last one on.
    NodeBook closed() {
        long from = days.isEmpty() ? bookedTo : Math.max(bookedTo, days.lastEntry().getValue().end());
        return new NodeBook(bootId, agentRun, seq, from, heardAt, absent, 0, own == null ? null : own.movedTo(from), List.of(),
            Collections.emptySortedMap());
    }

    boolean closedForGood() {
        return days.isEmpty() && groups.isEmpty();
    }

    /// Changes days one by one; what comes out with a higher revision is also told.
    NodeBook eachDay(TenantId tenant, NodeId node, UnaryOperator<DayBook> change, List<LedgerEntry> cut) {
        SortedMap<LocalDate, DayBook> changed = null;
        for (var day : new ArrayList<>(days.values())) {
            var after = change.apply(day);
            if (after != day) {
                changed = changed == null ? new TreeMap<>(days) : changed;
                changed.put(day.day(), after);
                if (after.revision() > day.revision()) {
                    cut.add(after.entry(tenant, node));
                }
            }
        }
        return changed == null ? this : withDays(changed);
    }
}
