package dev.landlord.controller.report;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/// A report as CSV (RFC 4180, UTF-8, a header line). Each row tells by its first cell what it is: `line`, `rounding`, `notKept` with the days of the
/// period that are not kept any longer, or `total`, the last one.
/// Figures are exact, in the ledger's units; an empty cell is not known, or does not apply.
///
/// Spreadsheets take text that begins with `=`, `+`, `-`, `@` or a tab for a formula, so such text is written with an apostrophe before it.
/// Numbers are written as they are.
public final class ReportCsv {
    private static final String END = "\r\n";
    private static final List<String> FIRST = List.of("row", "from", "to", "timeZone", "tenant", "node", "day", "status", "openDays", "finalDays",
        "incompleteDays", "bookedTo", "why");
    private static final String FORMULAS = "=+-@\t\r\n＝＋－＠";

    private final Report report;
    private final StringBuilder text = new StringBuilder();

    private ReportCsv(Report report) {
        this.report = report;
    }

    public static String of(Report report) {
        return new ReportCsv(report).write();
    }

    private String write() {
        var header = new ArrayList<>(FIRST);
        for (var measure : Measure.values()) {
            header.add(measure.wire());
        }
        if (report.prices() != null) {
            header.addAll(List.of("charge", "currency"));
        }
        end(header);
        report.lines().forEach(line -> row("line", line));
        if (report.rounding() != null && report.rounding().signum() != 0) {
            row("rounding", Line.empty(null, null, null).charged(report.rounding()));
        }
        if (report.keptFrom() != null) {
            row("notKept", report.from(), Collections.min(List.of(report.keptFrom().minusDays(1), report.to())), Line.empty(null, null, null));
        }
        row("total", report.total());
        return text.toString();
    }

    private void row(String what, Line line) {
        row(what, report.from(), report.to(), line);
    }

    private void row(String what, LocalDate from, LocalDate to, Line line) {
        var cells = new ArrayList<>(List.of(what, from.toString(), to.toString(), report.timeZone()));
        cells.add(cell(line.tenant() == null ? report.tenant() : line.tenant()));
        cells.add(cell(line.node()));
        cells.add(cell(line.day()));
        boolean booked = line.days().all() > 0;
        cells.add(booked ? line.status().wire() : "");
        cells.add(booked ? Long.toString(line.days().open()) : "");
        cells.add(booked ? Long.toString(line.days().closed()) : "");
        cells.add(booked ? Long.toString(line.days().incomplete()) : "");
        cells.add(cell(line.bookedTo()));
        cells.add(cell(String.join("; ", line.why())));
        for (var measure : Measure.values()) {
            var value = line.used().get(measure);
            cells.add(value.isPresent() ? Long.toString(value.getAsLong()) : "");
        }
        if (report.prices() != null) {
            cells.add(amount(line.charge()));
            cells.add(report.prices().currency());
        }
        end(cells);
    }

    private void end(List<String> cells) {
        text.append(String.join(",", cells)).append(END);
    }

    private static String amount(BigDecimal amount) {
        return amount == null ? "" : amount.toPlainString();
    }

    /// Text of others, harmless and on one line.
    private static String cell(Object value) {
        var raw = Objects.toString(value, "");
        boolean formula = !raw.isEmpty() && FORMULAS.indexOf(raw.charAt(0)) >= 0;
        var harmless = (formula ? "'" : "") + raw.codePoints().map(c -> Character.isISOControl(c) ? ' ' : c)
            .mapToObj(Character::toString).collect(Collectors.joining());
        return formula || harmless.indexOf(',') >= 0 || harmless.indexOf('"') >= 0 ? '"' + harmless.replace("\"", "\"\"") + '"' : harmless;
    }
}
