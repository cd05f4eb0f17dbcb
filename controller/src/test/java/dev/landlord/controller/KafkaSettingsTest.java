package dev.landlord.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaSettingsTest {
    @TempDir
    private Path dir;

    @Test
    void withoutAnythingTheUsualAddressCounts() throws Exception {
        assertThat(KafkaSettings.of(new ControllerConfig.Kafka(null, null))).containsEntry("bootstrap.servers", "127.0.0.1:9092").hasSize(1);
    }

    @Test
    void theFileBringsCredentialsAndAnAddress() throws Exception {
        var file = Files.writeString(dir.resolve("client.properties"), "bootstrap.servers=k:1\nsecurity.protocol=SASL_PLAINTEXT\n");

        assertThat(KafkaSettings.of(new ControllerConfig.Kafka(null, file)))
            .containsEntry("bootstrap.servers", "k:1").containsEntry("security.protocol", "SASL_PLAINTEXT");
        assertThat(KafkaSettings.of(new ControllerConfig.Kafka("other:2", file))).containsEntry("bootstrap.servers", "other:2");
    }

    @Test
    void aFileThatIsMissingStopsTheStart() {
        assertThatThrownBy(() -> KafkaSettings.of(new ControllerConfig.Kafka(null, dir.resolve("nowhere")))).isInstanceOf(IOException.class);
    }
}
