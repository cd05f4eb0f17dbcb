package dev.landlord.launcher.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running Kafka of one node in this JVM. It listens on 127.0.0.1 only and serves nobody without credentials: clients with those in
/// [#clientProperties], and itself with a password that never leaves the process.
///
/// A data directory keeps its cluster id, credentials, topics and records over restarts, also over `kill -9`.
public final class EmbeddedBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final String LOG_DIRECTORY = "kafka";
    private static final String INTERNAL_USER = "broker";

    private final AtomicBoolean closed = new AtomicBoolean();
    private final BrokerPlace place;
    private final KafkaNode node;

    EmbeddedBroker(BrokerPlace place) throws IOException {
        this.place = place;
        try {
            Path log = place.data().resolve(LOG_DIRECTORY);
            KafkaNode.format(log);
            node = new KafkaNode(BrokerSettings.of(log, place.clients(), place.controllers(), place.credentials(),
                Credentials.random(INTERNAL_USER)), place.clients(), place.controllers());
        } catch (Throwable e) {
            place.close();
            throw e;
        }
        try {
            node.start();
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /// Returns when clients are accepted.
    ///
    /// @throws BrokerException if the data directory is in use, the port is taken, or Kafka does not start; the message names the remedy
    /// @throws dev.landlord.launcher.RemedyException if the data directory cannot be made private
    public static EmbeddedBroker start(BrokerConfig config) {
        return BrokerPlace.take(config).start();
    }

    /// `host:port` for Kafka's `bootstrap.servers`.
    public String bootstrapServers() {
        return place.bootstrapServers();
    }

    /// The file with address and credentials, in the form that any Kafka tool takes; mode 0600.
    public Path clientProperties() {
        return place.clientProperties();
    }

    /// The same for kcat and other tools built on librdkafka; mode 0600.
    public Path kcatConfig() {
        return place.kcatConfig();
    }

    public String clusterId() {
        return node.clusterId();
    }

    /// Completes with the cause when Kafka meets a fault after which it cannot go on. Closing stays the caller's duty.
    public CompletionStage<Throwable> fault() {
        return node.fault();
    }

    String controllerAddress() {
        return place.controllers().address();
    }

    /// Returns when the log is on disk and the data directory is free again. A second call does nothing.
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                node.stop();
            } catch (RuntimeException e) {
                LOG.warn("while stopping the broker with data directory {}", place.data(), e);
            } finally {
                place.close();
            }
        }
    }
}
