package dev.landlord.launcher.cli;

import dev.landlord.agent.AgentConfig;
import dev.landlord.controller.ControllerConfig;
import dev.landlord.launcher.RemedyException;
import dev.landlord.launcher.StopSignal;
import dev.landlord.launcher.node.AllInOneNode;
import dev.landlord.launcher.terminal.ProgressLine;
import java.nio.file.Path;
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

/// `landlord up`
@Command(name = "up", description = "Runs the all-in-one node: broker, controller, agent and page, until Ctrl-C.")
public final class UpCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOption data;

    @Mixin
    private HttpPortOption http;

    @Option(names = "--kafka-port", paramLabel = "N", defaultValue = "9092",
        description = "Kafka's port of 127.0.0.1; 0 picks a free one (default: ${DEFAULT-VALUE})")
    private int kafkaPort;

    @Option(names = "--controller-config", paramLabel = "FILE", description = "the controller's configuration")
    private Path controllerFile;

    @Option(names = "--agent-config", paramLabel = "FILE", description = "the agent's configuration")
    private Path agentFile;

    @Option(names = "--for", paramLabel = "TIME", converter = DurationArgument.class, description = "ends by itself after so long, e.g. 10m")
    private Duration length;

    @Override
    public Integer call() {
        CompletableFuture<Void> stop = StopSignal.asked().toCompletableFuture();
        ControllerConfig controller = http.in(ConfigOption.read(controllerFile, ControllerConfig.DEFAULTS, ControllerConfig::read));
        AgentConfig agent = ConfigOption.read(agentFile, AgentConfig.DEFAULTS, AgentConfig::read);
        Steps steps = Steps.to(spec.commandLine().getOut());
        steps.step("data in " + data.directory());
        AllInOneNode node = AllInOneNode.start(data.directory(), kafkaPort, controller, agent, steps);
        try (node) {
            if (!Until.done(node.ready(), stop)) {
                return ExitCode.OK;
            }
            spec.commandLine().getOut().printf("%nOpen %s. Kafka's credentials are in %s.%nStop with Ctrl-C.%n",
                node.serving().join().url(), node.clientProperties());
            spec.commandLine().getOut().flush();
            if (length != null) {
                stop.completeOnTimeout(null, length.toMillis(), TimeUnit.MILLISECONDS);
            }
            try (HistoryLine _ = new HistoryLine(ProgressLine.on(spec.commandLine().getErr()), node::historyBehind)) {
                if (Until.done(node.fault(), stop)) {
                    throw new RemedyException("the node cannot go on: " + node.fault().join());
                }
            }
            steps.step("stopping agent, controller, broker");
            return ExitCode.OK;
        } finally {
            steps.step("stopped");
        }
    }
}
