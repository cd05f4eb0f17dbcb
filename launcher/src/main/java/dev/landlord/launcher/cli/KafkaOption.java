package dev.landlord.launcher.cli;

import dev.landlord.launcher.RemedyException;
import dev.landlord.protocol.document.KafkaConnection;
import dev.landlord.protocol.document.PropertiesFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /// Whether an address or properties were said.
    boolean given() {
        return bootstrap != null || properties != null;
    }

    /// What was said, completed by what is configured and, where neither names credentials, by those of the embedded broker, if that is
    /// the one that is meant.
    ///
    /// @param data where an embedded broker may have written its credentials
    KafkaConnection complete(KafkaConnection configured, Path data) {
        String address = bootstrap == null ? configured.bootstrap() : bootstrap;
        Path file = properties == null ? configured.properties() : properties;
        Path embedded = data.resolve(EMBEDDED);
        if (file == null && Files.isReadable(embedded) && (address == null || address.equals(addressIn(embedded)))) {
            file = embedded;
        }
        return new KafkaConnection(address, file);
    }

    private static String addressIn(Path file) {
        try {
            return PropertiesFile.read(file).get(KafkaConnection.BOOTSTRAP);
        } catch (IOException e) {
            throw new RemedyException("%s cannot be read: %s".formatted(file, RemedyException.said(e)), e);
        }
    }
}
