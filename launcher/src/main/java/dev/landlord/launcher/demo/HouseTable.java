package dev.landlord.launcher.demo;

import static dev.landlord.launcher.terminal.Table.left;
import static dev.landlord.launcher.terminal.Table.right;

import dev.landlord.launcher.terminal.Amounts;
import dev.landlord.launcher.terminal.Line;
import dev.landlord.launcher.terminal.Line.Tone;
import dev.landlord.launcher.terminal.Table;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// How the tenants stand, from the events of the stream. Not safe for several threads at a time.
final class HouseTable {
    private static final int BAR_CELLS = 10;

    private final Map<String, JsonNode> tenants = new TreeMap<>();

    /// Takes in an event of the stream; others than those about tenants change nothing.
    void apply(String event, JsonNode data) {
        switch (event) {
            case "snapshot" -> {
                tenants.clear();
                data.path("tenants").forEach(this::put);
            }
            case "tenant" -> put(data);
            case "removed" -> tenants.remove(data.path("tenant").asString(""));
            default -> { }
        }
    }

    private void put(JsonNode tenant) {
        tenants.put(tenant.path("id").asString(""), tenant);
    }

    /// Header and one row for each tenant.
    List<Line> lines() {
        Table table = new Table(left("TENANT"), left("STATE"), right("CPU"), right("QUOTA"), left(""), right("MEMORY"), right("QUOTA"), left(""),
            right("PIDS"), left("ISOLATION"));
        for (JsonNode tenant : tenants.values()) {
            JsonNode share = tenant.path("share");
            table.row(tenant.path("id").asString(""), state(tenant),
                amount(tenant, "usage", "cpuCores", Resource.CPU), amount(tenant, "quota", "cpuCores", Resource.CPU),
                bar(number(share.path("cpu"))),
                amount(tenant, "usage", "memoryBytes", Resource.MEMORY), amount(tenant, "quota", "memoryBytes", Resource.MEMORY),
                bar(number(share.path("memory"))), amount(tenant, "usage", "pids", Resource.PIDS),
                tenant.path("isolation").path("status").asString(Amounts.UNKNOWN));
        }
        List<String> texts = table.lines();
        List<Line> lines = new ArrayList<>(List.of(new Line(texts.getFirst(), Tone.HEADING)));
        int row = 1;
        for (JsonNode tenant : tenants.values()) {
            lines.add(new Line(texts.get(row++), tone(tenant)));
        }
        return lines;
    }

    /// The same in one line.
    Line summary() {
        return Line.plain(tenants.values().stream().filter(tenant -> !isNobody(tenant)).map(tenant ->
            "%s %s, cpu %s of %s, memory %s of %s".formatted(tenant.path("id").asString(""), state(tenant),
            amount(tenant, "usage", "cpuCores", Resource.CPU), amount(tenant, "quota", "cpuCores", Resource.CPU),
            amount(tenant, "usage", "memoryBytes", Resource.MEMORY), amount(tenant, "quota", "memoryBytes", Resource.MEMORY)))
            .collect(Collectors.joining(" | ")));
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

    private static String amount(JsonNode tenant, String of, String field, Resource resource) {
        return Amounts.of(resource, number(tenant.path(of).path(field)));
    }

    private static OptionalDouble number(JsonNode node) {
        return node.isNumber() ? OptionalDouble.of(node.doubleValue()) : OptionalDouble.empty();
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
