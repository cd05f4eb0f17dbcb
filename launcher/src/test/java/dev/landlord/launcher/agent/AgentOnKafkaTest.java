package dev.landlord.launcher.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.agent.AgentConfig;
import dev.landlord.agent.AgentVerticle;
import dev.landlord.launcher.harness.TestKafka;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.document.KafkaConnection;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.UsageSample;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// An agent, watching this machine, on a real broker.
class AgentOnKafkaTest {
    @RegisterExtension
    static final TestKafka KAFKA = TestKafka.fresh();

    private static final NodeId NODE = new NodeId("n1");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path stateDir;

    @Test
    void waitsForItsTopicsThenSamplesReportsAndSaysGoodBye() throws Exception {
        AgentConfig config = AgentConfig.DEFAULTS.withNode(NODE).withSubtree("landlord-agent-on-kafka-test").withStateDir(stateDir)
            .withMode(NodeReport.Mode.WATCH).withKafka(new KafkaConnection(null, KAFKA.clientProperties()));
        Vertx vertx = Vertx.vertx();
        try {
            AgentVerticle agent = new AgentVerticle(config);
            String deployment = vertx.deployVerticle(agent).await(60, TimeUnit.SECONDS);
            Awaitility.await().atMost(PATIENCE).until(() -> agent.waitingFor().startsWith("topics that a controller has to make: landlord.acks"));
            assertThat(agent.ready().isComplete()).isFalse();

            AgentsTopics.make(KAFKA.clientConfig());
            agent.ready().await(60, TimeUnit.SECONDS);

            try (AgentsTopics topics = new AgentsTopics(KAFKA.clientConfig())) {
                List<UsageSample> samples = topics.samples();
                List<NodeReport> reports = topics.reports();
                Awaitility.await().atMost(PATIENCE).until(() -> topics.read().samples().size() >= 3 && !reports.isEmpty());
                assertThat(samples).allSatisfy(sample -> {
                    assertThat(sample.tenant()).isEqualTo(TenantId.UNATTRIBUTED);
                    assertThat(sample.node()).isEqualTo(NODE);
                    assertThat(sample.agentRun()).isEqualTo(1);
                });
                assertThat(samples).extracting(UsageSample::seq).startsWith(1L, 2L, 3L);
                assertThat(reports.getFirst().state()).isEqualTo(NodeReport.State.UP);
                assertThat(reports.getFirst().capacity().cpuCores()).isGreaterThanOrEqualTo(1);
                assertThat(reports.getFirst().mode()).isEqualTo(NodeReport.Mode.WATCH);

                vertx.undeploy(deployment).await(60, TimeUnit.SECONDS);

                Awaitility.await().atMost(PATIENCE).until(() -> topics.read().reports().getLast().state() == NodeReport.State.STOPPED);
                NodeReport last = reports.getLast();
                assertThat(last.agent().samplesSent()).isBetween(1L, (long) samples.size());
                assertThat(last.agent().samplesDropped()).isZero();
                assertThat(last.agent().spool().waiting()).isZero();
                assertThat(last.agent().spool().dropped()).isZero();
                assertThat(last.clockOffsetMs()).as("broker and agent share a clock").isBetween(-2_000L, 2_000L);
            }
        } finally {
            vertx.close().await(60, TimeUnit.SECONDS);
        }
    }
}
