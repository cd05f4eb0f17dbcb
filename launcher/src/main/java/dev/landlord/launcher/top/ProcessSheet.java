package dev.landlord.launcher.top;

import static dev.landlord.launcher.top.Column.figure;
import static dev.landlord.launcher.top.Column.text;

import dev.landlord.launcher.client.House;
import dev.landlord.launcher.terminal.Line.Tone;
import dev.landlord.launcher.top.Column.Step;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jline.utils.AttributedString;

/// The busiest processes of a workload, as the agent saw them last.
final class ProcessSheet {
    private ProcessSheet() {
    }

    static Sheet<ProcessRow> of(House house, String tenant, String key, View view, Palette palette, Instant now) {
        Optional<WorkloadRow> workload = house.tenant(tenant).stream().flatMap(WorkloadSheet::rows).filter(row -> row.key().equals(key)).findFirst();
        List<ProcessRow> all = workload.map(WorkloadRow::processes).orElse(List.of());
        Sort sort = switch (view.sort()) {
            case MEMORY, NAME -> view.sort();
            case SCORE, CPU, PIDS, IO, SHARE, BUDGET -> Sort.CPU;
        };
        List<ProcessRow> rows = sort.sorted(all.stream().filter(row -> view.passes(row.name())).toList(), view.reversed());
        String empty = workload.isEmpty() ? "This workload has ended; Esc goes back."
            : all.isEmpty() ? "The agent has not looked at its processes: it does for the busiest workloads and those over their quota."
            : "No command has that in it.";
        return new Sheet<>(grid(now), rows, Optional.of(sort), view.reversed(),
            width -> workload.map(row -> head(row, palette, width, now)).orElse(List.of()), ProcessRow::name, empty);
    }

    private static List<AttributedString> head(WorkloadRow row, Palette palette, int width, Instant now) {
        return List.of(
            new Strip(palette).put("Use     ", Tone.FAINT).put(TenantHead.uses(row.meters())).to(width),
            new Strip(palette).put("Group   ", Tone.FAINT).put(row.cgroup()).to(width),
            new Strip(palette).put("Node    ", Tone.FAINT).put("%s, seen for %s, %s".formatted(row.node(), Ages.since(row.firstSeen(), now),
                "own".equals(row.origin()) ? "started by landlord run" : "group " + row.origin())).to(width));
    }

    private static Grid<ProcessRow> grid(Instant now) {
        return new Grid<>(List.of(
            figure("PID", ProcessRow::pid, _ -> Tone.PLAIN, new Step(0, 7)),
            text("USER", ProcessRow::user, _ -> Tone.PLAIN, new Step(4, 8), new Step(6, 12)),
            figure("CPU", (ProcessRow row) -> row.cpu().figure(), _ -> Tone.HEADING, new Step(1, 5)).sortedBy(Sort.CPU),
            figure("RESID", (ProcessRow row) -> row.resident().figure(), _ -> Tone.PLAIN, new Step(3, 5)).sortedBy(Sort.MEMORY),
            figure("AGE", (ProcessRow row) -> Ages.since(row.startedAt(), now), _ -> Tone.PLAIN, new Step(5, 4)),
            text("COMMAND", ProcessRow::name, _ -> Tone.PLAIN, new Step(2, 10)).sortedBy(Sort.NAME).filling()));
    }
}
