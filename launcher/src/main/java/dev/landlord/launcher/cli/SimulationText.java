package dev.landlord.launcher.cli;

import static dev.landlord.launcher.terminal.Table.left;
import static dev.landlord.launcher.terminal.Table.right;

import dev.landlord.controller.whatif.Episode;
import dev.landlord.controller.whatif.Outcome;
import dev.landlord.launcher.client.UseToDate;
import dev.landlord.launcher.client.UseToDate.Counted;
import dev.landlord.launcher.terminal.Amounts;
import dev.landlord.launcher.terminal.Table;
import dev.landlord.protocol.PlainText;
import dev.landlord.protocol.message.Tally;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// What `landlord simulate` prints for people.
final class SimulationText {
    /// Rows of the list of episodes; JSON has them all.
    private static final int MOST_ROWS = 100;
    private static final String TODAY = " (today)";
    private static final String TRIED = " (tried)";

    private SimulationText() {
    }

    private record Row(String tenant, String policyClass, SimulationReport.Lasting lasting) {
    }

    static List<String> lines(SimulationReport report) {
        var sums = new Table(left("TENANT"), left("CLASS"), right("WARNED"), right("WEIGHTED"), right("THROTTLED"), right("FROZEN"),
            right("HELD BACK"), right("EVICTED"), right("NOT DONE"));
        var rows = new ArrayList<Row>();
        for (var tenant : report.tenants()) {
            boolean compared = tenant.tried() != null;
            add(sums, rows, tenant.tenant(), tenant.today(), compared ? TODAY : "");
            if (compared) {
                add(sums, rows, tenant.tenant(), tenant.tried(), TRIED);
            }
        }
        var lines = new ArrayList<String>();
        lines.add(String.format(Locale.ROOT, "%s to %s: %,d samples%s", report.from().truncatedTo(ChronoUnit.SECONDS),
            report.to().truncatedTo(ChronoUnit.SECONDS), report.samples(),
            report.bad() == 0 ? "" : String.format(Locale.ROOT, ", %,d values passed over that are no samples", report.bad())));
        lines.add("");
        lines.addAll(sums.lines());
        budgets(lines, report);
        episodes(lines, rows);
        lines.add("");
        report.notes().forEach(note -> lines.add(PlainText.of(note)));
        return lines;
    }

    private static void add(Table sums, List<Row> rows, String tenant, SimulationReport.OfClass of, String which) {
        sums.row(tenant, of.policyClass() + which, count(of.warned()), count(of.weighted()), count(of.throttled()), count(of.frozen()),
            of.heldBackMs() == 0 ? Amounts.UNKNOWN : Amounts.lasting(of.heldBackMs()), count(of.evicted()), count(of.held()));
        of.episodes().forEach(episode -> rows.add(new Row(tenant, of.policyClass() + which, episode)));
    }

    private static void budgets(List<String> lines, SimulationReport report) {
        var table = new Table(left("TENANT"), left("CLASS"), left("BUDGET FROM"), left("PER"), right("USED"), left("STATE"), left("OF WHAT"));
        for (var tenant : report.tenants()) {
            boolean compared = tenant.tried() != null;
            budgets(table, tenant.tenant(), tenant.today(), compared ? TODAY : "");
            if (compared) {
                budgets(table, tenant.tenant(), tenant.tried(), TRIED);
            }
        }
        if (!table.isEmpty()) {
            lines.add("");
            lines.addAll(table.lines());
        }
    }

    private static void budgets(Table table, String tenant, SimulationReport.OfClass of, String which) {
        for (var period : of.budgets()) {
            table.row(tenant, of.policyClass() + which, period.from().toString(), period.budget().per().wire(),
                Amounts.share(OptionalDouble.of(period.share())), period.state(), of(period));
        }
    }

    private static String of(Outcome.OfPeriod period) {
        var words = new ArrayList<String>();
        if (period.budget().cpuHours() != null) {
            words.add(of(Counted.CPU, (double) period.cpuUsageUsec() / Tally.USEC_PER_CORE_HOUR, period.budget().cpuHours()));
        }
        if (period.budget().memoryGibHours() != null) {
            words.add(of(Counted.MEMORY, (double) period.memoryKibSeconds() / Tally.KIB_SECONDS_PER_GIB_HOUR, period.budget().memoryGibHours()));
        }
        return String.join(", ", words);
    }

    private static String of(Counted counted, double used, double limit) {
        return new UseToDate.Amount(counted, OptionalDouble.of(used), OptionalDouble.of(limit), OptionalDouble.of(used / limit)).words();
    }

    private static String count(long number) {
        return number == 0 ? Amounts.UNKNOWN : String.format(Locale.ROOT, "%,d", number);
    }

    private static void episodes(List<String> lines, List<Row> rows) {
        lines.add("");
        if (rows.isEmpty()) {
            lines.add("Nothing would have been done to anybody.");
            return;
        }
        rows.sort(Comparator.comparing(row -> row.lasting().episode().from()));
        var table = new Table(left("WHEN"), left("TENANT"), left("CLASS"), left("WHAT"), right("FOR"), left("WHY"));
        for (var row : rows.subList(0, Math.min(rows.size(), MOST_ROWS))) {
            var episode = row.lasting().episode();
            table.row(episode.from().truncatedTo(ChronoUnit.SECONDS).toString(), row.tenant(), row.policyClass(), what(episode),
                row.lasting().lastedMs() == null ? "" : Amounts.lasting(row.lasting().lastedMs()) + (episode.to() == null ? "+" : ""), episode.why());
        }
        lines.addAll(table.lines());
        if (rows.size() > MOST_ROWS) {
            lines.add("and %s more; -o json has them all".formatted(rows.size() - MOST_ROWS));
        }
    }

    private static String what(Episode episode) {
        return switch (episode.what()) {
            case SPENT -> "budget spent";
            case WARNED, WEIGHTED, THROTTLED, FROZEN, EVICTED -> episode.what().wire() + (episode.ofBudget() ? " (budget)" : "");
            case HELD -> "not done: " + episode.rule();
        };
    }
}
