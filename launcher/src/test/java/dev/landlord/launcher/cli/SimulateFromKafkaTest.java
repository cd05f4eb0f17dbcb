package dev.landlord.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.policy.PolicyClasses;
import dev.landlord.controller.rules.ClassSettings;
import dev.landlord.launcher.harness.TestKafka;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.Message;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

@Timeout(300)
class SimulateFromKafkaTest {
    @RegisterExtension
    static final TestKafka KAFKA = TestKafka.fresh();

    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final TenantId HOG = new TenantId("tenant-b");

    @TempDir
    Path directory;

    private final CapturedCommand simulate = new CapturedCommand(SimulateCommand::new);

    /// A hog of half a minute, and a class that the house has set.
    @BeforeAll
    static void fill() throws Exception {
        try (var admin = Admin.create(KAFKA.clientConfig())) {
            admin.createTopics(Stream.of(Topic.USAGE, Topic.TENANTS, Topic.SETTINGS)
                .map(topic -> new NewTopic(topic.topicName(), topic == Topic.USAGE ? 3 : 1, (short) 1)).toList()).all().get();
        }
        try (var producer = new KafkaProducer<>(KAFKA.clientConfig(), new StringSerializer(), new ByteArraySerializer())) {
            send(producer, new TenantSpec(HOG, 1, "standard", new Quota(9.0, null, null, null), null, List.of(), Map.of()), START);
            send(producer, new TenantSpec(HOG, 2, "mine", new Quota(0.5, null, null, null), null, List.of(), Map.of()), START);
            var mine = (ObjectNode) MessageCodec.mapper().readTree(MessageCodec.encode(ClassSettings.of(PolicyClasses.STRICT, "alice", START)));
            producer.send(new ProducerRecord<>(Topic.SETTINGS.topicName(), "class/mine",
                MessageCodec.mapper().writeValueAsBytes(mine.put("name", "mine"))));
            double usec = 0;
            for (int second = 0; second < 60; second++) {
                usec += second >= 3 && second < 33 ? 1e6 : 0;
                var at = START.plusSeconds(second);
                send(producer, new UsageSample(HOG, new NodeId("n1"), "boot", 1, second, at, second == 0 ? 0 : 1000,
                    new Meters(Math.round(usec), 0L, 0L, 0L, 1L, 1L, 0L, 0L, 1L, 0L, 0L, 0L, 0L), null, List.of(), Map.of()), at);
            }
            producer.send(new ProducerRecord<>(Topic.USAGE.topicName(), "tenant-b", "nonsense".getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static void send(KafkaProducer<String, byte[]> producer, Message message, Instant at) {
        producer.send(new ProducerRecord<>(message.topic().topicName(), null, at.toEpochMilli(), message.key(), MessageCodec.encode(message)));
    }

    private int run(String... more) {
        var arguments = Stream.concat(Stream.of("--kafka", KAFKA.bootstrapServers(), "--kafka-properties", KAFKA.clientProperties().toString()),
            Stream.of(more)).toArray(String[]::new);
        return simulate.run(arguments);
    }

    @Test
    void replaysTheTopicUnderTheHousesClassesAndRecordsIt() throws Exception {
        Path recorded = directory.resolve("usage.jsonl");
        assertThat(run("--record", recorded.toString())).as(simulate.err()).isZero();

        assertThat(simulate.out()).contains("60 samples, 1 values passed over", "tenant-b  mine ",
            "2026-11-22T10:00:10Z  tenant-b  mine   throttled  28 s  CPU 1.00 of 0.50 cores for 8 s");
        assertThat(simulate.err()).contains("landlord.usage-").contains(": passed over: ");
        assertThat(Files.readAllLines(recorded)).hasSize(61);
        // What is there is not overwritten.
        assertThat(run("--record", recorded.toString())).isEqualTo(1);
        assertThat(simulate.err()).contains("it exists already");
    }

    @Test
    void beginsWhereAskedTo() {
        assertThat(run("--from", "2026-11-22T10:00:40Z", "-o", "json")).as(simulate.err()).isZero();

        assertThat(MessageCodec.mapper().readTree(simulate.out()).path("samples").asInt()).isEqualTo(20);
    }
}
