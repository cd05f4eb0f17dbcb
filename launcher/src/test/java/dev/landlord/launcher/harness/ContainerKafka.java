package dev.landlord.launcher.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.utils.AppInfoParser;
import org.testcontainers.kafka.KafkaContainer;

/// Apache Kafka's own image, in the version of the client library.
final class ContainerKafka implements RunningKafka {
    private final ScratchDirectory scratch = new ScratchDirectory();
    private final KafkaContainer container = new KafkaContainer("apache/kafka:" + AppInfoParser.getVersion())
        .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
        .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0");

    ContainerKafka() {
        container.start();
        try {
            Files.writeString(clientProperties(), "bootstrap.servers=" + container.getBootstrapServers() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Path clientProperties() {
        return scratch.path().resolve("client.properties");
    }

    @Override
    public void close() {
        container.stop();
        scratch.close();
    }
}
