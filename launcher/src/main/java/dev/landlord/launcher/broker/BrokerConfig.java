package dev.landlord.launcher.broker;

import java.nio.file.Path;
import java.util.Objects;

/// @param dataDirectory where Kafka's log and `client.properties` lie; made with mode 0700 where missing
/// @param port of 127.0.0.1 for clients; 0 picks a free one at every start
public record BrokerConfig(Path dataDirectory, int port) {
    private static final int MAX_PORT = 65_535;

    public BrokerConfig {
        Objects.requireNonNull(dataDirectory, "dataDirectory");
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port " + port + ": want 1 to " + MAX_PORT + ", or 0 for a free one");
        }
    }
}
