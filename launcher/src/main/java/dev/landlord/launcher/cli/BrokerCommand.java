package dev.landlord.launcher.cli;

import dev.landlord.launcher.StopSignal;
import dev.landlord.launcher.broker.BrokerConfig;
import dev.landlord.launcher.broker.EmbeddedBroker;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `landlord broker`
@Command(name = "broker", description = "Runs a Kafka broker of one node on loopback, until Ctrl-C.")
public final class BrokerCommand implements Callable<Integer> {
    @Mixin
    private DataOption data;

    @Option(names = "--port", paramLabel = "N", defaultValue = "9092",
        description = "port of 127.0.0.1 for clients; 0 picks a free one (default: ${DEFAULT-VALUE})")
    private int port;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        CompletableFuture<Void> stop = StopSignal.asked().toCompletableFuture();
        try (EmbeddedBroker broker = EmbeddedBroker.start(config())) {
            out.printf("Kafka listens on %s.%n", broker.bootstrapServers());
            out.printf("Credentials: %s for Kafka's own tools (--command-config), %s for kcat (-F).%n",
                broker.clientProperties(), broker.kcatConfig());
            out.println("Stop with Ctrl-C.");
            out.flush();
            CompletableFuture<Throwable> fault = broker.fault().toCompletableFuture();
            CompletableFuture.anyOf(stop, fault).join();
            return fault.isDone() ? ExitCode.SOFTWARE : ExitCode.OK;
        }
    }

    private BrokerConfig config() {
        try {
            return new BrokerConfig(data.directory(), port);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
