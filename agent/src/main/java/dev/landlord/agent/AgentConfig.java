package dev.landlord.agent;

import static dev.landlord.protocol.document.Bounds.between;
import static dev.landlord.protocol.document.Bounds.within;
import static java.util.Objects.requireNonNullElse;

import dev.landlord.agent.actuate.EnforcementSettings;
import dev.landlord.agent.enforce.Rules.OnSilence;
import dev.landlord.agent.host.CgroupReader;
import dev.landlord.agent.spool.SpoolLimits;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.document.KafkaConnection;
import dev.landlord.protocol.document.StrictYaml;
import dev.landlord.protocol.message.NodeReport.Mode;
import dev.landlord.protocol.quantity.Bytes;
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
/// @param spool              bounds on the samples that wait on disk while Kafka does not take them
public record AgentConfig(
    NodeId node, KafkaConnection kafka, String subtree, Path stateDir, Duration sampleInterval, Duration heartbeat, Mode mode, OnSilence onSilence,
    List<String> untouchable, Integer evictionsPerMinute, Limits limits, Spool spool
) {
    public static final AgentConfig DEFAULTS = new AgentConfig(null, null, null, null, null, null, null, null, null, null, null, null);

    public AgentConfig {
        kafka = requireNonNullElse(kafka, KafkaConnection.DEFAULT);
        subtree = requireNonNullElse(subtree, "landlord");
        stateDir = requireNonNullElse(stateDir, Path.of("/var/lib/landlord/agent"));
        sampleInterval = requireNonNullElse(sampleInterval, Duration.ofSeconds(1));
        within("sampleInterval", sampleInterval, Duration.ofMillis(100), Duration.ofMinutes(1));
        heartbeat = requireNonNullElse(heartbeat, Duration.ofSeconds(5));
        within("heartbeat", heartbeat, Duration.ofSeconds(1), Duration.ofSeconds(10));
        mode = requireNonNullElse(mode, Mode.ENFORCE);
        onSilence = requireNonNullElse(onSilence, OnSilence.LIFT);
        untouchable = List.copyOf(requireNonNullElse(untouchable, List.of()));
        evictionsPerMinute = requireNonNullElse(evictionsPerMinute, EnforcementSettings.EVICTIONS_PER_MINUTE);
        between("evictionsPerMinute", evictionsPerMinute, 1, 1_000);
        limits = requireNonNullElse(limits, new Limits(null, null));
        spool = requireNonNullElse(spool, new Spool(null, null));
    }

    /// Bounds on what the agent itself holds.
    ///
    /// @param queuedSamples samples that may wait in memory, which they do where the spool cannot be used; beyond it the oldest go, and are counted
    /// @param openFiles     cgroup files that are kept open; beyond it they are opened for each reading
    public record Limits(Integer queuedSamples, Integer openFiles) {
        public Limits {
            queuedSamples = between("queuedSamples", requireNonNullElse(queuedSamples, 1_024), 1, 1_000_000);
            openFiles = between("openFiles", requireNonNullElse(openFiles, CgroupReader.MOST_OPEN_FILES), 1, 10_000_000);
        }
    }

    /// Bounds on the spool.
    ///
    /// @param maxBytes of its file; beyond it samples are thinned from the oldest on
    /// @param maxAge   older samples are given up
    public record Spool(Bytes maxBytes, Duration maxAge) {
        public Spool {
            maxBytes = requireNonNullElse(maxBytes, new Bytes(64 << 20));
            if (maxBytes.value() < 1 << 20 || maxBytes.value() > 16L << 30) {
                throw new IllegalArgumentException("'maxBytes' must be between 1Mi and 16Gi, got " + maxBytes);
            }
            maxAge = requireNonNullElse(maxAge, Duration.ofHours(24));
            within("maxAge", maxAge, Duration.ofMinutes(1), Duration.ofDays(7));
        }

        SpoolLimits limits() {
            return new SpoolLimits(maxBytes.value(), maxAge);
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
        return new AgentConfig(other, kafka, subtree, stateDir, sampleInterval, heartbeat, mode, onSilence, untouchable, evictionsPerMinute, limits,
            spool);
    }

    public AgentConfig withKafka(KafkaConnection other) {
        return new AgentConfig(node, other, subtree, stateDir, sampleInterval, heartbeat, mode, onSilence, untouchable, evictionsPerMinute, limits,
            spool);
    }

    public AgentConfig withSubtree(String other) {
        return new AgentConfig(node, kafka, other, stateDir, sampleInterval, heartbeat, mode, onSilence, untouchable, evictionsPerMinute, limits,
            spool);
    }

    public AgentConfig withStateDir(Path other) {
        return new AgentConfig(node, kafka, subtree, other, sampleInterval, heartbeat, mode, onSilence, untouchable, evictionsPerMinute, limits,
            spool);
    }

    public AgentConfig withMode(Mode other) {
        return new AgentConfig(node, kafka, subtree, stateDir, sampleInterval, heartbeat, other, onSilence, untouchable, evictionsPerMinute, limits,
            spool);
    }
}
