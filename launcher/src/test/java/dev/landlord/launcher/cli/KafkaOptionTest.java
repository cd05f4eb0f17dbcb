package dev.landlord.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.document.KafkaConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class KafkaOptionTest {
    private static final String LOCAL = "127.0.0.1:9092";
    private static final Path NAMED = Path.of("/etc/landlord/kafka.properties");
    private static final KafkaConnection THERE = new KafkaConnection("there:1", NAMED);

    @TempDir
    Path data;

    private Path embedded;

    @BeforeEach
    void brokerWroteItsCredentials() throws IOException {
        embedded = Files.writeString(data.resolve("client.properties"), "bootstrap.servers=" + LOCAL + "\n");
    }

    @Test
    void withoutAWordTheEmbeddedBrokerIsMeant() {
        assertThat(parse().complete(KafkaConnection.DEFAULT, data)).isEqualTo(new KafkaConnection(null, embedded));
    }

    @Test
    void itsAddressBringsItsCredentials() {
        assertThat(parse("--kafka", LOCAL).complete(KafkaConnection.DEFAULT, data)).isEqualTo(new KafkaConnection(LOCAL, embedded));
    }

    @Test
    void anotherAddressDoesNot() {
        assertThat(parse("--kafka", "kafka:9092").complete(KafkaConnection.DEFAULT, data)).isEqualTo(new KafkaConnection("kafka:9092", null));
        assertThat(parse().complete(new KafkaConnection("kafka:9092", null), data)).isEqualTo(new KafkaConnection("kafka:9092", null));
    }

    @Test
    void whatIsSaidGoesBeforeWhatIsConfigured() {
        assertThat(parse("--kafka", "here:1", "--kafka-properties", "said").complete(THERE, data))
            .isEqualTo(new KafkaConnection("here:1", Path.of("said")));
        assertThat(parse("--kafka", "here:1").complete(THERE, data)).isEqualTo(new KafkaConnection("here:1", NAMED));
    }

    private static KafkaOption parse(String... arguments) {
        Role role = new Role();
        new CommandLine(role).parseArgs(arguments);
        return role.kafka;
    }

    @Command(name = "role")
    private static final class Role {
        @Mixin
        private KafkaOption kafka;
    }
}
