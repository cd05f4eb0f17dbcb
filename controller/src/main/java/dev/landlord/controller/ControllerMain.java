package dev.landlord.controller;

import dev.landlord.protocol.document.DocumentException;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The controller as a process of its own, until SIGTERM or Ctrl-C. Exit status 1: failed; 2: not understood, be it the command line or the
/// configuration that it names.
@Command(name = "controller", mixinStandardHelpOptions = true, description = "Decides about tenants and serves the API and the page.")
public final class ControllerMain implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ControllerMain.class);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(15);

    @Option(names = "--config", paramLabel = "FILE", description = "controller.yaml; every key may be left out")
    private Path file;

    @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "brokers to begin with, instead of those in the file")
    private String kafka;

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        var status = new CommandLine(new ControllerMain()).execute(arguments);
        if (status != CommandLine.ExitCode.OK) {
            System.exit(status);
        }
    }

    @Override
    public Integer call() {
        var config = config();
        var vertx = Vertx.vertx();
        try {
            vertx.deployVerticle(new ControllerVerticle(config)).await();
        } catch (RuntimeException e) {
            err().println("landlord controller: " + e.getMessage());
            vertx.close().await();
            return CommandLine.ExitCode.SOFTWARE;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(vertx), "stop"));
        return CommandLine.ExitCode.OK;
    }

    private ControllerConfig config() {
        try {
            var config = file == null ? ControllerConfig.DEFAULTS : ControllerConfig.read(file);
            return kafka == null ? config : config.withKafka(config.kafka().withBootstrap(kafka));
        } catch (DocumentException | IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), "the configuration %s cannot be read: %s".formatted(file, e), e);
        }
    }

    private static void stop(Vertx vertx) {
        try {
            vertx.close().await(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("Did not stop in good order within {}", STOP_WITHIN);
        }
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
