package dev.landlord.launcher.cli;

import dev.landlord.controller.report.Charging;
import dev.landlord.controller.report.Dimension;
import dev.landlord.controller.report.Period;
import dev.landlord.controller.report.Prices;
import dev.landlord.controller.report.Report;
import dev.landlord.controller.report.ReportBuilder;
import dev.landlord.controller.report.ReportCsv;
import dev.landlord.launcher.ConfigurationException;
import dev.landlord.launcher.RemedyException;
import dev.landlord.launcher.client.ControllerClient;
import dev.landlord.launcher.terminal.ProgressLine;
import dev.landlord.protocol.PlainText;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.document.DocumentException;
import dev.landlord.protocol.document.Problem;
import dev.landlord.protocol.json.MessageCodec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// `landlord report`: who used how much, and what it costs. The controller is asked for one day after the other, so that each answer comes soon
/// however large the house is; what it answers is added up here, exactly.
@Command(
    name = "report",
    description = {"Tells from the ledger who used how much, and what it costs. Days are UTC days.",
        "Figures are the kernel's own; what is open, incomplete or not known is told."},
    footerHeading = "%nExample:%n",
    footer = {"  landlord report --month 2026-11 --prices prices.yaml",
        "  landlord report --from 2026-11-01 --to 2026-11-07 --by tenant,day -o csv"},
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:told", "1:the controller cannot be asked, or has not read the ledger", "2:wrong usage, or a file that is wrong or missing"}
)
public final class ReportCommand implements Callable<Integer> {
    private static final int MOST_DAYS = 1_100;

    private final InstantSource clock;

    @Spec
    private CommandSpec spec;

    @Option(names = "--month", paramLabel = "MONTH", converter = MonthArgument.class, description = "e.g. 2026-11 (default: the month that it is)")
    private YearMonth month;

    @Option(names = "--from", paramLabel = "DAY", converter = DayArgument.class, description = "the first day, e.g. 2026-11-01; instead of --month")
    private LocalDate from;

    @Option(names = "--to", paramLabel = "DAY", converter = DayArgument.class, description = "the last day, included")
    private LocalDate to;

    @Option(names = "--by", paramLabel = "WHAT", split = ",", defaultValue = "tenant",
        description = "tenant, node or day, or several with commas between (default: ${DEFAULT-VALUE})")
    private Set<Dimension> by;

    @Option(names = "--tenant", paramLabel = "ID", converter = TenantArgument.class, description = "only this tenant's use (default: everybody's)")
    private TenantId tenant;

    @Option(names = "--prices", paramLabel = "FILE", description = "prices.yaml: what a unit costs, for a column of charges")
    private Path pricesFile;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "table",
        description = "table for people, json or csv for programs, with exact figures in the ledger's units (default: ${DEFAULT-VALUE})")
    private Format format;

    @Mixin
    private ControllerOptions controller;

    public ReportCommand() {
        this(InstantSource.system());
    }

    /// @param clock tells which month it is
    ReportCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() {
        Period period = period();
        Prices prices = pricesFile == null ? null : prices(pricesFile);
        ProgressLine progress = ProgressLine.on(spec.commandLine().getErr());
        Report report;
        try {
            report = controller.ask(client -> read(client, period, progress));
        } finally {
            progress.clear();
        }
        print(prices == null ? report : Charging.of(report, prices));
        return ExitCode.OK;
    }

    private Period period() {
        if (month != null && (from != null || to != null)) {
            throw usage("--month and --from, --to are two ways to say when; say one");
        }
        if ((from == null) != (to == null)) {
            throw usage(from == null ? "--to needs --from, the first day" : "--from needs --to, the last day, which is included");
        }
        if (from == null) {
            return month == null ? Period.around(clock.instant()) : Period.of(month);
        }
        if (from.isAfter(to)) {
            throw usage("--from must not lie after --to");
        }
        var period = new Period(from, to);
        if (period.length() > MOST_DAYS) {
            throw usage(String.format(Locale.ROOT, "--from and --to are %,d days; a report has at most %,d", period.length(), MOST_DAYS));
        }
        return period;
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private static Prices prices(Path file) {
        try {
            return Prices.parse(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw new ConfigurationException("%s cannot be read: %s".formatted(file, RemedyException.said(e)), e);
        } catch (DocumentException e) {
            throw new ConfigurationException(e.problems().stream().map((Problem problem) -> PlainText.of(file + ": " + problem))
                .collect(Collectors.joining(System.lineSeparator())), e);
        }
    }

    private Report read(ControllerClient client, Period period, ProgressLine progress) {
        var builder = new ReportBuilder(period, by, tenant);
        List<LocalDate> days = period.days().toList();
        String rest = "&by=" + EnumSet.copyOf(by).stream().map(Dimension::wire).collect(Collectors.joining(","))
            + (tenant == null ? "" : "&tenant=" + tenant);
        for (int i = 0; i < days.size(); i++) {
            LocalDate day = days.get(i);
            progress.draw((double) i / days.size(), () -> "reading " + day);
            add(builder, client.get("/report?from=%s&to=%s%s".formatted(day, day, rest)));
        }
        Report report = builder.report();
        if (tenant != null && report.lines().isEmpty()) {
            // Of a mistyped id nothing is booked either; that is an answer only for one that there is.
            client.get("/tenants/" + tenant);
        }
        return report;
    }

    private static void add(ReportBuilder builder, JsonNode answer) {
        try {
            builder.add(MessageCodec.mapper().treeToValue(answer, Report.class));
        } catch (JacksonException | IllegalArgumentException e) {
            throw new RemedyException("the controller's report cannot be read; is it of this version? %s".formatted(PlainText.of(e.getMessage())), e);
        }
    }

    private void print(Report report) {
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case TABLE -> ReportText.lines(report).forEach(out::println);
            case JSON -> out.println(OutputFormat.json(report));
            case CSV -> out.print(ReportCsv.of(report));
        }
        out.flush();
    }

    enum Format {
        TABLE, JSON, CSV
    }

    /// A month as typed.
    static final class MonthArgument implements ITypeConverter<YearMonth> {
        @Override
        public YearMonth convert(String value) {
            return converted(value, Period::month);
        }
    }

    /// A day as typed.
    static final class DayArgument implements ITypeConverter<LocalDate> {
        @Override
        public LocalDate convert(String value) {
            return converted(value, Period::day);
        }
    }

    private static <T> T converted(String value, Function<String, T> parse) {
        try {
            return parse.apply(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
