package dev.landlord.launcher.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.agent.AgentConfig;
import dev.landlord.agent.AgentVerticle;
import dev.landlord.launcher.harness.TestKafka;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.document.KafkaConnection;
import dev.landlord.protocol.json.Decoded;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.UsageSample;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
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

            makeTopics();
            agent.ready().await(60, TimeUnit.SECONDS);

            try (KafkaConsumer<String, byte[]> consumer = consumer()) {
                List<UsageSample> samples = new ArrayList<>();
                List<NodeReport> reports = new ArrayList<>();
                Awaitility.await().atMost(PATIENCE).until(() -> {
                    collect(consumer, samples, reports);
                    return samples.size() >= 3 && !reports.isEmpty();
                });
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

                Awaitility.await().atMost(PATIENCE).until(() -> {
                    collect(consumer, samples, reports);
                    return reports.getLast().state() == NodeReport.State.STOPPED;
                });
                NodeReport last = reports.getLast();
                assertThat(last.agent().samplesSent()).isBetween(1L, (long) samples.size());
                assertThat(last.agent().samplesDropped()).isZero();
                assertThat(last.clockOffsetMs()).as("broker and agent share a clock").isBetween(-2_000L, 2_000L);
            }
        } finally {
            vertx.close().await(60, TimeUnit.SECONDS);
        }
    }

    private static void makeTopics() throws Exception {
        try (Admin admin = Admin.create(KAFKA.clientConfig())) {
            admin.createTopics(Stream.of(Topic.TENANTS, Topic.USAGE, Topic.NODES, Topic.COMMANDS, Topic.ACKS)
                .map(topic -> new NewTopic(topic.topicName(), 1, (short) 1).configs(Map.of("message.timestamp.type", "LogAppendTime")))
                .toList()).all().get(60, TimeUnit.SECONDS);
        }
    }

    private static KafkaConsumer<String, byte[]> consumer() {
        KafkaConsumer<String, byte[]> consumer =
            new KafkaConsumer<>(KAFKA.clientConfig(), new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = List.of(new TopicPartition(Topic.USAGE.topicName(), 0), new TopicPartition(Topic.NODES.topicName(), 0));
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    private static void collect(KafkaConsumer<String, byte[]> consumer, List<UsageSample> samples, List<NodeReport> reports) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
            if (record.topic().equals(Topic.USAGE.topicName())) {
                samples.add(known(MessageCodec.usage(record.value())));
            } else {
                reports.add(known(MessageCodec.node(record.value())));
            }
        }
    }

    private static <T> T known(Decoded<T> decoded) {
        return ((Decoded.Known<T>) decoded).message();
    }
}
