package dev.landlord.agent.link;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import io.vertx.kafka.client.producer.KafkaWriteStream;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// Makes the agent's Kafka clients, off the event loop because that resolves names and reads key stores, and binds them to the
/// caller's context.
public final class KafkaClients {
    /// The most bytes of one message before compression: a sample of some ten thousand workloads.
    private static final int MOST_REQUEST_BYTES = 8 << 20;
    private static final int BUFFER_BYTES = 16 << 20;
    private static final int DELIVERY_MS = 30_000;
    private static final int REQUEST_MS = 10_000;
    private static final int MOST_RECORDS = 500;
    private static final int RECONNECT_MAX_MS = 2_000;

    private final Vertx vertx;
    private final Map<String, String> settings;
    private final String name;

    /// @param settings of all clients: where Kafka is, and the credentials
    /// @param name     the start of every client's id
    public KafkaClients(Vertx vertx, Map<String, String> settings, String name) {
        this.vertx = vertx;
        this.settings = Map.copyOf(settings);
        this.name = name;
    }

    /// A producer whose records arrive in their order, once each, on all replicas in sync, or fail within half a minute.
    public Future<KafkaWriteStream<String, byte[]>> producer() {
        var config = config("producer");
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        config.put(ProducerConfig.LINGER_MS_CONFIG, 2);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MOST_REQUEST_BYTES);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MS);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MS);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, REQUEST_MS);
        return vertx.executeBlocking(() -> new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer()))
            .map(producer -> KafkaWriteStream.create(vertx, producer));
    }

    /// A consumer of partitions that are assigned by hand.
    ///
    /// @param what it reads, for its id
    public Future<KafkaReadStream<String, byte[]>> reader(String what) {
        var config = config(what);
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_RECORDS);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_MS);
        config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MS);
        return vertx.executeBlocking(() -> new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer()))
            .map(consumer -> KafkaReadStream.create(vertx, consumer));
    }

    private Map<String, Object> config(String what) {
        var config = new HashMap<String, Object>(settings);
        config.put(CommonClientConfigs.CLIENT_ID_CONFIG, name + "-" + what);
        config.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MAX_MS);
        return config;
    }
}
