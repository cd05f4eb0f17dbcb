package dev.landlord.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.document.DocumentException;
import dev.landlord.protocol.document.KafkaConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControllerConfigTest {
    @Test
    void defaults() {
        var config = ControllerConfig.parse("", "controller.yaml");

        assertThat(config).isEqualTo(ControllerConfig.DEFAULTS);
        assertThat(config.kafka()).isEqualTo(KafkaConnection.DEFAULT);
        assertThat(config.http()).isEqualTo(new ControllerConfig.Http("127.0.0.1", 8080, List.of()));
        assertThat(config.topics()).isEqualTo(new ControllerConfig.Topics(8, 4, null));
        assertThat(config.dataDir()).isEqualTo(Path.of("/var/lib/landlord"));
        assertThat(config.group()).isEqualTo("landlord-controllers");
        assertThat(config.tick()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.snapshot()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.guardrails()).isEqualTo(new ControllerConfig.Guardrails(30, 0.5, List.of()));
    }

    @Test
    void everyKey(@TempDir Path dir) throws Exception {
        var file = Files.writeString(dir.resolve("controller.yaml"), """
            kafka:
              bootstrap: k1.example:9093,k2.example:9093
              properties: /etc/landlord/client.properties
            http:
              host: 0.0.0.0
              port: 8443
              allowedHosts: [landlord.example]
            topics:
              partitions: 32
              commandPartitions: 16
              replication: 3
            dataDir: /srv/landlord
            group: other-house
            tick: 500ms
            snapshot: 5s
            guardrails:
              evictionsPerMinute: 3
              heldBackShare: 0.2
              protected: [payroll]
            """);

        assertThat(ControllerConfig.read(file)).isEqualTo(new ControllerConfig(
            new KafkaConnection("k1.example:9093,k2.example:9093", Path.of("/etc/landlord/client.properties")),
            new ControllerConfig.Http("0.0.0.0", 8443, List.of("landlord.example")),
            new ControllerConfig.Topics(32, 16, 3),
            Path.of("/srv/landlord"), "other-house", Duration.ofMillis(500), Duration.ofSeconds(5),
            new ControllerConfig.Guardrails(3, 0.2, List.of(new TenantId("payroll")))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        kafka: {bootstrapp: k:1}       | unknown key 'bootstrapp'; did you mean 'bootstrap'?
        ticks: 1s                      | unknown key 'ticks'; did you mean 'tick'?
        kafka: {bootstrap: nowhere}    | 'nowhere' is no address of Kafka: write host:port,host:port
        http: {port: 70000}            | 'port' must be between 0 and 65535, got 70000
        topics: {partitions: 0}        | 'partitions' must be between 1 and 1000, got 0
        topics: {replication: 0}       | 'replication' must be between 1 and 100, got 0
        tick: 1m                       | 'tick' must be between 100 ms and 5000 ms, got 60000 ms
        snapshot: 1                    | '1' is not a duration
        group: ""                      | 'group' is empty
        guardrails: {evictions: 1}     | unknown key 'evictions'; known keys: evictionsPerMinute, heldBackShare, protected
        guardrails: {evictionsPerMinute: 0}  | 'evictionsPerMinute' must be between 1 and 10000, got 0; to end none: landlord switch off evict
        guardrails: {heldBackShare: 0} | 'heldBackShare' must be between 0.01 and 1 (no bound), got 0.0; to hold nobody back: landlord switch
        guardrails: {heldBackShare: 1.1}     | 'heldBackShare' must be between 0.01 and 1 (no bound), got 1.1
        guardrails: {protected: [../etc]}    | tenant '../etc' is not valid
        """)
    void refusesAndSaysWhy(String text, String why) {
        assertThatThrownBy(() -> ControllerConfig.parse(text, "controller.yaml"))
            .isInstanceOf(DocumentException.class).hasMessageContaining("controller.yaml: ").hasMessageContaining(why);
    }
}
