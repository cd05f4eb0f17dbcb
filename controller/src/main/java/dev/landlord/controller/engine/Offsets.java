package dev.landlord.controller.engine;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.landlord.protocol.Topic;
import org.apache.kafka.common.TopicPartition;

/// How far a partition has been read: for each of the three topics that make up a tenant's history, the offset of the record that
/// comes next. All before it is included.
public record Offsets(long usage, long acks, long requests) {
    static final Offsets START = new Offsets(0, 0, 0);

    long of(Topic topic) {
        return switch (topic) {
            case USAGE -> usage;
            case ACKS -> acks;
            case REQUESTS -> requests;
            case STATE, TENANTS, NODES, COMMANDS, DECISIONS, SETTINGS, LEDGER ->
                throw new IllegalArgumentException(topic + " is no part of a tenant's history");
        };
    }

    Offsets with(Topic topic, long next) {
        return switch (topic) {
            case USAGE -> new Offsets(next, acks, requests);
            case ACKS -> new Offsets(usage, next, requests);
            case REQUESTS -> new Offsets(usage, acks, next);
            case STATE, TENANTS, NODES, COMMANDS, DECISIONS, SETTINGS, LEDGER ->
                throw new IllegalArgumentException(topic + " is no part of a tenant's history");
        };
    }

    Offsets max(Offsets other) {
        return new Offsets(Math.max(usage, other.usage), Math.max(acks, other.acks), Math.max(requests, other.requests));
    }

    Offsets min(Offsets other) {
        return new Offsets(Math.min(usage, other.usage), Math.min(acks, other.acks), Math.min(requests, other.requests));
    }

    /// Whether everything before `end` has been read.
    boolean reached(Offsets end) {
        return usage >= end.usage && acks >= end.acks && requests >= end.requests;
    }

    /// How many records are left before `end`.
    @JsonIgnore
    long behind(Offsets end) {
        return Math.max(0, end.usage - usage) + Math.max(0, end.acks - acks) + Math.max(0, end.requests - requests);
    }

    static TopicPartition partition(Topic topic, int partition) {
        return new TopicPartition(topic.topicName(), partition);
    }
}
