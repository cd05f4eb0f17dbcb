package dev.landlord.controller.ledger;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.LedgerEntry.Status;
import dev.landlord.protocol.message.Tally;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// A day that may still change.
///
/// @param day      UTC
/// @param status   as in the record of it that was cut last; open before the first
/// @param why      of an incomplete day
/// @param revision of the record that was cut last, or 0
/// @param bookedTo as in that record, milliseconds since 1970
/// @param changed  whether something has been booked since
/// @param told     whether that record is known to have been published
/// @param hours    what is booked, by hour
public record DayBook(
    LocalDate day, Status status, String why, long revision, long bookedTo, boolean changed, boolean told, SortedMap<Integer, Tally> hours
) {
    static final long DAY = 24 * Posting.HOUR;

    public DayBook {
        hours = Collections.unmodifiableSortedMap(hours);
    }

    static DayBook of(LocalDate day) {
        return new DayBook(day, Status.OPEN, null, 0, 0, false, true, Collections.emptySortedMap());
    }

    long end() {
        return (day.toEpochDay() + 1) * DAY;
    }

    /// What is booked so far, of what budgets are about.
    Amount amount() {
        long cpu = 0;
        long memory = 0;
        for (var hour : hours.values()) {
            cpu += hour.cpuUsageUsec() == null ? 0 : hour.cpuUsageUsec();
            memory += hour.memoryKibSeconds() == null ? 0 : hour.memoryKibSeconds();
        }
        return new Amount(cpu, memory);
    }

    /// The same day if nothing becomes different by it.
    DayBook plus(int hour, Tally used) {
        var before = hours.get(hour);
        var after = before == null ? used : within(before.plus(used));
        if (after.equals(before)) {
            return this;
        }
        var changedHours = new TreeMap<>(hours);
        changedHours.put(hour, after);
        return new DayBook(day, status, why, revision, bookedTo, true, told, changedHours);
    }

    /// Cuts the next record.
    DayBook cut(Status newStatus, String newWhy, long to) {
        return new DayBook(day, newStatus, newWhy, revision + 1, Math.min(to, end()), false, false, hours);
    }

    DayBook published() {
        return told ? this : new DayBook(day, status, why, revision, bookedTo, changed, true, hours);
    }

    /// The record that was cut last; only while nothing has [changed][#changed] since.
    LedgerEntry entry(TenantId tenant, NodeId node) {
        return new LedgerEntry(tenant, node, day, status, why, revision, Instant.ofEpochMilli(bookedTo),
            hours.values().stream().reduce(Tally.NONE, Tally::plus),
            hours.entrySet().stream().map(hour -> new LedgerEntry.Hour(hour.getKey(), hour.getValue())).toList());
    }

    /// Not more than an hour of an hour can be unknown.
    private static Tally within(Tally tally) {
        return new Tally(tally.cpuUsageUsec(), tally.throttledUsec(), tally.memoryKibSeconds(), tally.ioReadBytes(), tally.ioWriteBytes(),
            tally.ioReads(), tally.ioWrites(), tally.oomKills(), tally.memoryPeakBytes(), tally.pidsPeak(), tally.workloads(),
            capped(tally.cpuUnknownMs()), capped(tally.memoryUnknownMs()), capped(tally.ioUnknownMs()));
    }

    private static Long capped(Long millis) {
        return millis == null ? null : Long.valueOf(Math.min(millis, Posting.HOUR));
    }
}
