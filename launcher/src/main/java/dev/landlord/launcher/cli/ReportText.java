package dev.landlord.launcher.cli;

import static dev.landlord.launcher.terminal.Table.left;
import static dev.landlord.launcher.terminal.Table.right;

import dev.landlord.controller.report.Dimension;
import dev.landlord.controller.report.Line;
import dev.landlord.controller.report.Measure;
import dev.landlord.controller.report.Prices;
import dev.landlord.controller.report.Report;
import dev.landlord.controller.report.Units;
import dev.landlord.launcher.terminal.Amounts;
import dev.landlord.launcher.terminal.Table;
import dev.landlord.protocol.PlainText;
import dev.landlord.protocol.message.Tally;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/// What `landlord report` prints for people: figures in the units that people count in, rounded.
final class ReportText {
    private static final int DECIMALS = 3;
    private static final long MILLIS_PER_SECOND = 1_000;
    /// No tenant, node or day can be called so.
    private static final String TOTAL = "(total)";
    private static final String ROUNDING = "(rounding)";
    private static final Map<Measure, String> UNKNOWN = new EnumMap<>(Map.of(
        Measure.CPU_UNKNOWN_MS, "cpu", Measure.MEMORY_UNKNOWN_MS, "memory", Measure.IO_UNKNOWN_MS, "io"));

    private final Report report;
    private final boolean unknown;
    private final List<String> lines = new ArrayList<>();

    private ReportText(Report report) {
        this.report = report;
        this.unknown = !unknown(report.total()).isEmpty();
    }

    static List<String> lines(Report report) {
        return new ReportText(report).write();
    }

    private List<String> write() {
        lines.add("%s to %s, %s days%s".formatted(report.from(), report.to(), report.timeZone(),
            report.tenant() == null ? "" : ", of " + report.tenant() + " alone"));
        lines.add("");
        if (report.lines().isEmpty()) {
            say("Nothing %sis booked in this time, as of %s.", report.keptFrom() == null ? "" : "that is still kept ", second(report.asOf()));
        } else {
            lines.addAll(table().lines());
            lines.add("");
        }
        status();
        return lines;
    }

    private Table table() {
        var columns = new ArrayList<Table.Column>();
        report.by().forEach(one -> columns.add(left(one.name())));
        columns.addAll(List.of(right("CORE-HOURS"), right("GIB-HOURS"), right("IO GIB"), right("IO MILLION"), right("PEAK MEMORY"), left("STATUS")));
        if (unknown) {
            columns.add(left("NOT KNOWN"));
        }
        if (report.prices() != null) {
            columns.add(right(report.prices().currency()));
        }
        var table = new Table(columns.toArray(Table.Column[]::new));
        report.lines().forEach(line -> add(table, keys(line), line));
        if (report.rounding() != null && report.rounding().signum() != 0) {
            var cells = new ArrayList<>(names(ROUNDING));
            cells.addAll(columns.subList(cells.size(), columns.size() - 1).stream().map(_ -> "").toList());
            cells.add(amount(report.rounding()));
            table.row(cells.toArray(String[]::new));
        }
        add(table, names(TOTAL), report.total());
        return table;
    }

    private List<String> keys(Line line) {
        return report.by().stream().map(one -> key(line, one).toString()).toList();
    }

    private static Object key(Line line, Dimension by) {
        return switch (by) {
            case TENANT -> line.tenant();
            case NODE -> line.node();
            case DAY -> line.day();
        };
    }

    /// A row's name in the first of the columns for keys.
    private List<String> names(String name) {
        return report.by().stream().map(one -> one == report.by().getFirst() ? name : "").toList();
    }

