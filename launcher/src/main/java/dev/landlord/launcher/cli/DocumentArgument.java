package dev.landlord.launcher.cli;

import dev.landlord.launcher.RemedyException;
import dev.landlord.launcher.client.ApiProblem;
import dev.landlord.launcher.terminal.PlainText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;

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

    static final class Converter implements ITypeConverter<DocumentArgument> {
        @Override
        public DocumentArgument convert(String value) {
            return new DocumentArgument(value);
        }
    }
}
