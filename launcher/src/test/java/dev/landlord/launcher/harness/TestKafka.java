package dev.landlord.launcher.harness;

import dev.landlord.test.Require;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;
import org.testcontainers.DockerClientFactory;

/// The broker of a test class: `@RegisterExtension static final TestKafka KAFKA = TestKafka.shared();`
///
/// A [#shared] one is started by the first class that asks and serves all classes of the run, which keep apart by their topics' names.
/// Landlord's own topics have fixed names, so a class that uses them takes a [#fresh] one, which lives as long as the class.
///
/// It is Landlord's embedded broker, or with `-Dkafka=container` Apache Kafka's own image in Docker; without Docker the class is then
/// skipped (capability `container` of [Require]).
public final class TestKafka implements ExecutionCondition, BeforeAllCallback, AfterAllCallback {
    private static final Kind KIND = Kind.named(System.getProperty("kafka", "embedded"));

    private final boolean shared;
    private RunningKafka kafka;

    private TestKafka(boolean shared) {
        this.shared = shared;
    }

    public static TestKafka shared() {
        return new TestKafka(true);
    }

    public static TestKafka fresh() {
        return new TestKafka(false);
    }

    public String bootstrapServers() {
        return clientConfig().getProperty("bootstrap.servers");
    }

    /// A file with address and credentials, as Landlord's roles take it.
    public Path clientProperties() {
        return kafka.clientProperties();
    }

    /// The content of [#clientProperties], for a client of the test's own.
    public Properties clientConfig() {
        Properties config = new Properties();
        try (Reader reader = Files.newBufferedReader(clientProperties())) {
            config.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return config;
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        try {
            Require.capability("container", KIND != Kind.CONTAINER || DockerClientFactory.instance().isDockerAvailable(),
                "-Dkafka=container wants a running Docker");
            return ConditionEvaluationResult.enabled("the broker can run");
        } catch (TestAbortedException e) {
            return ConditionEvaluationResult.disabled(e.getMessage());
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        kafka = shared
            ? context.getRoot().getStore(ExtensionContext.Namespace.create(TestKafka.class))
                .computeIfAbsent(RunningKafka.class, _ -> KIND.start(), RunningKafka.class)
            : KIND.start();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (!shared && kafka != null) {
            kafka.close();
        }
    }

    private enum Kind {
        EMBEDDED, CONTAINER;

        static Kind named(String name) {
            return Stream.of(values()).filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("-Dkafka=" + name + ": want embedded or container"));
        }

        RunningKafka start() {
            return switch (this) {
                case EMBEDDED -> new EmbeddedKafka();
                case CONTAINER -> new ContainerKafka();
            };
        }
    }
}
