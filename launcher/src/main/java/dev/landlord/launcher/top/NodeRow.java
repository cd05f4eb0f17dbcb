package dev.landlord.launcher.top;

import static dev.landlord.launcher.client.Figures.number;
import static dev.landlord.launcher.client.Figures.text;

import dev.landlord.launcher.terminal.Amounts;
import dev.landlord.launcher.terminal.Line.Tone;
import dev.landlord.protocol.Resource;
import java.util.Map;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;

/// A node as one row.
///
/// @param meters the host's use beside its capacity
/// @param load   over one minute
record NodeRow(String key, String state, String mode, Map<Resource, Meter> meters, OptionalDouble load, OptionalDouble processes, int tenants,
               String agent, String cgroups, String kernel, String seenAt) implements Row {
    static NodeRow of(JsonNode node) {
        JsonNode host = node.path("host");
        return new NodeRow(text(node.path("id")), text(node.path("state")), text(node.path("mode")),
            Meter.all(host, node.path("capacity"), host.path("share")), number(host.path("load1m")), number(host.path("processes")),
            node.path("tenants").size(), text(node.path("agentVersion")), text(node.path("cgroupMode")), text(node.path("kernel")),
            node.path("seenAt").asString(""));
    }

    boolean isUp() {
        return "up".equals(state);
    }

    Tone tone() {
        return tone(state);
    }

    static Tone tone(String state) {
        return switch (state) {
            case "up" -> Tone.GOOD;
            case "stopped" -> Tone.WARNING;
            case "silent" -> Tone.BAD;
            default -> Tone.FAINT;
        };
    }

    String loadText() {
        return load.isPresent() ? Amounts.decimals(load.getAsDouble()) : Amounts.UNKNOWN;
    }

    @Override
    public String name() {
        return key;
    }

    @Override
    public OptionalDouble value(Sort sort) {
        return sort == Sort.PIDS ? processes : Meter.value(meters, sort);
    }
}
