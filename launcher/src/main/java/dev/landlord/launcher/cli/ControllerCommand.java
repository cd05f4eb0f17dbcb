package dev.landlord.launcher.cli;

import dev.landlord.controller.ControllerConfig;
import dev.landlord.controller.ControllerVerticle;
import dev.landlord.launcher.DataDirectory;
import dev.landlord.launcher.StopSignal;
import dev.landlord.launcher.client.ControllerAddress;
import dev.landlord.launcher.node.OneRole;
import dev.landlord.launcher.terminal.ProgressLine;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `landlord controller`
@Command(name = "controller", description = "Runs a controller: tenants, policy, API and page, until Ctrl-C.")
public final class ControllerCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOption data;

    @Mixin
    private KafkaOption kafka;

    @Mixin
    private HttpPortOption http;

    @Option(names = "--config", paramLabel = "FILE", description = "the controller's configuration")
    private Path file;

    @Override
    public Integer call() {
        CompletableFuture<Void> stop = StopSignal.asked().toCompletableFuture();
        ControllerConfig config = config();
        ControllerVerticle verticle = new ControllerVerticle(config);
        try (OneRole controller = OneRole.start("controller", verticle)) {
            if (controller.deployedBefore(stop)) {
                spec.commandLine().getOut().printf("The controller serves %s; /health/ready tells what it waits for.%nStop with Ctrl-C.%n",
                    ControllerAddress.find(null, null, config.dataDir()).url());
                spec.commandLine().getOut().flush();
                try (HistoryLine _ = new HistoryLine(ProgressLine.on(spec.commandLine().getErr()), () -> verticle.readiness().history())) {
                    stop.join();
                }
            }
        }
        return ExitCode.OK;
    }

    private ControllerConfig config() {
        ControllerConfig read = ConfigOption.read(file, ControllerConfig.DEFAULTS, ControllerConfig::read);
        Path directory = DataDirectory.prepare(data.given().or(() -> file == null ? Optional.empty() : Optional.of(read.dataDir()))
            .orElseGet(DataDirectory::byDefault));
        return http.in(read.withDataDir(directory)
            .withKafka(kafka.complete(read.kafka(), directory)));
    }
}
