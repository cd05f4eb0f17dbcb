package dev.landlord.launcher.top;

import static dev.landlord.launcher.top.Column.figure;
import static dev.landlord.launcher.top.Column.meter;
import static dev.landlord.launcher.top.Column.text;

import dev.landlord.launcher.client.House;
import dev.landlord.launcher.terminal.Amounts;
import dev.landlord.launcher.terminal.Line.Tone;
import dev.landlord.launcher.top.Column.Step;
import dev.landlord.protocol.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// All nodes.
final class NodeSheet {
    private NodeSheet() {
    }

    static Sheet<NodeRow> of(House house, View view, Palette palette, Instant now) {
        List<NodeRow> all = house.nodes().stream().map(NodeRow::of).toList();
        Sort sort = switch (view.sort()) {
            case SCORE, IO, BUDGET -> Sort.NAME;
            case CPU, MEMORY, PIDS, SHARE, NAME -> view.sort();
        };
        List<NodeRow> rows = sort.sorted(all.stream().filter(row -> view.passes(row.name())).toList(), view.reversed());
        Grid<NodeRow> grid = new Grid<>(List.of(
            text("NODE", NodeRow::name, _ -> Tone.HEADING, new Step(0, 8), new Step(8, 16), new Step(14, 24)).sortedBy(Sort.NAME).filling(),
            text("STATE", NodeRow::state, NodeRow::tone, new Step(1, 7)),
            meter(Resource.CPU, NodeRow::meters, 2, 4, 6, 12),
            meter(Resource.MEMORY, NodeRow::meters, 3, 5, 7, 13),
            figure("LOAD", NodeRow::loadText, _ -> Tone.PLAIN, new Step(9, 5)),
            figure("TASKS", (NodeRow row) -> Amounts.of(Resource.PIDS, row.processes()), _ -> Tone.PLAIN, new Step(15, 5)).sortedBy(Sort.PIDS),
            figure("TENANTS", (NodeRow row) -> Integer.toString(row.tenants()), _ -> Tone.PLAIN, new Step(10, 7)),
            text("MODE", NodeRow::mode, row -> "watch".equals(row.mode()) ? Tone.WARNING : Tone.PLAIN, new Step(11, 7)),
            text("CGROUPS", NodeRow::cgroups, _ -> Tone.PLAIN, new Step(16, 7)),
            text("AGENT", NodeRow::agent, _ -> Tone.PLAIN, new Step(17, 14)),
            text("KERNEL", NodeRow::kernel, _ -> Tone.PLAIN, new Step(18, 20)).filling()));
        return new Sheet<>(grid, rows, Optional.of(sort), view.reversed(), new HouseHead(house, palette)::lines,
            row -> "%s: %s, last heartbeat %s ago".formatted(row.name(), row.state(), Ages.since(row.seenAt(), now)),
            all.isEmpty() ? "No agent has reported yet." : "No node's name has that in it.");
    }
}
