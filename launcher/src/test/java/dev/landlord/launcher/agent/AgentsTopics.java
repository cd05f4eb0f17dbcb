package dev.landlord.launcher.agent;

import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.Decoded;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.UsageSample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/// The topics that an agent needs, of one partition each, and what it has told there, read from the beginning.
final class AgentsTopics implements AutoCloseable {
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<UsageSample> samples = new ArrayList<>();
    private final List<NodeReport> reports = new ArrayList<>();

    /// @param clients how to reach the broker
    AgentsTopics(Properties clients) {
        consumer = new KafkaConsumer<>(clients, new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = List.of(new TopicPartition(Topic.USAGE.topicName(), 0), new TopicPartition(Topic.NODES.topicName(), 0));
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    static void make(Properties clients) throws Exception {
        try (Admin admin = Admin.create(clients)) {
            admin.createTopics(Stream.of(Topic.TENANTS, Topic.USAGE, Topic.NODES, Topic.COMMANDS, Topic.ACKS)
                .map(topic -> new NewTopic(topic.topicName(), 1, (short) 1).configs(Map.of("message.timestamp.type", "LogAppendTime")))
                .toList()).all().get(60, TimeUnit.SECONDS);
        }
    }

    /// Reads on for a moment.
    AgentsTopics read() {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
            if (record.topic().equals(Topic.USAGE.topicName())) {
                samples.add(known(MessageCodec.usage(record.value())));
            } else {
                reports.add(known(MessageCodec.node(record.value())));
            }
        }
        return this;
    }

    /// All samples that were read, in the topic's order.
    List<UsageSample> samples() {
        return samples;
    }

    List<NodeReport> reports() {
        return reports;
    }

    @Override
    public void close() {
        consumer.close();
    }

    private static <T> T known(Decoded<T> decoded) {
        return ((Decoded.Known<T>) decoded).message();
    }
}
