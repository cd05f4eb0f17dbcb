package dev.landlord.launcher.cli;

import static dev.landlord.launcher.client.Figures.text;
import static dev.landlord.launcher.client.Figures.time;
import static dev.landlord.launcher.terminal.Table.left;

import dev.landlord.controller.policy.Means;
import dev.landlord.launcher.terminal.Table;
import dev.landlord.protocol.PlainText;
import dev.landlord.protocol.json.MessageCodec;
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

/// `landlord switch`: the kill switch of each of the policy's means.
@Command(name = "switch", description = "Takes one of its means away from the policy, for the whole house and at once, or gives it back.",
    synopsisSubcommandLabel = "COMMAND")
public final class SwitchCommand implements Runnable {
    private static final String JSON = "application/json";

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say which: list, off or on");
    }

    @Command(name = "list", description = "Lists what is on and what is off, by whom and why.")
    int list(@Mixin ControllerOptions controller, @Mixin OutputFormat output) {
        JsonNode switches = controller.ask(client -> client.get("/switches"));
        output.print(spec.commandLine().getOut(), switches, () -> table(switches.path("switches")));
        return ExitCode.OK;
    }

    @Command(name = "off", description = {"Nobody is answered with it any more, and what is in force is taken back within a tick.",
        "Metering, warnings and what people do by hand go on."})
    int off(
        @Parameters(paramLabel = "MEANS", description = "weight, throttle, freeze or evict") Means means,
        @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "why; the page and the decisions tell it") String reason,
        @Option(names = "--actor", paramLabel = "NAME", defaultValue = "${sys:user.name}", description = "who (default: ${DEFAULT-VALUE})")
        String actor,
        @Mixin ControllerOptions controller, @Mixin OutputFormat output
    ) {
        return put(means, new Wanted(false, actor, reason), controller, output);
    }

    @Command(name = "on", description = "The policy may use it again.")
    int on(
        @Parameters(paramLabel = "MEANS", description = "weight, throttle, freeze or evict") Means means,
        @Option(names = "--reason", defaultValue = "switched on again", paramLabel = "TEXT", description = "why (default: ${DEFAULT-VALUE})")
        String reason,
        @Option(names = "--actor", paramLabel = "NAME", defaultValue = "${sys:user.name}", description = "who (default: ${DEFAULT-VALUE})")
        String actor,
        @Mixin ControllerOptions controller, @Mixin OutputFormat output
    ) {
        return put(means, new Wanted(true, actor, reason), controller, output);
    }

    private int put(Means means, Wanted wanted, ControllerOptions controller, OutputFormat output) {
        byte[] body = MessageCodec.mapper().writeValueAsBytes(wanted);
        JsonNode answer = controller.ask(client -> client.put("/switches/" + means.wire(), body, JSON));
        output.print(spec.commandLine().getOut(), answer, () -> List.of(PlainText.of("%s is %s for the whole house".formatted(
            text(answer.path("means")), answer.path("on").asBoolean(false) ? "on" : "switched off"))));
        return ExitCode.OK;
    }

    private static List<String> table(JsonNode switches) {
        Table table = new Table(left("MEANS"), left("STATE"), left("SINCE"), left("BY"), left("REASON"));
        for (JsonNode one : switches) {
            table.row(text(one.path("means")), one.path("on").asBoolean(true) ? "on" : "OFF", time(one.path("at")), text(one.path("actor")),
                one.path("reason").asString(""));
        }
        return table.lines();
    }

    private record Wanted(boolean on, String actor, String reason) {
    }
}
