package dev.landlord.launcher.broker;

import dev.landlord.launcher.DataDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running Kafka of one node in this JVM. It listens on 127.0.0.1 only and serves nobody without credentials: clients with those in
/// [#clientProperties], and itself with a password that never leaves the process.
///
/// A data directory keeps its cluster id, credentials, topics and records over restarts, also over `kill -9`.
public final class EmbeddedBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final String LOG_DIRECTORY = "kafka";
    private static final String CLIENT_USER = "landlord";
    private static final String INTERNAL_USER = "broker";

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final CredentialFiles files;
    private final Listener clients;
    private final Listener controllers;
    private final KafkaNode node;

    private EmbeddedBroker(Path data, int port) throws IOException {
        files = new CredentialFiles(data);
        try {
            opened(DataLock.take(data));
            clients = opened(Listener.bind(Listener.CLIENTS, port));
            controllers = opened(Listener.bind(Listener.CONTROLLER, 0));
            Credentials credentials = files.storedPassword()
                .map(password -> new Credentials(CLIENT_USER, password))
                .orElseGet(() -> Credentials.random(CLIENT_USER));
            Path log = data.resolve(LOG_DIRECTORY);
            KafkaNode.format(log);
            node = new KafkaNode(
                BrokerSettings.of(log, clients, controllers, credentials, Credentials.random(INTERNAL_USER)), clients, controllers);
            open.push(node::stop);
            node.start();
            files.write(bootstrapServers(), credentials);
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
        Path data = DataDirectory.prepare(config.dataDirectory());
        try {
            return new EmbeddedBroker(data, config.port());
        } catch (BrokerException e) {
            throw e;
        } catch (Exception e) {
            throw new BrokerException("the broker with data directory " + data + " does not start: " + e.getMessage(), e);
        }
    }

    /// `host:port` for Kafka's `bootstrap.servers`.
    public String bootstrapServers() {
        return clients.address();
    }

    /// The file with address and credentials, in the form that any Kafka tool takes; mode 0600.
    public Path clientProperties() {
        return files.clientProperties();
    }

    /// The same for kcat and other tools built on librdkafka; mode 0600.
    public Path kcatConfig() {
        return files.kcatConfig();
    }

    public String clusterId() {
        return node.clusterId();
    }

    /// Completes with the cause when Kafka meets a fault after which it cannot go on. Closing stays the caller's duty.
    public CompletionStage<Throwable> fault() {
        return node.fault();
    }

    String controllerAddress() {
        return controllers.address();
    }

    /// Returns when the log is on disk and the data directory is free again. A second call does nothing.
    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                LOG.warn("while stopping the broker with data directory {}", files.clientProperties().getParent(), e);
            }
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.push(resource);
        return resource;
    }
}
