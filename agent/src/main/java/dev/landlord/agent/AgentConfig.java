package dev.landlord.agent;

import dev.landlord.agent.enforce.Rules.OnSilence;
import dev.landlord.agent.host.CgroupReader;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.document.StrictYaml;
import dev.landlord.protocol.message.NodeReport.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The agent's configuration. Every field may be left out of the file.
///
/// @param node               this node's id, or null for its host name
/// @param kafka              how to reach Kafka
/// @param subtree            where Landlord keeps its own groups, in every hierarchy
/// @param stateDir           where original limits, orders and counters survive a restart; only its owner can enter it
/// @param sampleInterval     how often is sampled
/// @param heartbeat          how often the node reports, and how often OSHI looks at it
/// @param mode               whether commands are carried out
/// @param onSilence          what becomes of limits whose lease runs out
/// @param untouchable        names of commands that are never frozen or evicted, besides those that Landlord knows
/// @param evictionsPerMinute most evictions begun on this node within any minute
/// @param limits             bounds on what the agent itself holds
public record AgentConfig(
    NodeId node, Kafka kafka, String subtree, Path stateDir, Duration sampleInterval, Duration heartbeat, Mode mode, OnSilence onSilence,
    List<String> untouchable, Integer evictionsPerMinute, Limits limits
) {
    public static final AgentConfig DEFAULTS = new AgentConfig(null, null, null, null, null, null, null, null, null, null, null);

    public AgentConfig {
        kafka = orElse(kafka, new Kafka(null, null));
        subtree = orElse(subtree, "landlord");
        stateDir = orElse(stateDir, Path.of("/var/lib/landlord/agent"));
        sampleInterval = within("sampleInterval", orElse(sampleInterval, Duration.ofSeconds(1)), Duration.ofMillis(100), Duration.ofMinutes(1));
        heartbeat = within("heartbeat", orElse(heartbeat, Duration.ofSeconds(5)), Duration.ofSeconds(1), Duration.ofSeconds(10));
        mode = orElse(mode, Mode.ENFORCE);
        onSilence = orElse(onSilence, OnSilence.LIFT);
        untouchable = List.copyOf(orElse(untouchable, List.of()));
        evictionsPerMinute = between("evictionsPerMinute", orElse(evictionsPerMinute, 6), 1, 1_000);
        limits = orElse(limits, new Limits(null, null));
    }

    /// How to reach Kafka.
    ///
    /// @param bootstrap  addresses of brokers, `host:port,host:port`; null for those in `properties`, else the one on this machine
    /// @param properties a file of Kafka client properties (security, mostly), or null; `bootstrap` goes before its own
    public record Kafka(String bootstrap, Path properties) {
        public Kafka {
            if (bootstrap != null && !bootstrap.matches("[^\\s,]+:\\d{1,5}(,[^\\s,]+:\\d{1,5})*")) {
                throw new IllegalArgumentException("'%s' is no address of Kafka: write host:port,host:port".formatted(bootstrap));
            }
        }
    }

    /// Bounds on what the agent itself holds.
    ///
    /// @param queuedSamples samples that wait while Kafka does not take them; beyond it the oldest go, and are counted
    /// @param openFiles     cgroup files that are kept open; beyond it they are opened for each reading
    public record Limits(Integer queuedSamples, Integer openFiles) {
        public Limits {
            queuedSamples = between("queuedSamples", orElse(queuedSamples, 1_024), 1, 1_000_000);
            openFiles = between("openFiles", orElse(openFiles, CgroupReader.MOST_OPEN_FILES), 1, 10_000_000);
        }
    }

    /// @throws IOException if the file cannot be read
    /// @throws dev.landlord.protocol.document.DocumentException naming everything that is wrong in it, with line and remedy
    public static AgentConfig read(Path file) throws IOException {
        return parse(Files.readString(file), file.toString());
    }

    /// @param source what to call the text in errors
    /// @throws dev.landlord.protocol.document.DocumentException naming everything that is wrong in it, with line and remedy
    public static AgentConfig parse(String text, String source) {
        return StrictYaml.read(text, source, AgentConfig.class);
    }

    public AgentConfig withNode(NodeId other) {
        return new AgentConfig(other, kafka, subtree, stateDir, sampleInterval, heartbeat, mode, onSilence, untouchable, evictionsPerMinute, limits);
    }

    public AgentConfig withKafka(Kafka other) {
        return new AgentConfig(node, other, subtree, stateDir, sampleInterval, heartbeat, mode, onSilence, untouchable, evictionsPerMinute, limits);
    }

    public AgentConfig withSubtree(String other) {
        return new AgentConfig(node, kafka, other, stateDir, sampleInterval, heartbeat, mode, onSilence, untouchable, evictionsPerMinute, limits);
    }

    public AgentConfig withStateDir(Path other) {
        return new AgentConfig(node, kafka, subtree, other, sampleInterval, heartbeat, mode, onSilence, untouchable, evictionsPerMinute, limits);
    }

    public AgentConfig withMode(Mode other) {
        return new AgentConfig(node, kafka, subtree, stateDir, sampleInterval, heartbeat, other, onSilence, untouchable, evictionsPerMinute, limits);
    }

    private static <T> T orElse(T value, T fallback) {
        return value == null ? fallback : value;
    }

    private static Duration within(String field, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                "'%s' must be between %d ms and %d ms, got %d ms".formatted(field, least.toMillis(), most.toMillis(), value.toMillis()));
        }
        return value;
    }

    private static int between(String field, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("'%s' must be between %d and %d, got %d".formatted(field, least, most, value));
        }
        return value;
    }
}
