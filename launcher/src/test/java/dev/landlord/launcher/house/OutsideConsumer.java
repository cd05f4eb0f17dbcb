package dev.landlord.launcher.house;

import dev.landlord.protocol.Topic;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/// A consumer as anybody could write it: Kafka's own client and the generated file of properties, none of Landlord's code.
final class OutsideConsumer {
    private OutsideConsumer() {
    }

    static Properties properties(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    /// All values of all topics from their beginning, tombstones left out.
    static Map<Topic, List<String>> readAll(Properties properties, Duration within) {
        return read(properties, within, List.of(Topic.values()));
    }

    /// All values of some topics from their beginning, tombstones left out.
    static Map<Topic, List<String>> read(Properties properties, Duration within, List<Topic> topics) {
        Map<Topic, List<String>> values = new EnumMap<>(Topic.class);
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (Topic topic : topics) {
                values.put(topic, new ArrayList<>());
                consumer.partitionsFor(topic.topicName()).forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long deadline = System.nanoTime() + within.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue()) && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(read -> {
                    if (read.value() != null) {
                        topic(read.topic()).ifPresent(topic -> values.get(topic).add(read.value()));
                    }
                });
            }
        }
        return values;
    }

    private static Optional<Topic> topic(String name) {
        return Arrays.stream(Topic.values()).filter(topic -> topic.topicName().equals(name)).findFirst();
    }
}
