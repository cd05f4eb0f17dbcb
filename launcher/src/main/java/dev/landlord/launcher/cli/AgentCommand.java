package dev.landlord.launcher.cli;

import dev.landlord.agent.AgentConfig;
import dev.landlord.agent.AgentVerticle;
import dev.landlord.agent.Restoration;
import dev.landlord.agent.actuate.Restorer;
import dev.landlord.agent.actuate.StateDirectory;
import dev.landlord.launcher.DataDirectory;
import dev.landlord.launcher.RemedyException;
import dev.landlord.launcher.StopSignal;
import dev.landlord.launcher.node.OneRole;
import dev.landlord.protocol.PlainText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `landlord agent`
@Command(name = "agent", description = "Runs this node's agent, until Ctrl-C: meters tenants and carries out the controller's commands.")
public final class AgentCommand implements Callable<Integer> {
    private static final String STATE = "agent";

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOption data;

    @Mixin
    private KafkaOption kafka;

    @Option(names = "--config", paramLabel = "FILE", description = "the agent's configuration")
    private Path file;

    @Option(names = "--restore", description = "puts back every limit that an agent that ended unexpectedly has left, and ends; needs no Kafka")
    private boolean restore;

    @Override
    public Integer call() {
        return restore ? restoreLimits() : run();
    }

    private int restoreLimits() {
        AgentConfig config = config();
        Restorer.Report report;
        try {
            report = Restoration.afterAgent(config);
        } catch (IOException e) {
            throw new RemedyException("limits cannot be put back: " + e.getMessage(), e);
        }
        report.restored().forEach(line -> spec.commandLine().getOut().println(PlainText.of(line)));
        report.problems().forEach(line -> spec.commandLine().getErr().println(PlainText.of(line)));
        if (report.restored().isEmpty() && report.problems().isEmpty()) {
            spec.commandLine().getOut().println("no limit was left to put back");
        }
        return report.problems().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private int run() {
        CompletableFuture<Void> stop = StopSignal.asked().toCompletableFuture();
        AgentVerticle verticle = new AgentVerticle(config());
        try (OneRole agent = OneRole.start("agent", verticle)) {
            if (agent.deployedBefore(stop)) {
                spec.commandLine().getOut().println("The agent runs on this node. Stop with Ctrl-C.");
                spec.commandLine().getOut().flush();
                verticle.ready().onSuccess(_ -> {
                    spec.commandLine().getOut().println("The agent publishes what it samples.");
                    spec.commandLine().getOut().flush();
                });
            }
            agent.runUntil(stop, verticle.ready().toCompletionStage());
        }
        return ExitCode.OK;
    }

    private AgentConfig config() {
        AgentConfig read = ConfigOption.read(file, AgentConfig.DEFAULTS, AgentConfig::read);
        Path directory = data.directory();
        Path state = data.given().isEmpty() && file != null ? read.stateDir() : DataDirectory.prepare(directory).resolve(STATE);
        return read.withStateDir(prepared(state)).withKafka(kafka.complete(read.kafka(), directory));
    }

    private static Path prepared(Path state) {
        try {
            StateDirectory.prepare(state);
            return state.toRealPath();
        } catch (IOException e) {
            throw new RemedyException(e.getMessage(), e);
        }
    }
}
