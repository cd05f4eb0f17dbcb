package dev.landlord.launcher.broker;

import dev.landlord.launcher.DataDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where a broker is going to run: the data directory taken, the ports bound, the credentials written. Clients may be told the
/// address from here on; those that connect wait until the broker is [started][#start].
public final class BrokerPlace implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerPlace.class);
    private static final String CLIENT_USER = "landlord";

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Path data;
    private final CredentialFiles files;
    private final Listener clients;
    private final Listener controllers;
    private final Credentials credentials;

    private BrokerPlace(Path data, int port) throws IOException {
        this.data = data;
        files = new CredentialFiles(data);
        try {
            opened(DataLock.take(data));
            clients = opened(Listener.bind(Listener.CLIENTS, port));
            controllers = opened(Listener.bind(Listener.CONTROLLER, 0));
            credentials = files.storedPassword()
                .map(password -> new Credentials(CLIENT_USER, password))
                .orElseGet(() -> Credentials.random(CLIENT_USER));
            files.write(clients.address(), credentials);
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /// @throws BrokerException if the data directory is in use or the port is taken; the message names the remedy
    /// @throws dev.landlord.launcher.RemedyException if the data directory cannot be made private
    public static BrokerPlace take(BrokerConfig config) {
        Path data = DataDirectory.prepare(config.dataDirectory());
        try {
            return new BrokerPlace(data, config.port());
        } catch (IOException e) {
            throw new BrokerException("the data directory " + data + " cannot be used by a broker: " + e.getMessage(), e);
        }
    }

    /// Returns when clients are accepted. The place is the broker's from then on, and goes with it; it is given up if this fails.
    ///
    /// @throws BrokerException if Kafka does not start
    public EmbeddedBroker start() {
        try {
            return new EmbeddedBroker(this);
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

    Path data() {
        return data;
    }

    Listener clients() {
        return clients;
    }

    Listener controllers() {
        return controllers;
    }

    Credentials credentials() {
        return credentials;
    }

    /// Gives up the ports and the data directory. A second call does nothing.
    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                LOG.warn("while giving up the data directory {}", data, e);
            }
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.push(resource);
        return resource;
    }
}
