package dev.landlord.controller.engine;

import dev.landlord.protocol.Topic;
import java.time.Instant;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// A record read.
///
/// @param key   empty if there is none
/// @param at    the broker's time
/// @param value null: a tombstone
public record Read(Topic topic, int partition, String key, long offset, Instant at, Inbound value) {
    static Read of(ConsumerRecord<String, Inbound> record) {
        return new Read(InboundDeserializer.topic(record.topic()), record.partition(), Objects.requireNonNullElse(record.key(), ""),
            record.offset(), Instant.ofEpochMilli(record.timestamp()), record.value());
    }
}
