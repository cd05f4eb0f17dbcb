package dev.landlord.launcher.top;

import static dev.landlord.launcher.top.Column.figure;
import static dev.landlord.launcher.top.Column.meter;
import static dev.landlord.launcher.top.Column.text;
import static dev.landlord.launcher.top.Column.used;

import dev.landlord.launcher.client.House;
import dev.landlord.launcher.terminal.Line.Tone;
import dev.landlord.launcher.top.Column.Step;
import dev.landlord.protocol.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// All tenants.
final class TenantSheet {
    private static final int LEAST_NAME = 8;
    private static final int MOST_NAME = 32;
    private static final int LEAST_BUDGET = 7;
    private static final int MOST_BUDGET = 11;

    private TenantSheet() {
    }

    static Sheet<TenantRow> of(House house, View view, Palette palette, Instant now) {
        List<TenantRow> all = house.tenants().stream().map(TenantRow::of).toList();
        List<TenantRow> rows = view.sort().sorted(all.stream().filter(row -> view.passes(row.name())).toList(), view.reversed());
        String empty = all.isEmpty() ? "No tenant has moved in yet: landlord tenant apply -f FILE declares some."
            : "No tenant's name has that in it.";
        return new Sheet<>(grid(rows), rows, Optional.of(view.sort()), view.reversed(), new HouseHead(house, palette)::lines,
            row -> about(row, now), empty);
    }

    private static Grid<TenantRow> grid(List<TenantRow> rows) {
        int longest = Math.clamp(rows.stream().mapToInt(row -> Strip.columns(row.name())).max().orElse(0), LEAST_NAME, MOST_NAME);
        List<Column<TenantRow>> columns = new ArrayList<>(List.of(
            text("TENANT", TenantRow::name, _ -> Tone.HEADING, new Step(0, LEAST_NAME), new Step(9, Math.max(LEAST_NAME, Math.min(13, longest))),
                new Step(18, longest)).sortedBy(Sort.NAME).filling(),
            text("STATE", TenantRow::state, TenantRow::tone, new Step(1, 4), new Step(4, 9)),
            figure("SCORE", TenantRow::scoreText, TenantRow::tone, new Step(7, 6)).sortedBy(Sort.SCORE),
            meter(Resource.CPU, TenantRow::meters, 2, 5, 8, 14),
            meter(Resource.MEMORY, TenantRow::meters, 3, 6, 10, 15),
            used(Resource.PIDS, TenantRow::meters, 11, 16, 25),
            used(Resource.IO, TenantRow::meters, 12, 17, 26)));
        if (rows.stream().anyMatch(row -> row.budget().isPresent())) {
            columns.add(new Column<>("BUDGET", Optional.of(Sort.BUDGET), true, List.of(new Step(11, LEAST_BUDGET), new Step(18, MOST_BUDGET)), false,
                TenantSheet::budget));
        }
        columns.addAll(List.of(
            figure("WORK", row -> Integer.toString(row.workloads()), _ -> Tone.PLAIN, new Step(20, 4)),
            text("CLASS", row -> row.policyClass() + (row.watch() ? " (watch)" : ""), _ -> Tone.PLAIN, new Step(19, 9), new Step(24, 18)),
            text("ISOLATION", TenantRow::isolation, _ -> Tone.PLAIN, new Step(22, 11)),
            text("REASON", TenantRow::reason, _ -> Tone.PLAIN, new Step(21, 20), new Step(23, 32)).filling()));
        return new Grid<>(columns);
    }

    private static void budget(Strip strip, TenantRow row, int width) {
        OptionalDouble share = row.value(Sort.BUDGET);
        Tone tone = row.budget().map(TenantRow::budgetTone).orElse(Tone.PLAIN);
        if (width < MOST_BUDGET || share.isEmpty()) {
            strip.right(Meter.percent(share), width, tone);
        } else {
            strip.bar(share, tone, width, 4, Meter.percent(share));
        }
    }

    private static String about(TenantRow row, Instant now) {
        if (row.isApart()) {
            return "_unattributed: processes that belong to no tenant";
        }
        String since = row.since().isEmpty() ? "" : " for " + Ages.since(row.since(), now);
        return "%s: %s%s%s".formatted(row.name(), row.tone() == Tone.FAINT ? "no state" : row.state(), since,
            row.reason().isEmpty() ? "" : ": " + row.reason());
    }
}
