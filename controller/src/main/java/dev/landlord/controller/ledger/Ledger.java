package dev.landlord.controller.ledger;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.LedgerEntry.Status;
import dev.landlord.protocol.message.UsageSample;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The entries to the ledger. Pure functions: the same samples in the same order make the same records, byte for byte; only what [#pass] and
/// [#leave] do depends on when they are called.
public final class Ledger {
    /// A node that was silent for longer is given up: what is missing of its days is told. Longer than an agent's spool holds samples, and as long
    /// as `landlord.usage` does.
    public static final Duration GIVEN_UP = Duration.ofHours(48);
    /// A node that was silent for longer is forgotten; its days stay as they were told.
    public static final Duration FORGOTTEN = Duration.ofDays(14);
    /// For so long the last reading of a forgotten node's own group is kept, so that none of it is booked twice should the node come back; and of
    /// so many nodes, the longest silent go first.
    public static final Duration REMEMBERED = Duration.ofDays(400);
    /// Nodes on which one tenant is booked; what it uses on further ones is not.
    public static final int MOST_NODES = 4096;
    static final int MOST_REMEMBERED = 500;
    /// A final day is told a second time after this.
    private static final Duration TOLD_AGAIN = Duration.ofHours(1);

    private Ledger() {
    }

    /// Whether a sample is of one node too many, so that it will not be booked.
    public static boolean hasNoRoomFor(TenantLedger ledger, UsageSample sample) {
        return ledger.nodes().size() >= MOST_NODES && !ledger.nodes().containsKey(sample.node());
    }

    /// Books a sample, if there is [room][#hasNoRoomFor].
    ///
    /// @param at the broker's time of it
    public static Booked book(TenantLedger ledger, UsageSample sample, Instant at) {
        if (hasNoRoomFor(ledger, sample)) {
            return Booked.nothing(ledger);
        }
        var before = ledger.nodes().get(sample.node());
        var booking = new Booking(before, sample, at.toEpochMilli());
        if (!booking.isNews()) {
            return Booked.nothing(ledger);
        }
        var cut = new ArrayList<DayBook>();
        var after = booking.book(cut);
        return new Booked(ledger.with(sample.node(), after), cut.stream().map(day -> day.entry(ledger.tenant(), sample.node())).toList());
    }

    /// Lets time pass: gives silent nodes up, forgets what cannot change any more, and tells final days a second time before they go, so that it is
    /// the last word on them even if an owner that had been replaced wrote an older one meanwhile.
    ///
    /// @param now by the clock of whoever owns the tenant, close to the broker's
    public static Booked pass(TenantLedger ledger, Instant now) {
        var told = new ArrayList<LedgerEntry>();
        var carried = UseToDate.recent(ledger.carried(), LocalDate.ofInstant(now, ZoneOffset.UTC));
        var after = ledger;
        for (var entry : ledger.nodes().entrySet()) {
            var book = passed(ledger, entry.getKey(), entry.getValue(), now.toEpochMilli(), told);
            for (var day : entry.getValue().days().values()) {
                boolean held = book != null && book.days().containsKey(day.day());
                carried = held ? carried : UseToDate.carry(carried, day.day(), day.amount());
            }
            if (book == null) {
                after = after.without(entry.getKey());
            } else if (book != entry.getValue()) {
                after = after.with(entry.getKey(), book);
            }
        }
        after = withoutLongestSilent(after);
        if (carried != ledger.carried()) {
            after = after.carrying(carried);
        }
        return after == ledger ? Booked.nothing(ledger) : new Booked(after, told);
    }

    private static TenantLedger withoutLongestSilent(TenantLedger ledger) {
        if (ledger.nodes().size() <= MOST_REMEMBERED) {
            return ledger;
        }
        var closed = ledger.nodes().entrySet().stream().filter(entry -> entry.getValue().closedForGood())
            .sorted(Comparator.comparingLong((Map.Entry<NodeId, NodeBook> entry) -> entry.getValue().heardAt()).reversed()).toList();
        var after = ledger;
        for (var entry : closed.subList(Math.min(MOST_REMEMBERED, closed.size()), closed.size())) {
            after = after.without(entry.getKey());
        }
        return after;
    }

    private static NodeBook passed(TenantLedger ledger, NodeId node, NodeBook book, long now, List<LedgerEntry> told) {
        long silent = now - book.heardAt();
        if (silent >= FORGOTTEN.toMillis() && !book.closedForGood()) {
            return givenUp(ledger, node, book, told).closed();
        }
        if (silent >= REMEMBERED.toMillis()) {
            return null;
        }
        return silent >= GIVEN_UP.toMillis() ? givenUp(ledger, node, book, told) : withoutPast(ledger, node, book, told);
    }

    private static NodeBook givenUp(TenantLedger ledger, NodeId node, NodeBook book, List<LedgerEntry> told) {
        return book.eachDay(ledger.tenant(), node, day -> day.status() != Status.OPEN ? day
            : book.absent() ? day.cut(Status.FINAL, null, book.bookedTo()) : day.cut(Status.INCOMPLETE,
                "%s has been silent since %s".formatted(node, Instant.ofEpochMilli(book.bookedTo())), book.bookedTo()), told);
    }

    private static NodeBook withoutPast(TenantLedger ledger, NodeId node, NodeBook book, List<LedgerEntry> told) {
        long past = book.bookedTo() - TOLD_AGAIN.toMillis();
        if (book.days().isEmpty() || book.days().firstEntry().getValue().end() > past) {
            return book;
        }
        var days = new TreeMap<>(book.days());
        days.values().removeIf(day -> {
            boolean over = day.end() <= past && day.status() == Status.FINAL && !day.changed();
            if (over) {
                told.add(day.entry(ledger.tenant(), node));
            }
            return over;
        });
        return days.size() == book.days().size() ? book : book.withDays(days);
    }

    /// The tenant was deleted: what is booked is told, and that no more of it comes is no gap.
    public static Booked leave(TenantLedger ledger) {
        var told = new ArrayList<LedgerEntry>();
        var after = ledger;
        for (var entry : ledger.nodes().entrySet()) {
            var book = entry.getValue().left().eachDay(ledger.tenant(), entry.getKey(),
                day -> day.changed() ? day.cut(day.status(), day.why(), entry.getValue().bookedTo()) : day, told);
            after = book == entry.getValue() ? after : after.with(entry.getKey(), book);
        }
        return after == ledger ? Booked.nothing(ledger) : new Booked(after, told);
    }

    /// Records that were cut but may not have been published, as they were. Of a day that has changed since, the next record is to follow.
    public static List<LedgerEntry> untold(TenantLedger ledger) {
        var untold = new ArrayList<LedgerEntry>();
        ledger.nodes().forEach((node, book) -> book.days().values().stream().filter(day -> !day.told() && !day.changed())
            .forEach(day -> untold.add(day.entry(ledger.tenant(), node))));
        return untold;
    }

    /// The same once all records that were cut are published.
    public static TenantLedger told(TenantLedger ledger) {
        var after = ledger;
        for (var entry : ledger.nodes().entrySet()) {
            var book = entry.getValue().eachDay(ledger.tenant(), entry.getKey(), DayBook::published, new ArrayList<>());
            after = book == entry.getValue() ? after : after.with(entry.getKey(), book);
        }
        return after;
    }
}
