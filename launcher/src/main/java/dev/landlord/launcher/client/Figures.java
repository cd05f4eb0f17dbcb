package dev.landlord.launcher.client;

import dev.landlord.launcher.terminal.Amounts;
import dev.landlord.protocol.Resource;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;

/// Reads figures of the API's answers; an absent field is not known and shows as such.
public final class Figures {
    private Figures() {
    }

    /// What a quota or a use has of a resource, in its base unit.
    public static OptionalDouble of(JsonNode amounts, Resource resource) {
        return number(amounts.path(switch (resource) {
            case CPU -> "cpuCores";
            case MEMORY -> "memoryBytes";
            case PIDS -> "pids";
            case IO -> "ioBytesPerSecond";
        }));
    }

    /// The same for people.
    public static String amount(JsonNode amounts, Resource resource) {
        return Amounts.of(resource, of(amounts, resource));
    }

    public static OptionalDouble number(JsonNode node) {
        return node.isNumber() ? OptionalDouble.of(node.doubleValue()) : OptionalDouble.empty();
    }

    public static String text(JsonNode node) {
        return node.asString(Amounts.UNKNOWN);
    }

    /// To the second.
    public static String time(JsonNode node) {
        try {
            return Instant.parse(node.asString("")).truncatedTo(ChronoUnit.SECONDS).toString();
        } catch (DateTimeParseException _) {
            return Amounts.UNKNOWN;
        }
    }

    /// Kernel limits in a line, e.g. `cpu 0.5, memory 256Mi, frozen`.
    public static String limits(JsonNode limits) {
        List<String> parts = new ArrayList<>();
        number(limits.path("cpuCores")).ifPresent(cores -> parts.add("cpu " + Amounts.decimals(cores)));
        number(limits.path("memoryBytes")).ifPresent(bytes -> parts.add("memory " + Amounts.bytes(bytes)));
        number(limits.path("memoryHighBytes")).ifPresent(bytes -> parts.add("memory high " + Amounts.bytes(bytes)));
        number(limits.path("pids")).ifPresent(pids -> parts.add("pids " + Amounts.decimals(pids)));
        if (limits.path("frozen").asBoolean(false)) {
            parts.add("frozen");
        }
        number(limits.path("cpuWeight")).ifPresent(weight -> parts.add("cpu weight " + Amounts.decimals(weight)));
        number(limits.path("ioBytesPerSecond")).ifPresent(bytes -> parts.add("io " + Amounts.of(Resource.IO, OptionalDouble.of(bytes))));
        return parts.isEmpty() ? "none" : String.join(", ", parts);
    }
}
