package dev.landlord.launcher.demo;

import static dev.landlord.launcher.client.Figures.amount;
import static dev.landlord.launcher.client.Figures.number;
import static dev.landlord.launcher.terminal.Table.left;
import static dev.landlord.launcher.terminal.Table.right;

import dev.landlord.launcher.client.House;
import dev.landlord.launcher.terminal.Amounts;
import dev.landlord.launcher.terminal.Line;
import dev.landlord.launcher.terminal.Line.Tone;
import dev.landlord.launcher.terminal.Table;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// How the tenants stand, from the events of the stream. Not safe for several threads at a time.
final class HouseTable {
    private static final int BAR_CELLS = 10;

    private final House house = new House();

    /// Takes in an event of the stream; others than those about tenants and nodes change nothing.
    void apply(String event, JsonNode data) {
        house.apply(event, data);
    }

    /// Header and one row for each tenant, and the nodes, as they stand now, for any width.
    IntFunction<List<Line>> lines() {
        Table table = new Table(left("TENANT"), left("STATE"), right("CPU"), right("QUOTA"), left("").orNot(), right("MEMORY"), right("QUOTA"),
            left("").orNot(), right("PIDS").orNot(), left("ISOLATION"));
        List<Tone> tones = new ArrayList<>(List.of(Tone.HEADING));
        for (JsonNode tenant : house.tenants()) {
            JsonNode share = tenant.path("share");
            table.row(tenant.path("id").asString(""), state(tenant),
                amount(tenant.path("usage"), Resource.CPU), amount(tenant.path("quota"), Resource.CPU),
                bar(number(share.path("cpu"))),
                amount(tenant.path("usage"), Resource.MEMORY), amount(tenant.path("quota"), Resource.MEMORY),
                bar(number(share.path("memory"))), amount(tenant.path("usage"), Resource.PIDS),
                tenant.path("isolation").path("status").asString(Amounts.UNKNOWN));
            tones.add(tone(tenant));
        }
        List<Line> hosts = house.nodes().stream().map(node -> new Line(host(node), Tone.FAINT)).toList();
        return width -> {
            List<String> texts = table.lines(width);
            return Stream.concat(IntStream.range(0, texts.size()).mapToObj(row -> new Line(texts.get(row), tones.get(row))), hosts.stream()).toList();
        };
    }

    /// The same in one line: the tenants of whom something is known; while that is none, what the nodes and nobody's processes use.
    Line summary() {
        List<JsonNode> metered = house.tenants().stream().filter(tenant -> !isNobody(tenant) && !tenant.path("usage").isEmpty()).toList();
        if (metered.isEmpty()) {
            Stream<String> nobody = house.tenants().stream().filter(HouseTable::isNobody).map(rest -> "processes of nobody: cpu %s, memory %s"
                .formatted(amount(rest.path("usage"), Resource.CPU), amount(rest.path("usage"), Resource.MEMORY)));
            return Line.plain(Stream.concat(house.nodes().stream().map(HouseTable::host), nobody).collect(Collectors.joining(" | ")));
        }
        return Line.plain(metered.stream().map(tenant ->
            "%s %s, cpu %s of %s, memory %s of %s".formatted(tenant.path("id").asString(""), state(tenant),
            amount(tenant.path("usage"), Resource.CPU), amount(tenant.path("quota"), Resource.CPU),
            amount(tenant.path("usage"), Resource.MEMORY), amount(tenant.path("quota"), Resource.MEMORY)))
            .collect(Collectors.joining(" | ")));
    }

    private static String host(JsonNode node) {
        return "node %s: cpu %s of %s, memory %s of %s".formatted(node.path("id").asString(""),
            amount(node.path("host"), Resource.CPU), amount(node.path("capacity"), Resource.CPU),
            amount(node.path("host"), Resource.MEMORY), amount(node.path("capacity"), Resource.MEMORY));
    }

    private static boolean isNobody(JsonNode tenant) {
        return TenantId.UNATTRIBUTED.value().equals(tenant.path("id").asString(""));
    }

    private static String state(JsonNode tenant) {
        return tenant.path("enforcement").path("state").asString(Amounts.UNKNOWN);
    }

    private static Tone tone(JsonNode tenant) {
        if (isNobody(tenant)) {
            return Tone.FAINT;
        }
        return switch (state(tenant)) {
            case "free" -> Tone.GOOD;
            case "warned", "weighted" -> Tone.WARNING;
            case "throttled", "frozen", "evicting" -> Tone.BAD;
            default -> Tone.PLAIN;
        };
    }

    /// A share of the quota as ten cells; `+` at the end if it is more than all of it.
    private static String bar(OptionalDouble share) {
        if (share.isEmpty()) {
            return "";
        }
        int full = Math.clamp(Math.round(share.getAsDouble() * BAR_CELLS), 0, BAR_CELLS);
        return "#".repeat(full) + ".".repeat(BAR_CELLS - full) + (share.getAsDouble() > 1 ? "+" : "");
    }
}
