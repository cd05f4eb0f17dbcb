package dev.landlord.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.landlord.agent.enforce.Rules.OnSilence;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.document.DocumentException;
import dev.landlord.protocol.document.KafkaConnection;
import dev.landlord.protocol.message.NodeReport.Mode;
import dev.landlord.protocol.quantity.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentConfigTest {
    @Test
    void defaults() {
        var config = AgentConfig.parse("", "agent.yaml");

        assertThat(config).isEqualTo(AgentConfig.DEFAULTS);
        assertThat(config.node()).isNull();
        assertThat(config.kafka()).isEqualTo(KafkaConnection.DEFAULT);
        assertThat(config.subtree()).isEqualTo("landlord");
        assertThat(config.stateDir()).isEqualTo(Path.of("/var/lib/landlord/agent"));
        assertThat(config.sampleInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.heartbeat()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.mode()).isEqualTo(Mode.ENFORCE);
        assertThat(config.onSilence()).isEqualTo(OnSilence.LIFT);
        assertThat(config.untouchable()).isEmpty();
        assertThat(config.evictionsPerMinute()).isEqualTo(6);
        assertThat(config.limits()).isEqualTo(new AgentConfig.Limits(1_024, 16_384));
        assertThat(config.spool()).isEqualTo(new AgentConfig.Spool(Bytes.parse("64Mi"), Duration.ofHours(24)));
    }

    @Test
    void everyKey() {
        var config = AgentConfig.parse("""
            node: n7
            kafka:
              bootstrap: kafka-1:9092,kafka-2:9092
              properties: /etc/landlord/client.properties
            subtree: system.slice/landlord
            stateDir: /srv/landlord
            sampleInterval: 500ms
            heartbeat: 2s
            mode: watch
            onSilence: hold
            untouchable: [lustre_agent]
            evictionsPerMinute: 2
            limits:
              queuedSamples: 16
              openFiles: 100
            spool:
              maxBytes: 1Gi
              maxAge: 36h
            """, "agent.yaml");

        assertThat(config).isEqualTo(new AgentConfig(new NodeId("n7"),
            new KafkaConnection("kafka-1:9092,kafka-2:9092", Path.of("/etc/landlord/client.properties")), "system.slice/landlord",
            Path.of("/srv/landlord"), Duration.ofMillis(500), Duration.ofSeconds(2), Mode.WATCH, OnSilence.HOLD, List.of("lustre_agent"), 2,
            new AgentConfig.Limits(16, 100), new AgentConfig.Spool(new Bytes(1 << 30), Duration.ofHours(36))));
    }

    @Test
    void whatIsWrongStopsTheStartWithLineAndRemedy() {
        assertThatThrownBy(() -> AgentConfig.parse("""
            node: ../etc
            sampleIntervall: 1s
            heartbeat: 1ms
            mode: punish
            """, "agent.yaml")).isInstanceOfSatisfying(DocumentException.class, e -> assertThat(e.getMessage())
                .contains("agent.yaml: line 1: node")
                .contains("line 2: sampleIntervall").contains("did you mean 'sampleInterval'?")
                .contains("line 4: mode"));
        assertThatThrownBy(() -> AgentConfig.parse("heartbeat: 1ms", "agent.yaml"))
            .hasMessageContaining("'heartbeat' must be between 1000 ms and 10000 ms, got 1 ms");
        assertThatThrownBy(() -> AgentConfig.parse("kafka: {bootstrap: nowhere}", "agent.yaml")).hasMessageContaining("write host:port,host:port");
        assertThatThrownBy(() -> AgentConfig.parse("limits: {queuedSamples: 0}", "agent.yaml"))
            .hasMessageContaining("'queuedSamples' must be between 1 and 1000000, got 0");
        assertThatThrownBy(() -> AgentConfig.parse("spool: {maxBytes: 1000}", "agent.yaml"))
            .hasMessageContaining("'maxBytes' must be between 1Mi and 16Gi, got 1000");
        assertThatThrownBy(() -> AgentConfig.parse("spool: {maxAge: 1s}", "agent.yaml")).hasMessageContaining("'maxAge' must be between");
    }

    @Test
    void theRunCounterGrowsAndRefusesWhatIsNoNumber(@TempDir Path scratch) throws Exception {
        assertThat(RunCounter.next(scratch)).isEqualTo(1);
        assertThat(RunCounter.next(scratch)).isEqualTo(2);
        Files.writeString(scratch.resolve("agent-run"), "x");
        assertThatThrownBy(() -> RunCounter.next(scratch)).hasMessageContaining("agent-run holds 'x'").hasMessageContaining("write a number");
    }
}
