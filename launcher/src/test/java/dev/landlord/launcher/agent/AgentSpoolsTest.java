package dev.landlord.launcher.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.launcher.Landlord;
import dev.landlord.launcher.broker.BrokerConfig;
import dev.landlord.launcher.broker.EmbeddedBroker;
import dev.landlord.launcher.harness.LastingPort;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.UsageSample;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An agent in a process of its own, whose broker goes away and comes back, and which is killed in between.
class AgentSpoolsTest {
    /// So much has the agent written to the spool's journal when it has spooled some ten samples.
    private static final long SPOOLED_BYTES = 200_000;

    @TempDir
    Path scratch;

    private EmbeddedBroker broker;
    private Process agent;

    @AfterEach
    void stop() {
        if (agent != null) {
            agent.destroyForcibly().onExit().join();
        }
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void whatItMeteredWithoutABrokerArrivesInOrderAfterAKill() throws Exception {
        int port = LastingPort.find();
        broker = EmbeddedBroker.start(new BrokerConfig(scratch.resolve("broker"), port));
        AgentsTopics.make(clients());
        startAgent();
        try (AgentsTopics topics = new AgentsTopics(clients())) {
            await("the first samples").until(() -> topics.read().samples().size() >= 3);
        }

        broker.close();
        Instant away = Instant.now();
        Path journal = scratch.resolve("agent/spool/samples.db-wal");
        await("samples in the spool").until(() -> Files.exists(journal) && Files.size(journal) > SPOOLED_BYTES);
        agent.destroyForcibly().onExit().join();
        Instant killed = Instant.now();
        broker = EmbeddedBroker.start(new BrokerConfig(scratch.resolve("broker"), port));
        Instant back = Instant.now();
        startAgent();

        try (AgentsTopics topics = new AgentsTopics(clients())) {
            await("samples that were sent at once by the second run").until(() ->
                topics.read().samples().stream().filter(sample -> sample.agentRun() == 2 && sample.delayedMs() == null).count() >= 3);
            await("a report of the empty spool").until(() -> topics.read().reports().stream().anyMatch(report ->
                report.agentRun() == 2 && report.agent().spool().waiting() == 0 && report.agent().samplesSent() > 10));
            List<UsageSample> samples = topics.samples();

            assertThat(distinct(samples)).as("each run and sequence, in the topic's order").isSorted();
            List<UsageSample> first = samples.stream().filter(sample -> sample.agentRun() == 1).toList();
            long last = first.getLast().seq();
            assertThat(first.stream().map(UsageSample::seq).distinct()).as("none of the first run is missing").hasSize((int) last);
            List<UsageSample> spooled = first.stream().filter(sample -> sample.sampledAt().isAfter(away)).toList();
            assertThat(spooled).hasSizeGreaterThan(10).allSatisfy(sample -> {
                assertThat(sample.sampledAt()).isBefore(killed);
                assertThat(sample.delayedMs()).isGreaterThanOrEqualTo(Duration.between(killed, back).toMillis());
            });
            assertThat(topics.reports().getLast().agent().samplesDropped()).isZero();
            assertThat(topics.reports()).extracting(NodeReport::agentRun).contains(1L, 2L);
        }
    }

    private static List<String> distinct(List<UsageSample> samples) {
        return new ArrayList<>(new LinkedHashSet<>(samples.stream().map(sample -> "%d/%06d".formatted(sample.agentRun(), sample.seq())).toList()));
    }

    /// Watching, so that it needs no rights.
    private void startAgent() throws IOException {
        Path config = Files.writeString(scratch.resolve("agent.yaml"), """
            node: n1
            subtree: landlord-agent-spools-test
            stateDir: %s
            mode: watch
            sampleInterval: 200ms
            heartbeat: 1s
            kafka: {properties: %s}
            """.formatted(scratch.resolve("agent"), broker.clientProperties()));
        agent = Landlord.start(builder -> builder.redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(scratch.resolve("agent.log").toFile())), "agent", "--config", config.toString());
    }

    private Properties clients() throws IOException {
        Properties config = new Properties();
        try (Reader reader = Files.newBufferedReader(broker.clientProperties())) {
            config.load(reader);
        }
        return config;
    }

    private static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(120, TimeUnit.SECONDS);
    }
}
