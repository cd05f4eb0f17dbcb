package dev.landlord.launcher.cli;

import dev.landlord.protocol.json.MessageCodec;
import java.io.PrintWriter;
import java.util.function.Supplier;
import picocli.CommandLine.Option;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.ObjectWriter;

/// For whom a command prints. A mixin.
final class OutputFormat {
    /// Escaped, so that not even JSON on a terminal brings control sequences of others with it.
    private static final ObjectWriter JSON = MessageCodec.mapper().writerWithDefaultPrettyPrinter().with(JsonWriteFeature.ESCAPE_NON_ASCII);

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "table",
        description = "table for people, json for programs (default: ${DEFAULT-VALUE})")
    private Format format;

    boolean isForPrograms() {
        return format == Format.JSON;
    }

    /// Prints `value` as JSON, or the lines made for people.
    void print(PrintWriter out, Object value, Supplier<Iterable<String>> forPeople) {
        switch (format) {
            case TABLE -> forPeople.get().forEach(out::println);
            case JSON -> out.println(json(value));
        }
        out.flush();
    }

    static String json(Object value) {
        return JSON.writeValueAsString(value);
    }

    enum Format {
        TABLE, JSON
    }
}
