package dev.landlord.launcher.controller;

import dev.landlord.launcher.harness.TestKafka;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.UsageSample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// Samples that the broker has had for hours: a topic that takes the times of those who send, and becomes one of Landlord's when it is closed. To be
/// made before any controller.
final class PastUsage implements AutoCloseable {
    private static final String TOPIC = Topic.USAGE.topicName();

    private final Admin admin;
    private final KafkaProducer<String, byte[]> producer;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    PastUsage(TestKafka kafka, int partitions) {
        admin = Admin.create(kafka.clientConfig());
        var config = kafka.clientConfig();
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        config.put(ProducerConfig.LINGER_MS_CONFIG, "20");
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, "65536");
        producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
        done(admin.createTopics(List.of(new NewTopic(TOPIC, partitions, (short) 1).configs(Map.of("message.timestamp.type", "CreateTime",
            "cleanup.policy", "delete", "retention.ms", Long.toString(Duration.ofHours(48).toMillis()), "retention.bytes", "-1")))).all());
    }

    /// Sends it as if it had arrived when it was taken.
    void send(UsageSample sample) {
        send(sample.key(), sample.sampledAt(), MessageCodec.encode(sample));
    }

    /// The same of one that is encoded.
    void send(String key, Instant at, byte[] value) {
        producer.send(new ProducerRecord<>(TOPIC, null, at.toEpochMilli(), key, value), (_, e) -> {
            if (e != null) {
                failure.set(e);
            }
        });
    }

    @Override
    public void close() {
        producer.close();
        if (failure.get() != null) {
            throw new IllegalStateException("not all samples arrived", failure.get());
        }
        done(admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, TOPIC),
            List.of(new AlterConfigOp(new ConfigEntry("message.timestamp.type", "LogAppendTime"), AlterConfigOp.OpType.SET)))).all());
        admin.close();
    }

    private static void done(KafkaFuture<Void> future) {
        try {
            future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
