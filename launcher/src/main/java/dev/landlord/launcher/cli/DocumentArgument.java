package dev.landlord.launcher.cli;

import dev.landlord.launcher.RemedyException;
import dev.landlord.launcher.client.ApiProblem;
import dev.landlord.protocol.PlainText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import tools.jackson.databind.JsonNode;

/// A document to be applied: a file, or `-` for standard input.
record DocumentArgument(String name) {
    /// The type that all documents are sent as; JSON is YAML, too.
    static final String YAML = "application/yaml";
    private static final String STANDARD_INPUT = "-";

    /// Blocks.
    byte[] read() {
        try {
            return name.equals(STANDARD_INPUT) ? System.in.readAllBytes() : Files.readAllBytes(Path.of(name));
        } catch (IOException e) {
            throw new RemedyException("%s cannot be read: %s".formatted(name, RemedyException.said(e)), e);
        }
    }

    /// Tells what is wrong with it, as compilers do.
    void tell(ApiProblem refused, PrintWriter err) {
        String shown = name.equals(STANDARD_INPUT) ? "(standard input)" : name;
        refused.flaws().forEach(flaw -> err.println(PlainText.of(flaw.in(shown))));
        err.println("nothing was changed");
    }

    /// What applying it has changed, a line each.
    ///
    /// @param answer the API's
    /// @param key    of what has been changed, e.g. `tenant`
    /// @param none   what is said where nothing stands in it
    static List<String> changes(JsonNode answer, String key, String none) {
        List<String> lines = new ArrayList<>();
        for (JsonNode change : answer.path("changes")) {
            lines.add(PlainText.of("%s %s".formatted(change.path(key).asString(""), change.path("change").asString(""))));
        }
        if (lines.isEmpty()) {
            lines.add(none);
        }
        if (answer.path("dryRun").asBoolean(false)) {
            lines.add("dry run: nothing was changed");
        }
        return lines;
    }

    static final class Converter implements ITypeConverter<DocumentArgument> {
        @Override
        public DocumentArgument convert(String value) {
            return new DocumentArgument(value);
        }
    }
}
