package dev.landlord.protocol.document;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// How a part of Landlord reaches Kafka: `kafka` in every configuration.
///
/// @param bootstrap  addresses of brokers, `host:port,host:port`; null for those in `properties`, else the one on this machine
/// @param properties a file of Kafka client properties (credentials, mostly), or null; `bootstrap` goes before its own
public record KafkaConnection(String bootstrap, Path properties) {
    /// The client property that names the brokers.
    public static final String BOOTSTRAP = "bootstrap.servers";
    /// Nothing is said: the broker on this machine.
    public static final KafkaConnection DEFAULT = new KafkaConnection(null, null);

    private static final String ON_THIS_MACHINE = "127.0.0.1:9092";

    public KafkaConnection {
        if (bootstrap != null && !bootstrap.matches("[^\\s,]+:\\d{1,5}(,[^\\s,]+:\\d{1,5})*")) {
            throw new IllegalArgumentException("'%s' is no address of Kafka: write host:port,host:port".formatted(bootstrap));
        }
    }

    public KafkaConnection withBootstrap(String other) {
        return new KafkaConnection(other, properties);
    }

    /// What every Kafka client is made with. Reads the file of client properties, if there is one, and blocks meanwhile.
    ///
    /// @throws IOException if the file cannot be read
    public Map<String, String> clientSettings() throws IOException {
        var settings = new HashMap<String, String>();
        if (properties != null) {
            settings.putAll(PropertiesFile.read(properties));
        }
        if (bootstrap != null) {
            settings.put(BOOTSTRAP, bootstrap);
        }
        settings.putIfAbsent(BOOTSTRAP, ON_THIS_MACHINE);
        return Map.copyOf(settings);
    }
}
