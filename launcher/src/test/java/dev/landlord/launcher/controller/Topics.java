package dev.landlord.launcher.controller;

import dev.landlord.launcher.harness.TestKafka;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.Decoded;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import tools.jackson.databind.JsonNode;

/// Landlord's topics as any program with plain Kafka clients sees them.
final class Topics implements AutoCloseable {
    private final Properties client;
    private final KafkaProducer<String, byte[]> producer;

    /// A record of any topic.
    ///
    /// @param value null: a tombstone
    record Seen(int partition, long offset, String key, JsonNode value) {
        long epoch() {
            return value.path("epoch").asLong(-1);
        }
    }

    Topics(TestKafka kafka) {
        client = kafka.clientConfig();
        producer = new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer());
    }

    /// Sends and waits.
    RecordMetadata send(Message message) {
        return send(message.topic(), message.key(), MessageCodec.encode(message));
    }

    RecordMetadata send(Topic topic, String key, String value) {
        return send(topic, key, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    RecordMetadata send(Topic topic, String key, byte[] value) {
        return done(producer.send(new ProducerRecord<>(topic.topicName(), key, value)));
    }

    RecordMetadata send(Topic topic, int partition, String key, byte[] value) {
        return done(producer.send(new ProducerRecord<>(topic.topicName(), partition, key, value)));
    }

    /// Sends many without waiting for each.
    void sendAll(List<? extends Message> messages) {
        messages.stream()
            .map(message -> producer.send(new ProducerRecord<>(message.topic().topicName(), message.key(), MessageCodec.encode(message))))
            .toList().forEach(Topics::done);
    }

    /// Everything in a topic now, partition by partition.
    List<Seen> all(Topic topic) {
        return raw(topic).stream().map(record -> new Seen(record.partition(), record.offset(), record.key(),
            record.value() == null ? null : MessageCodec.mapper().readTree(record.value()))).toList();
    }

    /// The messages of a topic that can be read, in their order.
    <T extends Message> List<T> messages(Topic topic, Class<T> type) {
        return raw(topic).stream().filter(record -> record.value() != null)
            .flatMap(record -> MessageCodec.decode(record.value(), topic, type) instanceof Decoded.Known(var message)
                ? Stream.of(message) : Stream.<T>empty())
            .toList();
    }

    private List<ConsumerRecord<String, byte[]>> raw(Topic topic) {
        var records = new ArrayList<ConsumerRecord<String, byte[]>>();
        try (var consumer = new KafkaConsumer<>(client, new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic.topicName()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    private static <T> T done(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
