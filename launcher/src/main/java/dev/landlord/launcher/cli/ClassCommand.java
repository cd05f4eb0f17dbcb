package dev.landlord.launcher.cli;

import dev.landlord.launcher.client.ApiProblem;
import dev.landlord.protocol.PlainText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `landlord class`: how overuse is answered.
@Command(name = "class", description = "Sets policy classes: how patiently overuse is answered, and with what.", synopsisSubcommandLabel = "COMMAND")
public final class ClassCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say which: apply, list, show or delete");
    }

    @Command(name = "apply", description = {"Sets the classes of a file: all of them or, if anything in it is wrong, none.",
        "They take effect at the next tick; nobody is answered at once for what was done before."})
    int apply(
        @Option(names = {"-f", "--file"}, required = true, paramLabel = "FILE", converter = DocumentArgument.Converter.class,
            description = "classes.yaml, or - for standard input")
        DocumentArgument file,
        @Option(names = "--dry-run", description = "says what would change, and changes nothing") boolean dryRun,
        @Mixin ControllerOptions controller,
        @Mixin OutputFormat output
    ) {
        byte[] document = file.read();
        try {
            JsonNode answer = controller.ask(client -> client.put("/classes?dryRun=" + dryRun, document, DocumentArgument.YAML));
            output.print(spec.commandLine().getOut(), answer, () -> DocumentArgument.changes(answer, "class", "the file names no classes"));
            return ExitCode.OK;
        } catch (ApiProblem refused) {
            if (refused.flaws().isEmpty()) {
                throw refused;
            }
            file.tell(refused, spec.commandLine().getErr());
            return ExitCode.SOFTWARE;
        }
    }

    @Command(name = "list", description = "Lists all classes, shipped ones and those of the house.")
    int list(@Mixin ControllerOptions controller, @Mixin OutputFormat output) {
        JsonNode classes = controller.ask(client -> client.get("/classes"));
        output.print(spec.commandLine().getOut(), classes, () -> ClassText.list(classes));
        return ExitCode.OK;
    }

    @Command(name = "show", description = "Shows a class: clocks, marks, rungs, exemptions.")
    int show(@Parameters(paramLabel = "NAME") String name, @Mixin ControllerOptions controller, @Mixin OutputFormat output) {
        JsonNode answer = controller.ask(client -> client.get(path(name)));
        output.print(spec.commandLine().getOut(), answer, () -> ClassText.show(answer));
        return ExitCode.OK;
    }

    @Command(name = "delete", description = "Deletes a class that no tenant names. A shipped one is put back to what was shipped.")
    int delete(@Parameters(paramLabel = "NAME") String name, @Mixin ControllerOptions controller, @Mixin OutputFormat output) {
        controller.ask(client -> client.delete(path(name)));
        output.print(spec.commandLine().getOut(), new Deleted(name), () -> List.of(PlainText.of(name) + " deleted, or as shipped again"));
        return ExitCode.OK;
    }

    private static String path(String name) {
        return "/classes/" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// What `delete -o json` prints.
    private record Deleted(String deleted) {
    }
}
