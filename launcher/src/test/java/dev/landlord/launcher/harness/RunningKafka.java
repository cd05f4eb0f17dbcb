package dev.landlord.launcher.harness;

import java.nio.file.Path;

/// A broker that accepts clients.
sealed interface RunningKafka extends AutoCloseable permits EmbeddedKafka, ContainerKafka {
    Path clientProperties();

    @Override
    void close();
}
