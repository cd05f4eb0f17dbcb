package dev.landlord.launcher.cli;

import dev.landlord.launcher.RemedyException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import picocli.CommandLine.Option;

/// How a role reaches Kafka, alike in `agent` and `controller`.
final class KafkaOption {
    private static final String EMBEDDED = "client.properties";

    @Option(names = "--kafka", paramLabel = "HOST:PORT",
        description = "Kafka's address (default: as configured, else the broker that keeps its data in the same directory, else 127.0.0.1:9092)")
    private String bootstrap;

    @Option(names = "--kafka-properties", paramLabel = "FILE",
        description = "Kafka client properties: credentials, mostly (default: as configured, else those that the embedded broker wrote)")
    private Path properties;

    /// What was said, completed by what is configured and, where neither names credentials, by those of the embedded broker, if that is
    /// the one that is meant.
    ///
    /// @param data where an embedded broker may have written its credentials
    Connection complete(String configuredBootstrap, Path configuredProperties, Path data) {
        String address = bootstrap == null ? configuredBootstrap : bootstrap;
        Path file = properties == null ? configuredProperties : properties;
        Path embedded = data.resolve(EMBEDDED);
        if (file == null && Files.isReadable(embedded) && (address == null || address.equals(addressIn(embedded)))) {
            file = embedded;
        }
        return new Connection(address, file);
    }

    private static String addressIn(Path file) {
        Properties found = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            found.load(reader);
        } catch (IOException e) {
            throw new RemedyException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
        return found.getProperty("bootstrap.servers");
    }

    /// @param bootstrap  addresses, or null for those in `properties`, else the default
    /// @param properties a file, or null
    record Connection(String bootstrap, Path properties) {
    }
}
