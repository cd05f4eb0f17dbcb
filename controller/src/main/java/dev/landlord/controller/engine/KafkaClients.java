package dev.landlord.controller.engine;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import io.vertx.kafka.client.producer.KafkaWriteStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// Makes Kafka clients, off the event loop because that resolves names, and binds them to the caller's context.
public final class KafkaClients {
    /// The most records that one poll hands over, and so the most that wait in memory per partition.
    static final int MOST_RECORDS = 500;
    private static final int MOST_BYTES = 8 << 20;
    /// The same of one that has much to read at once and decodes little of it.
    private static final int MOST_RECORDS_OF_MUCH = 5_000;
    /// The most bytes of one record before compression: the state of a tenant on some four thousand nodes.
    static final int MOST_RECORD_BYTES = 24 << 20;
    private static final long BUFFER_BYTES = 64L << 20;
    /// A controller that is silent for so long has lost its partitions.
    private static final int SESSION_MS = 10_000;
    private static final int DELIVERY_MS = 30_000;
    private static final int ADMIN_MS = 5_000;

    private final Vertx vertx;
    private final Map<String, Object> settings;
    private final String name;

    /// @param settings of all clients: where Kafka is, and the credentials
    /// @param name     this controller's, the start of every client's id
    public KafkaClients(Vertx vertx, Map<String, ?> settings, String name) {
        this.vertx = vertx;
        this.settings = Map.copyOf(settings);
        this.name = name;
    }

    Future<Admin> admin() {
        var config = config("admin");
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ADMIN_MS);
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ADMIN_MS);
        return vertx.executeBlocking(() -> Admin.create(config));
    }

    /// An error that says where Kafka was looked for.
    Exception unreachable(Throwable why) {
        var reason = why instanceof TimeoutException ? "no answer within %s s".formatted(ADMIN_MS / 1000) : why.getMessage();
        return new IOException("%s: %s".formatted(settings.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG), reason), why);
    }

    /// A producer whose records arrive in their order, once each, on all replicas in sync, or fail within half a minute.
    Future<KafkaWriteStream<String, byte[]>> producer() {
        var config = config("producer");
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 2);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MS);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, DELIVERY_MS / 3);
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MOST_RECORD_BYTES);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, DELIVERY_MS / 3);
        return vertx.executeBlocking(() -> new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer()))
            .map(producer -> KafkaWriteStream.create(vertx, producer));
    }

    /// A consumer of partitions that are assigned by hand.
    ///
    /// @param what it reads, for its id
    Future<KafkaReadStream<String, Inbound>> reader(String what) {
        return consumer(consumerConfig(what), new InboundDeserializer());
    }

    /// A reader of much at once.
    ///
    /// @param decoder for this reader alone
    Future<KafkaReadStream<String, Inbound>> reader(String what, Deserializer<Inbound> decoder) {
        var config = consumerConfig(what);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_RECORDS_OF_MUCH);
        return consumer(config, decoder);
    }

    /// A member of the group that shares the partitions of usage.
    Future<KafkaReadStream<String, Inbound>> member(String group) {
        var config = consumerConfig("member");
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MS);
        config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, SESSION_MS / 5);
        config.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, 3 * SESSION_MS);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        // A commit that hangs must not keep the member from polling for long.
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, SESSION_MS / 2);
        config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, SESSION_MS / 2);
        return consumer(config, new InboundDeserializer());
    }

    /// A future of Kafka's on the caller's context.
    static <T> Future<T> future(Vertx vertx, KafkaFuture<T> future) {
        return Future.fromCompletionStage(future.toCompletionStage(), vertx.getOrCreateContext())
            .recover(e -> Future.failedFuture(e instanceof CompletionException && e.getCause() != null ? e.getCause() : e));
    }

    private Map<String, Object> consumerConfig(String what) {
        var config = config(what);
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_RECORDS);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, MOST_BYTES);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, DELIVERY_MS);
        config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, DELIVERY_MS / 3);
        return config;
    }

    private Future<KafkaReadStream<String, Inbound>> consumer(Map<String, Object> config, Deserializer<Inbound> decoder) {
        return vertx.executeBlocking(() -> new KafkaConsumer<>(config, new StringDeserializer(), decoder))
            .map(consumer -> KafkaReadStream.create(vertx, consumer));
    }

    private Map<String, Object> config(String what) {
        var config = new HashMap<String, Object>(settings);
        config.put(CommonClientConfigs.CLIENT_ID_CONFIG, name + "-" + what);
        config.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000);
        return config;
    }
}
