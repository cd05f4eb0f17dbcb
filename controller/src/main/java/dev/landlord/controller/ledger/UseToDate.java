package dev.landlord.controller.ledger;

import dev.landlord.protocol.message.Budget;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What is booked of a tenant on all nodes together, by day as far as days may still change, and by month of those that were let go. It tells the
/// truth of the present day, of the present month and of the one before; of others only part may be left.
///
/// @param carried what was booked in days that were let go, by month
/// @param days    what is booked in the days that are held
public record UseToDate(SortedMap<YearMonth, Amount> carried, SortedMap<LocalDate, Amount> days) {
    /// Nothing is booked.
    public static final UseToDate NONE = new UseToDate(Collections.emptySortedMap(), Collections.emptySortedMap());

    public UseToDate {
        carried = carried == null ? Collections.emptySortedMap() : Collections.unmodifiableSortedMap(carried);
        days = Collections.unmodifiableSortedMap(days);
    }

    static UseToDate of(TenantLedger ledger) {
        var days = new TreeMap<LocalDate, Amount>();
        for (var book : ledger.nodes().values()) {
            for (var day : book.days().values()) {
                days.merge(day.day(), day.amount(), Amount::plus);
            }
        }
        return new UseToDate(ledger.carried(), days);
    }

    /// What is booked in a period: days from the carried months count only where the period is a whole month.
    public Amount in(Budget.Period period) {
        var month = YearMonth.from(period.from());
        boolean whole = period.from().equals(month.atDay(1)) && period.to().equals(month.plusMonths(1).atDay(1));
        var used = whole ? carried.getOrDefault(month, Amount.NONE) : Amount.NONE;
        return days.subMap(period.from(), period.to()).values().stream().reduce(used, Amount::plus);
    }

    /// What is carried on after a day was let go.
    static SortedMap<YearMonth, Amount> carry(SortedMap<YearMonth, Amount> carried, LocalDate day, Amount amount) {
        if (amount.isNone()) {
            return carried;
        }
        var more = new TreeMap<>(carried);
        more.merge(YearMonth.from(day), amount, Amount::plus);
        return more;
    }

    /// Without months before the last one. The last stays, as the next owner's clock may be a little behind.
    static SortedMap<YearMonth, Amount> recent(SortedMap<YearMonth, Amount> carried, LocalDate today) {
        var last = YearMonth.from(today).minusMonths(1);
        return carried.isEmpty() || !carried.firstKey().isBefore(last) ? carried : new TreeMap<>((Map<YearMonth, Amount>) carried.tailMap(last));
    }
}
