package dev.landlord.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/// What every Kafka client of the agent is made with.
final class KafkaSettings {
    private static final String BOOTSTRAP = "bootstrap.servers";
    private static final String DEFAULT_BOOTSTRAP = "127.0.0.1:9092";

    private KafkaSettings() {
    }

    /// Reads the file of client properties, if there is one. Blocks.
    ///
    /// @throws IOException if it cannot be read
    static Map<String, String> of(AgentConfig.Kafka config) throws IOException {
        var settings = new HashMap<String, String>();
        if (config.properties() != null) {
            var properties = new Properties();
            try (var reader = Files.newBufferedReader(config.properties())) {
                properties.load(reader);
            }
            properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        }
        if (config.bootstrap() != null) {
            settings.put(BOOTSTRAP, config.bootstrap());
        }
        settings.putIfAbsent(BOOTSTRAP, DEFAULT_BOOTSTRAP);
        return settings;
    }
}
