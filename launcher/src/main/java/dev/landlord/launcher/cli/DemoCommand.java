package dev.landlord.launcher.cli;

import dev.landlord.agent.host.OwnSubtree;
import dev.landlord.controller.ControllerConfig;
import dev.landlord.launcher.RemedyException;
import dev.landlord.launcher.StopSignal;
import dev.landlord.launcher.client.ControllerAddress;
import dev.landlord.launcher.demo.Demo;
import dev.landlord.launcher.demo.DemoData;
import dev.landlord.launcher.doctor.Diagnosis;
import dev.landlord.launcher.doctor.Doctor;
import dev.landlord.launcher.doctor.Machine;
import dev.landlord.launcher.node.AllInOneNode;
import dev.landlord.launcher.terminal.Line;
import dev.landlord.launcher.terminal.Line.Tone;
import dev.landlord.launcher.terminal.LogScreen;
import dev.landlord.launcher.terminal.Screen;
import dev.landlord.launcher.terminal.TerminalScreen;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `landlord demo`
@Command(
    name = "demo",
    description = {"Shows Landlord at work on this machine: a whole house with real workloads of two tenants, one of them a hog. "
        + "Watch it being warned, throttled, released and, when it leaks memory, evicted, all within two minutes.",
        "Ctrl-C ends it and leaves nothing behind."}
)
public final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private HttpPortOption http;

    @Option(names = "--for", paramLabel = "TIME", converter = DurationArgument.class,
        description = "ends by itself so long after its start, e.g. 60s (default: at Ctrl-C)")
    private Duration length;

    @Option(names = "--data", paramLabel = "DIR", description = "where data is kept (default: a temporary directory, removed at the end)")
    private Path directory;

    @Option(names = "--subtree", paramLabel = "S", defaultValue = "landlord-demo",
        description = "where its groups are made, never an agent's own (default: ${DEFAULT-VALUE})")
    private String subtree;

    @Override
    public Integer call() throws IOException {
        CompletableFuture<Void> stop = StopSignal.asked().toCompletableFuture();
        if (length != null) {
            stop.completeOnTimeout(null, length.toMillis(), TimeUnit.MILLISECONDS);
        }
        ControllerConfig config = http.in(ControllerConfig.DEFAULTS);
        OwnSubtree own = SubtreeOption.onThisMachine(subtree, spec);
        PrintWriter out = spec.commandLine().getOut();
        try (DemoData data = DemoData.in(directory);
            Screen screen = TerminalScreen.open(System.getenv()).orElseGet(() -> new LogScreen(out, Clock.systemUTC()))) {
            Steps steps = Steps.on(screen);
            try (Demo demo = new Demo(own, data.path(), screen, steps)) {
                run(demo, config, screen, stop);
                steps.step("ending: workloads, agent, controller, broker");
            }
        }
        Steps.to(out).step("ended");
        return ExitCode.OK;
    }

    /// Returns when the demo is to end.
    private void run(Demo demo, ControllerConfig config, Screen screen, CompletableFuture<Void> stop) {
        AllInOneNode node = demo.startNode(config);
        if (!Until.done(node.ready(), stop)) {
            return;
        }
        ControllerAddress address = node.serving().join();
        demo.declareTenants(address);
        startWorkloads(demo, screen);
        screen.say(Line.plain(""));
        screen.say(new Line("  Open " + address.url(), Tone.HEADING));
        screen.say(Line.plain("  tenant-b is warned, throttled and released within a minute, then leaks memory and is evicted."));
        screen.say(Line.plain("  Ctrl-C ends the demo."));
        screen.say(Line.plain(""));
        CompletableFuture<Void> shown = demo.show(address);
        CompletableFuture<Throwable> fault = node.fault();
        if (Until.done(CompletableFuture.anyOf(fault, shown), stop)) {
            throw new RemedyException(fault.isDone() ? "the demo cannot go on: " + fault.join() : "the controller ended the stream of events");
        }
    }

    private void startWorkloads(Demo demo, Screen screen) {
        Diagnosis diagnosis = Doctor.examine(Machine.here(Path.of("")), demo.own());
        diagnosis.capabilities().forEach((name, capability) -> {
            if (!capability.available()) {
                screen.say(new Line("          this machine has no %s: %s".formatted(name, capability.why()), Tone.FAINT));
            }
        });
        String why = demo.whyNotPlace().orElse("");
        if (why.isEmpty()) {
            try {
                demo.startWorkloads();
                return;
            } catch (RemedyException e) {
                why = e.getMessage();
            }
        }
        screen.say(new Line("          no workload is started, and no limit will be set: " + why, Tone.WARNING));
        screen.say(Line.plain("          the page still shows the node and what nobody's processes use"));
    }
}
