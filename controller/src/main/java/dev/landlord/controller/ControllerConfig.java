package dev.landlord.controller;

import dev.landlord.protocol.document.StrictYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The controller's configuration. Every field may be left out of the file.
///
/// @param kafka    how to reach Kafka
/// @param http     where the API and the page are served
/// @param topics   how missing topics are made
/// @param dataDir  directory of `admin.token`, made if missing
/// @param group    the consumer group whose members share the partitions of `landlord.usage`
/// @param tick     how often decisions are made
/// @param snapshot how often the state of tenants that changed without a decision is written
public record ControllerConfig(Kafka kafka, Http http, Topics topics, Path dataDir, String group, Duration tick, Duration snapshot) {
    public static final ControllerConfig DEFAULTS = new ControllerConfig(null, null, null, null, null, null, null);

    public ControllerConfig {
        kafka = orElse(kafka, new Kafka(null, null));
        http = orElse(http, new Http(null, null, null));
        topics = orElse(topics, new Topics(null, null, null));
        dataDir = orElse(dataDir, Path.of("/var/lib/landlord"));
        group = orElse(group, "landlord-controllers");
        tick = within("tick", orElse(tick, Duration.ofSeconds(1)), Duration.ofMillis(100), Duration.ofSeconds(5));
        snapshot = within("snapshot", orElse(snapshot, Duration.ofSeconds(2)), Duration.ofMillis(100), Duration.ofMinutes(1));
        if (group.isBlank()) {
            throw new IllegalArgumentException("'group' is empty; leave it out for 'landlord-controllers'");
        }
    }

    /// How to reach Kafka.
    ///
    /// @param bootstrap  addresses of brokers, `host:port,host:port`; if null, those of the file, else 127.0.0.1:9092
    /// @param properties a file of Kafka client properties (credentials, mostly), or null
    public record Kafka(String bootstrap, Path properties) {
        public Kafka {
            if (bootstrap != null && !bootstrap.matches("[^\\s,]+:\\d{1,5}(,[^\\s,]+:\\d{1,5})*")) {
                throw new IllegalArgumentException("'%s' is no address of Kafka: write host:port,host:port".formatted(bootstrap));
            }
        }
    }

    /// Where the API and the page are served.
    ///
    /// @param host         address to listen on
    /// @param port         0 for any free one
    /// @param allowedHosts names besides `host` that a request's `Host` header may carry
    public record Http(String host, Integer port, List<String> allowedHosts) {
        public Http {
            host = orElse(host, "127.0.0.1");
            port = between("port", orElse(port, 8080), 0, 65_535);
            allowedHosts = List.copyOf(orElse(allowedHosts, List.of()));
        }
    }

    /// How missing topics are made. Counts of partitions are fixed for the life of a topic.
    ///
    /// @param partitions        of usage, acks, requests and state: the most controllers that can share the work
    /// @param commandPartitions of commands
    /// @param replication       replicas of each partition, or null for the broker's default
    public record Topics(Integer partitions, Integer commandPartitions, Integer replication) {
        public Topics {
            partitions = between("partitions", orElse(partitions, 8), 1, 1_000);
            commandPartitions = between("commandPartitions", orElse(commandPartitions, 4), 1, 1_000);
            replication = replication == null ? null : Integer.valueOf(between("replication", replication, 1, 100));
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

    public ControllerConfig withKafka(Kafka other) {
        return new ControllerConfig(other, http, topics, dataDir, group, tick, snapshot);
    }

    public ControllerConfig withHttp(Http other) {
        return new ControllerConfig(kafka, other, topics, dataDir, group, tick, snapshot);
    }

    public ControllerConfig withTopics(Topics other) {
        return new ControllerConfig(kafka, http, other, dataDir, group, tick, snapshot);
    }

    public ControllerConfig withDataDir(Path other) {
        return new ControllerConfig(kafka, http, topics, other, group, tick, snapshot);
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
