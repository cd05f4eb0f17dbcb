package dev.landlord.launcher.cli;

import dev.landlord.agent.host.BlockDevices;
import dev.landlord.agent.host.Capabilities;
import dev.landlord.agent.host.Delegation;
import dev.landlord.agent.host.OwnSubtree;
import dev.landlord.controller.ControllerConfig;
import dev.landlord.launcher.RemedyException;
import dev.landlord.launcher.StopSignal;
import dev.landlord.launcher.client.ControllerAddress;
import dev.landlord.launcher.demo.Demo;
import dev.landlord.launcher.demo.DemoData;
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
    private static final String OWN = "landlord-demo";

    @Spec
    private CommandSpec spec;

    @Mixin
    private HttpPortOption http;

    @Option(names = "--for", paramLabel = "TIME", converter = DurationArgument.class,
        description = "ends by itself so long after its start, e.g. 60s (default: at Ctrl-C)")
    private Duration length;

    @Option(names = "--data", paramLabel = "DIR", description = "where data is kept (default: a temporary directory, removed at the end)")
    private Path directory;

    @Option(names = "--subtree", paramLabel = "S",
        description = "where its groups are made, never an agent's own (default: " + OWN + "; where the root of cgroup v2 is not writable, "
            + "in the part of it that was delegated to this user)")
    private String subtree;

    @Override
    public Integer call() throws IOException {
        CompletableFuture<Void> stop = StopSignal.asked().toCompletableFuture();
        if (length != null) {
            stop.completeOnTimeout(null, length.toMillis(), TimeUnit.MILLISECONDS);
        }
        ControllerConfig config = http.in(ControllerConfig.DEFAULTS);
        OwnSubtree own = subtree();
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

    private OwnSubtree subtree() throws IOException {
        OwnSubtree own = SubtreeOption.onThisMachine(subtree == null ? OWN : subtree, spec);
        return subtree != null || new Capabilities(own).whyNoGroups().isEmpty() ? own
            : Delegation.find(Path.of("/"), own.layout(), OWN).orElse(own);
    }

    /// Returns when the demo is to end.
    private void run(Demo demo, ControllerConfig config, Screen screen, CompletableFuture<Void> stop) {
        AllInOneNode node = demo.startNode(config);
        if (!Until.done(node.ready(), stop)) {
            return;
        }
        ControllerAddress address = node.serving().join();
        demo.declareTenants(address);
        boolean placed = placesWorkloads(demo, screen);
        screen.say(Line.plain(""));
        screen.say(new Line("  Open " + address.url(), Tone.HEADING));
        screen.say(Line.plain(placed
            ? "  tenant-b is warned, throttled and released within a minute, then leaks memory and is evicted."
            : "  It shows what this node and the processes of nobody use. The tenants stay empty, and nothing is throttled."));
        screen.say(Line.plain("  Ctrl-C ends the demo."));
        screen.say(Line.plain(""));
        CompletableFuture<Void> shown = demo.show(address);
        CompletableFuture<Throwable> fault = node.fault();
        if (Until.done(CompletableFuture.anyOf(fault, shown), stop)) {
            throw new RemedyException(fault.isDone() ? "the demo cannot go on: " + fault.join() : "the controller ended the stream of events");
        }
    }

    /// Says what cannot be done here, and why, and starts the workloads if there is a place for them.
    private boolean placesWorkloads(Demo demo, Screen screen) {
        BlockDevices devices = new BlockDevices(Path.of("/"));
        devices.refresh();
        new Capabilities(demo.own(), devices).probe().forEach((name, capability) -> {
            if (!capability.available()) {
                screen.say(new Line("          not possible here: %s: %s".formatted(name, capability.why()), Tone.FAINT));
            }
        });
        String why = demo.whyNotPlace().orElse("");
        if (why.isEmpty()) {
            try {
                demo.startWorkloads();
                return true;
            } catch (RemedyException e) {
                why = e.getMessage();
            }
        }
        screen.say(new Line("          no workload is started, for no group can be made for it: " + why, Tone.WARNING));
        return false;
    }
}
