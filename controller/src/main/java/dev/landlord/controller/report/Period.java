package dev.landlord.controller.report;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.stream.Stream;

/// Whole UTC days. A month is the sum of its days.
///
/// @param from the first day
/// @param to   the last day, included
public record Period(LocalDate from, LocalDate to) {
    private static final String MONTH = "\\d{4}-\\d{2}";
    private static final String DAY = "\\d{4}-\\d{2}-\\d{2}";

    public Period {
        if (from.isAfter(to)) {
            throw new IllegalArgumentException("the first day (%s) lies after the last one (%s)".formatted(from, to));
        }
    }

    public static Period of(YearMonth month) {
        return new Period(month.atDay(1), month.atEndOfMonth());
    }

    /// The month that a moment lies in.
    public static Period around(Instant moment) {
        return of(YearMonth.from(moment.atZone(ZoneOffset.UTC)));
    }

    /// @throws IllegalArgumentException saying how one is written
    public static YearMonth month(String text) {
        try {
            if (text.matches(MONTH)) {
                return YearMonth.parse(text);
            }
        } catch (DateTimeException _) {
            // Told below.
        }
        throw new IllegalArgumentException("'%s' is not a month; write it like 2026-11".formatted(text));
    }

    /// @throws IllegalArgumentException saying how one is written
    public static LocalDate day(String text) {
        try {
            if (text.matches(DAY)) {
                return LocalDate.parse(text);
            }
        } catch (DateTimeException _) {
            // Told below.
        }
        throw new IllegalArgumentException("'%s' is not a day; write it like 2026-11-22".formatted(text));
    }

    public Stream<LocalDate> days() {
        return from.datesUntil(to.plusDays(1));
    }

    public long length() {
        return to.toEpochDay() - from.toEpochDay() + 1;
    }

    /// Whether it has ended at a moment.
    boolean isOver(Instant at) {
        return !at.isBefore(to.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    /// `2026-11` where it is a month, else `2026-11-01_2026-11-22`.
    public String name() {
        var month = YearMonth.from(from);
        return equals(of(month)) ? month.toString() : from + "_" + to;
    }
}