    private void add(Table table, List<String> keys, Line line) {
        var used = line.used();
        var cells = new ArrayList<>(keys);
        cells.add(in(Tally.USEC_PER_CORE_HOUR, used.get(Measure.CPU_USAGE_USEC)));
        cells.add(in(Tally.KIB_SECONDS_PER_GIB_HOUR, used.get(Measure.MEMORY_KIB_SECONDS)));
        cells.add(in(Units.BYTES_PER_GIB, used.sum(Measure.IO_READ_BYTES, Measure.IO_WRITE_BYTES)));
        cells.add(in(Units.OPERATIONS_PER_MILLION, used.sum(Measure.IO_READS, Measure.IO_WRITES)));
        var peak = used.get(Measure.MEMORY_PEAK_BYTES);
        cells.add(peak.isPresent() ? Amounts.bytes(peak.getAsLong()) : Amounts.UNKNOWN);
        cells.add(status(line));
        if (unknown) {
            cells.add(unknown(line));
        }
        if (report.prices() != null) {
            cells.add(line.charge() == null ? Amounts.UNKNOWN : amount(line.charge()));
        }
        table.row(cells.toArray(String[]::new));
    }

    private static String in(long unit, OptionalLong amount) {
        return amount.isPresent() ? amount(Units.in(unit, amount.getAsLong(), DECIMALS)) : Amounts.UNKNOWN;
    }

    private static String amount(BigDecimal amount) {
        return String.format(Locale.ROOT, "%,." + amount.scale() + "f", amount);
    }

    private static String status(Line line) {
        return switch (line.status()) {
            case OPEN -> line.days().incomplete() > 0 ? "open, incomplete" : "open";
            case FINAL, INCOMPLETE -> line.status().wire();
            case null -> Amounts.UNKNOWN;
        };
    }

    /// For how long at most what is not known, so the next whole second, or nothing.
    private static String unknown(Line line) {
        var parts = new ArrayList<String>();
        UNKNOWN.forEach((measure, name) -> line.used().get(measure).ifPresent(ms -> {
            if (ms > 0) {
                parts.add(name + " " + Amounts.lasting(Math.ceilDiv(ms, MILLIS_PER_SECOND) * MILLIS_PER_SECOND));
            }
        }));
        return String.join(", ", parts);
    }

    private void status() {
        var total = report.total();
        var days = total.days();
        if (!report.over()) {
            lines.add("Open: the time is not over, as of %s.".formatted(second(report.asOf())));
        }
        if (days.open() > 0) {
            say("Open: more may be booked on %s of %s days (each of one tenant on one node); the use of each is booked to %s.",
                count(days.open()), count(days.all()), second(total.bookedTo()));
        }
        if (days.incomplete() > 0) {
            say("Incomplete: something of %s of %s days (each of one tenant on one node) will not be known: %s.", count(days.incomplete()),
                count(days.all()), PlainText.of(String.join("; ", total.why())));
        }
        if (report.keptFrom() != null) {
            say("Incomplete: what was booked before %s is not kept any longer, and is in no figure.", report.keptFrom());
        }
        if (report.over() && report.keptFrom() == null && days.all() > 0 && days.all() == days.closed()) {
            lines.add("Final: nothing is outstanding.");
        }
        if (unknown) {
            lines.add("What is not known is in no figure%s.".formatted(report.prices() == null ? "" : ", and is not charged"));
        }
        if (report.prices() != null) {
            lines.add("Prices: %s.".formatted(prices(report.prices())));
            lines.add("Each line is rounded by itself, the total once; what is between them is told as %s.".formatted(ROUNDING));
        }
        if (days.all() > 0) {
            lines.add("Figures are rounded; -o csv and -o json have them exactly.");
        }
    }

    private void say(String line, Object... arguments) {
        lines.add(line.formatted(arguments));
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String prices(Prices prices) {
        var parts = new ArrayList<String>();
        price(parts, prices, prices.cpuCoreHour(), "a core-hour");
        price(parts, prices, prices.memoryGibHour(), "a GiB-hour of memory");
        price(parts, prices, prices.ioGib(), "a GiB of IO");
        price(parts, prices, prices.ioMillionOperations(), "a million IO operations");
        return String.join(", ", parts);
    }

    private static void price(List<String> parts, Prices prices, BigDecimal price, String unit) {
        if (price != null) {
            parts.add("%s %s %s".formatted(prices.currency(), price.toPlainString(), unit));
        }
    }

    private static Instant second(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
