package dev.landlord.launcher.top;

import static dev.landlord.launcher.client.Figures.number;
import static dev.landlord.launcher.client.Figures.text;

import dev.landlord.protocol.Resource;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;

/// A process as one row.
///
/// @param name its command
record ProcessRow(String key, String name, String pid, String user, String startedAt, Meter cpu, Meter resident) implements Row {
    static ProcessRow of(JsonNode process) {
        return new ProcessRow(process.path("pid").asString("") + "@" + process.path("startedAt").asString(""), text(process.path("command")),
            text(process.path("pid")), text(process.path("user")), process.path("startedAt").asString(""),
            Meter.of(Resource.CPU, number(process.path("cpuCores")), OptionalDouble.empty()),
            Meter.of(Resource.MEMORY, number(process.path("residentBytes")), OptionalDouble.empty()));
    }

    @Override
    public OptionalDouble value(Sort sort) {
        return switch (sort) {
            case CPU -> cpu.use();
            case MEMORY -> resident.use();
            case SCORE, PIDS, IO, SHARE, BUDGET, NAME -> OptionalDouble.empty();
        };
    }
}
