package dev.landlord.controller;

import static dev.landlord.protocol.document.Bounds.between;
import static dev.landlord.protocol.document.Bounds.within;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.document.KafkaConnection;
import dev.landlord.protocol.document.StrictYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The controller's configuration. Every field may be left out of the file.
///
/// @param kafka      how to reach Kafka
/// @param http       where the API and the page are served
/// @param topics     how missing topics are made
/// @param dataDir    directory of `admin.token` and `history.db`, made if missing; one controller each
/// @param group      the consumer group whose members share the partitions of `landlord.usage`
/// @param tick       how often decisions are made
/// @param snapshot   how often the state of tenants that changed without a decision is written
/// @param guardrails what bounds the policy over all tenants; the same on every controller of the house
public record ControllerConfig(
    KafkaConnection kafka, Http http, Topics topics, Path dataDir, String group, Duration tick, Duration snapshot, Guardrails guardrails
) {
    public static final ControllerConfig DEFAULTS = new ControllerConfig(null, null, null, null, null, null, null, null);

    public ControllerConfig {
        kafka = requireNonNullElse(kafka, KafkaConnection.DEFAULT);
        http = requireNonNullElse(http, new Http(null, null, null));
        topics = requireNonNullElse(topics, new Topics(null, null, null));
        dataDir = requireNonNullElse(dataDir, Path.of("/var/lib/landlord"));
        group = requireNonNullElse(group, "landlord-controllers");
        tick = within("tick", requireNonNullElse(tick, Duration.ofSeconds(1)), Duration.ofMillis(100), Duration.ofSeconds(5));
        snapshot = within("snapshot", requireNonNullElse(snapshot, Duration.ofSeconds(2)), Duration.ofMillis(100), Duration.ofMinutes(1));
        guardrails = requireNonNullElse(guardrails, new Guardrails(null, null, null));
        if (group.isBlank()) {
            throw new IllegalArgumentException("'group' is empty; leave it out for 'landlord-controllers'");
        }
    }

    /// Where the API and the page are served.
    ///
    /// @param host         address to listen on
    /// @param port         0 for any free one
    /// @param allowedHosts names besides `host` that a request's `Host` header may carry
    public record Http(String host, Integer port, List<String> allowedHosts) {
        public Http {
            host = requireNonNullElse(host, "127.0.0.1");
            port = between("port", requireNonNullElse(port, 8080), 0, 65_535);
            allowedHosts = List.copyOf(requireNonNullElse(allowedHosts, List.of()));
        }
    }

    /// How missing topics are made. Counts of partitions are fixed for the life of a topic.
    ///
    /// @param partitions        of usage, acks, requests and state: the most controllers that can share the work
    /// @param commandPartitions of commands
    /// @param replication       replicas of each partition, or null for the broker's default
    public record Topics(Integer partitions, Integer commandPartitions, Integer replication) {
        public Topics {
            partitions = between("partitions", requireNonNullElse(partitions, 8), 1, 1_000);
            commandPartitions = between("commandPartitions", requireNonNullElse(commandPartitions, 4), 1, 1_000);
            replication = replication == null ? null : Integer.valueOf(between("replication", replication, 1, 100));
        }
    }

    /// What bounds the policy over all tenants. Each partition has its part of it.
    ///
    /// @param evictionsPerMinute workloads that the policy may order to end in a minute
    /// @param heldBackShare      of the tenants, that the policy may hold back at one time; two of each partition always
    /// @param protectedTenants   who is metered and warned, and never answered by the policy
    public record Guardrails(Integer evictionsPerMinute, Double heldBackShare, @JsonProperty("protected") List<TenantId> protectedTenants) {
        private static final int MOST_EVICTIONS = 10_000;
        private static final double LEAST_SHARE = 0.01;

        public Guardrails {
            evictionsPerMinute = requireNonNullElse(evictionsPerMinute, 30);
            if (evictionsPerMinute < 1 || evictionsPerMinute > MOST_EVICTIONS) {
                throw new IllegalArgumentException("'evictionsPerMinute' must be between 1 and %s, got %s; to end none: landlord switch off evict"
                    .formatted(MOST_EVICTIONS, evictionsPerMinute));
            }
            heldBackShare = requireNonNullElse(heldBackShare, 0.5);
            if (!(heldBackShare >= LEAST_SHARE && heldBackShare <= 1)) {
                throw new IllegalArgumentException(
                    "'heldBackShare' must be between 0.01 and 1 (no bound), got %s; to hold nobody back: landlord switch off throttle"
                        .formatted(heldBackShare));
            }
            protectedTenants = List.copyOf(requireNonNullElse(protectedTenants, List.of()));
        }
    }

    /// @throws IOException if the file cannot be read
    /// @throws dev.landlord.protocol.document.DocumentException naming everything that is wrong in it, with line and remedy
    public static ControllerConfig read(Path file) throws IOException {
        return parse(Files.readString(file), file.toString());
    }

    /// @param source what to call the text in errors
    /// @throws dev.landlord.protocol.document.DocumentException naming everything that is wrong in it, with line and remedy
    public static ControllerConfig parse(String text, String source) {
        return StrictYaml.read(text, source, ControllerConfig.class);
    }

    public ControllerConfig withKafka(KafkaConnection other) {
        return new ControllerConfig(other, http, topics, dataDir, group, tick, snapshot, guardrails);
    }

    public ControllerConfig withHttp(Http other) {
        return new ControllerConfig(kafka, other, topics, dataDir, group, tick, snapshot, guardrails);
    }

    public ControllerConfig withTopics(Topics other) {
        return new ControllerConfig(kafka, http, other, dataDir, group, tick, snapshot, guardrails);
    }

    public ControllerConfig withDataDir(Path other) {
        return new ControllerConfig(kafka, http, topics, other, group, tick, snapshot, guardrails);
    }
}
