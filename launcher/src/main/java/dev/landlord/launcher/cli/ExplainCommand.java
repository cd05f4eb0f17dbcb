package dev.landlord.launcher.cli;

import static dev.landlord.launcher.client.Figures.number;
import static dev.landlord.launcher.client.Figures.text;
import static dev.landlord.launcher.client.Figures.time;
import static dev.landlord.launcher.terminal.Table.left;
import static dev.landlord.launcher.terminal.Table.right;

import dev.landlord.launcher.client.Figures;
import dev.landlord.launcher.terminal.Amounts;
import dev.landlord.launcher.terminal.Table;
import dev.landlord.protocol.PlainText;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `landlord explain`: why a tenant stands as it does, in sentences and in figures.
@Command(name = "explain", description = "Tells why a tenant is warned, throttled or left alone.")
public final class ExplainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "ID", converter = TenantArgument.class, description = "the tenant")
    private TenantId tenant;

    @Mixin
    private ControllerOptions controller;

    @Mixin
    private OutputFormat output;

    @Override
    public Integer call() {
        JsonNode answer = controller.ask(client -> client.get("/tenants/%s/explain".formatted(tenant)));
        output.print(spec.commandLine().getOut(), answer, () -> lines(answer));
        return ExitCode.OK;
    }

    private static List<String> lines(JsonNode answer) {
        List<String> lines = new ArrayList<>();
        answer.path("sentences").forEach(sentence -> lines.add(PlainText.of(sentence.asString(""))));
        Table figures = new Table(left("RESOURCE"), right("USE"), right("QUOTA"), right("SCORE"), left("STATE"));
        for (JsonNode figure : answer.path("figures")) {
            Optional<Resource> resource = resource(figure.path("resource").asString(""));
            figures.row(text(figure.path("resource")),
                resource.map(known -> Amounts.of(known, number(figure.path("use")))).orElse(Amounts.UNKNOWN),
                resource.map(known -> Amounts.of(known, number(figure.path("quota")))).orElse(Amounts.UNKNOWN),
                text(figure.path("score")), text(figure.path("state")));
        }
        add(lines, figures);
        Table limits = new Table(left("NODE"), left("LIMITS"), left("UNTIL"));
        for (JsonNode limit : answer.path("limits")) {
            limits.row(text(limit.path("node")), Figures.limits(limit.path("limits")), time(limit.path("until")));
        }
        add(lines, limits);
        return lines;
    }

    private static void add(List<String> lines, Table table) {
        if (!table.isEmpty()) {
            lines.add("");
            lines.addAll(table.lines());
        }
    }

    private static Optional<Resource> resource(String wire) {
        return Arrays.stream(Resource.values()).filter(resource -> resource.wire().equals(wire)).findFirst();
    }
}
