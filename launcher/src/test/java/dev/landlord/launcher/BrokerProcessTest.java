package dev.landlord.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `landlord broker` as a process of its own: what a signal does to it.
@Timeout(120)
class BrokerProcessTest {
    private static final String TOPIC = "kept";

    @TempDir
    private Path data;

    @Test
    void servesAgainAfterKillAndEndsInOrderWhenAsked() throws Exception {
        Process killed = broker();
        try (Admin admin = Admin.create(clientConfig())) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 3, (short) 1))).all().get();
        } finally {
            killed.destroyForcibly().waitFor();
        }

        Process asked = broker();
        try (Admin admin = Admin.create(clientConfig())) {
            TopicDescription topic = admin.describeTopics(List.of(TOPIC)).allTopicNames().get().get(TOPIC);
            assertThat(topic.partitions()).hasSize(3).allMatch(partition -> partition.leader() != null);
        } finally {
            asked.destroy();
        }
        assertThat(asked.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(asked.exitValue()).isZero();
        assertThat(data.resolve("kafka").resolve(".kafka_cleanshutdown")).exists();
    }

    /// Returns when it says that it listens.
    private Process broker() throws IOException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
            Main.class.getName(), "broker", "--data", data.toString(), "--port", "0")
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> said = new ArrayList<>();
        BufferedReader output = process.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.add(line);
            if (line.startsWith("Stop with Ctrl-C")) {
                return process;
            }
        }
        throw new AssertionError("the broker ended early; it said: " + said);
    }

    private Properties clientConfig() throws IOException {
        Properties config = new Properties();
        try (Reader reader = Files.newBufferedReader(data.resolve("client.properties"))) {
            config.load(reader);
        }
        return config;
    }
}
