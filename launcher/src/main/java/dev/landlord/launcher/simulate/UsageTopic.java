package dev.landlord.launcher.simulate;

import dev.landlord.controller.rules.HouseRules;
import dev.landlord.launcher.RemedyException;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.Decoded;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.Setting;
import dev.landlord.protocol.message.TenantSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Reads recorded use, and what the house has declared, from Kafka, once and to their present ends, in no group and without committing anything.
public final class UsageTopic implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);
    /// Without a record for so long, Kafka counts as gone.
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PROGRESS_RECORDS = 1000;

    private final String address;
    private final Consumer<byte[], byte[]> consumer;

    /// @param settings of a Kafka client
    /// @throws RemedyException if Kafka cannot be reached with them
    public UsageTopic(Map<String, String> settings) {
        address = settings.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG);
        var config = new HashMap<String, Object>(settings);
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis() / 2);
        try {
            consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        } catch (KafkaException e) {
            throw unreachable(e);
        }
    }

    /// The classes as last set, and the tenants as last declared.
    public DeclaredHouse house() {
        var tenants = new TreeMap<String, TenantSpec>();
        readAll(Topic.TENANTS, (key, value) -> {
            tenants.remove(key);
            if (value != null && MessageCodec.tenant(value) instanceof Decoded.Known(var spec)) {
                tenants.put(key, spec);
            }
        });
        var rules = new AtomicReference<>(HouseRules.shipped(Set.of()));
        // A house of an older version has no settings.
        if (!partitions(Topic.SETTINGS).isEmpty()) {
            readAll(Topic.SETTINGS, (key, value) -> rules.set(rulesAfter(rules.get(), key, value)));
        }
        return new DeclaredHouse(rules.get().classes(), tenants.values());
    }

    /// As controllers take them: what is no setting, or no class by which could be decided, changes nothing.
    private static HouseRules rulesAfter(HouseRules rules, String key, byte[] value) {
        if (value == null) {
            return rules.without(key);
        }
        try {
            return MessageCodec.decode(value, Topic.SETTINGS, Setting.class) instanceof Decoded.Known(var setting) ? rules.with(setting) : rules;
        } catch (IllegalArgumentException _) {
            return rules;
        }
    }

    private void readAll(Topic topic, BiConsumer<String, byte[]> heard) {
        read(topic, null, (consumed, _) -> heard.accept(new String(consumed.key(), StandardCharsets.UTF_8), consumed.value()));
    }

    /// @param from   the first record's time, or null for all that is kept
    /// @param copyTo gets each value as a line, or null
    public void usage(Instant from, UsageSink sink, OutputStream copyTo) {
        read(Topic.USAGE, from, (consumed, share) -> {
            if (consumed.offset() % PROGRESS_RECORDS == 0) {
                sink.progress(share);
            }
            if (consumed.value() == null) {
                return;
            }
            copy(consumed.value(), copyTo);
            var where = "%s-%s@%s".formatted(consumed.topic(), consumed.partition(), consumed.offset());
            switch (MessageCodec.usage(consumed.value())) {
                case Decoded.Known(var sample) -> sink.sample(sample, Instant.ofEpochMilli(consumed.timestamp()));
                case Decoded.UnknownSchema(var schema) -> sink.bad(where, "its schema is '%s'".formatted(schema));
                case Decoded.Malformed(var why) -> sink.bad(where, why);
            }
        });
    }

    private static void copy(byte[] value, OutputStream to) {
        if (to != null) {
            try {
                to.write(value);
                to.write('\n');
            } catch (IOException e) {
                throw new RemedyException("the recording cannot be written: " + e.getMessage(), e);
            }
        }
    }

    private interface Reading {
        void heard(ConsumerRecord<byte[], byte[]> consumed, double share);
    }

    private void read(Topic topic, Instant from, Reading reading) {
        try {
            var partitions = partitions(topic);
            if (partitions.isEmpty()) {
                throw new RemedyException("Kafka at %s has no topic %s; is this the house's broker?".formatted(address, topic.topicName()));
            }
            consumer.assign(partitions);
            var ends = consumer.endOffsets(partitions);
            consumer.seekToBeginning(partitions);
            if (from != null) {
                var times = new HashMap<TopicPartition, Long>();
                partitions.forEach(partition -> times.put(partition, from.toEpochMilli()));
                consumer.offsetsForTimes(times).forEach((partition, found) ->
                    consumer.seek(partition, found == null ? ends.get(partition) : found.offset()));
            }
            long all = left(ends);
            long quietSince = System.nanoTime();
            for (long left = all; left > 0; left = left(ends)) {
                var records = consumer.poll(POLL);
                double share = 1 - (double) left / all;
                for (var each : records) {
                    if (each.offset() < ends.get(new TopicPartition(each.topic(), each.partition()))) {
                        reading.heard(each, share);
                    }
                }
                if (!records.isEmpty()) {
                    quietSince = System.nanoTime();
                } else if (System.nanoTime() - quietSince > PATIENCE.toNanos()) {
                    throw new RemedyException("Kafka at %s sends nothing of %s any more, with %s records left".formatted(address,
                        topic.topicName(), left));
                }
            }
        } catch (KafkaException e) {
            throw unreachable(e);
        }
    }

    private List<TopicPartition> partitions(Topic topic) {
        var partitions = new ArrayList<TopicPartition>();
        var found = consumer.partitionsFor(topic.topicName());
        if (found != null) {
            found.forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
        }
        return partitions;
    }

    private long left(Map<TopicPartition, Long> ends) {
        long left = 0;
        for (var end : ends.entrySet()) {
            left += Math.max(0, end.getValue() - consumer.position(end.getKey()));
        }
        return left;
    }

    private RemedyException unreachable(KafkaException e) {
        var cause = e.getCause() == null ? e : e.getCause();
        return new RemedyException("Kafka at %s cannot be read: %s".formatted(address, cause.getMessage()), e);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
