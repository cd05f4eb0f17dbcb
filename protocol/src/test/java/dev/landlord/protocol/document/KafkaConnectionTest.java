package dev.landlord.protocol.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaConnectionTest {
    @TempDir
    private Path dir;

    @Test
    void withoutAnythingTheUsualAddressCounts() throws Exception {
        assertThat(KafkaConnection.DEFAULT.clientSettings()).isEqualTo(Map.of("bootstrap.servers", "127.0.0.1:9092"));
    }

    @Test
    void theFileBringsCredentialsAndAnAddressAndWhatIsSaidGoesBeforeIt() throws Exception {
        var file = Files.writeString(dir.resolve("client.properties"), "bootstrap.servers=k:1\nsecurity.protocol=SASL_PLAINTEXT\n");
        var connection = new KafkaConnection(null, file);

        assertThat(connection.clientSettings()).isEqualTo(Map.of("bootstrap.servers", "k:1", "security.protocol", "SASL_PLAINTEXT"));
        assertThat(connection.withBootstrap("other:2").clientSettings())
            .isEqualTo(Map.of("bootstrap.servers", "other:2", "security.protocol", "SASL_PLAINTEXT"));
    }

    @Test
    void aFileThatIsMissingOrBrokenStopsTheStart() throws Exception {
        var nowhere = new KafkaConnection(null, dir.resolve("nowhere"));
        assertThatThrownBy(nowhere::clientSettings).isInstanceOf(IOException.class).hasMessageContaining("nowhere");

        var broken = new KafkaConnection(null, Files.writeString(dir.resolve("broken.properties"), "a=\\u00zz\n"));
        assertThatThrownBy(broken::clientSettings).isInstanceOf(IOException.class).hasMessageContaining("broken.properties: Malformed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere", "k:", "k:1,", "k:1 ,l:2", ":1"})
    void whatIsNoListOfAddressesIsRefused(String bootstrap) {
        assertThatThrownBy(() -> new KafkaConnection(bootstrap, null))
            .isInstanceOf(IllegalArgumentException.class).hasMessage("'%s' is no address of Kafka: write host:port,host:port", bootstrap);
    }
}
