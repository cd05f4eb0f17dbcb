package dev.landlord.agent;

import dev.landlord.protocol.PlainText;
import dev.landlord.protocol.document.DocumentException;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The agent on its own, as its distribution starts it. Runs until it is told to end (SIGTERM, SIGINT), and ends with all limits put back.
/// Exit status 1: failed; 2: not understood, be it the command line or the configuration that it names.
@Command(
    name = "landlord-agent",
    mixinStandardHelpOptions = true,
    versionProvider = AgentMain.Version.class,
    description = "Meters the tenants of this node and carries out what Landlord's controller decides.")
public final class AgentMain implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(AgentMain.class);
    /// Putting limits back may take half a minute.
    private static final long STOP_TIMEOUT_SECONDS = 60;

    @Option(names = "--config", paramLabel = "FILE", description = "The agent's configuration; without it all is as by default.")
    private Path file;

    @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "Where Kafka is; goes before the configuration.")
    private String kafka;

    @Option(names = "--restore", description = "Put back every limit that an agent has left on this node, and end.")
    private boolean restores;

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new AgentMain()).setExecutionExceptionHandler((failure, command, _) -> {
            command.getErr().println("landlord-agent: " + failure.getMessage());
            return failure instanceof DocumentException ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
        });
    }

    @Override
    public Integer call() throws IOException {
        AgentConfig config;
        try {
            config = file == null ? AgentConfig.DEFAULTS : AgentConfig.read(file);
        } catch (IOException e) {
            spec.commandLine().getErr().println("landlord-agent: the configuration %s cannot be read: %s".formatted(file, e));
            return CommandLine.ExitCode.USAGE;
        }
        if (kafka != null) {
            config = config.withKafka(config.kafka().withBootstrap(kafka));
        }
        return restores ? restore(config) : run(config);
    }

    private int restore(AgentConfig config) throws IOException {
        var report = Restoration.afterAgent(config);
        report.restored().forEach(line -> spec.commandLine().getOut().println(PlainText.of(line)));
        spec.commandLine().getOut().println("%s limits put back".formatted(report.restored().size()));
        report.problems().forEach(line -> spec.commandLine().getErr().println(PlainText.of(line)));
        return report.problems().isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static int run(AgentConfig config) {
        var vertx = Vertx.vertx();
        var isStopping = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(vertx, isStopping), "landlord-stop"));
        var failed = new CompletableFuture<Throwable>();
        var agent = new AgentVerticle(config);
        vertx.deployVerticle(agent).onFailure(failed::complete);
        agent.ready().onFailure(failed::complete);
        var why = failed.join();
        if (!isStopping.get()) {
            LOG.error("The agent cannot go on", why);
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static void close(Vertx vertx, AtomicBoolean isStopping) {
        isStopping.set(true);
        try {
            vertx.close().await(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            LOG.warn("The agent did not end in order", e);
        }
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"landlord-agent " + NodeReports.version()};
        }
    }
}
