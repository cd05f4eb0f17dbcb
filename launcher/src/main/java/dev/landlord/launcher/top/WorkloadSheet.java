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
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// The workloads of a tenant, each beside the quota of the whole tenant.
final class WorkloadSheet {
    private WorkloadSheet() {
    }

    static Sheet<WorkloadRow> of(House house, String id, View view, Palette palette, Instant now) {
        Optional<JsonNode> tenant = house.tenant(id);
        List<WorkloadRow> all = tenant.stream().flatMap(WorkloadSheet::rows).toList();
        Sort sort = switch (view.sort()) {
            case SCORE, BUDGET -> Sort.CPU;
            case CPU, MEMORY, PIDS, IO, SHARE, NAME -> view.sort();
        };
        List<WorkloadRow> rows = sort.sorted(all.stream().filter(row -> view.passes(row.name())).toList(), view.reversed());
        String empty = tenant.isEmpty() ? "This tenant is gone; Esc goes back."
            : all.isEmpty() ? "No workload runs here now." : "No workload's name has that in it.";
        return new Sheet<>(grid(now), rows, Optional.of(sort), view.reversed(),
            width -> tenant.map(known -> new TenantHead(known, palette, now).lines(width)).orElse(List.of()),
            row -> row.node() + ": " + row.cgroup(), empty);
    }

    static Stream<WorkloadRow> rows(JsonNode tenant) {
        return tenant.path("workloads").valueStream().map(workload -> WorkloadRow.of(workload, tenant.path("quota")));
    }

    private static Grid<WorkloadRow> grid(Instant now) {
        return new Grid<>(List.of(
            text("WORKLOAD", WorkloadRow::name, _ -> Tone.HEADING, new Step(0, 10), new Step(6, 16), new Step(14, 24)).sortedBy(Sort.NAME).filling(),
            text("NODE", WorkloadRow::node, _ -> Tone.PLAIN, new Step(5, 8), new Step(15, 16)),
            meter(Resource.CPU, WorkloadRow::meters, 1, 3, 7, 12),
            meter(Resource.MEMORY, WorkloadRow::meters, 2, 4, 8, 13),
            used(Resource.PIDS, WorkloadRow::meters, 9),
            used(Resource.IO, WorkloadRow::meters, 10),
            figure("AGE", row -> Ages.since(row.firstSeen(), now), _ -> Tone.PLAIN, new Step(11, 4)),
            text("FROM", WorkloadRow::origin, _ -> Tone.PLAIN, new Step(17, 7)),
            figure("PRIO", WorkloadRow::priority, _ -> Tone.PLAIN, new Step(16, 4)),
            text("CGROUP", WorkloadRow::cgroup, _ -> Tone.PLAIN, new Step(18, 20)).filling()));
    }
}
