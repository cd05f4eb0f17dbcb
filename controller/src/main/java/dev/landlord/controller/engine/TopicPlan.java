package dev.landlord.controller.engine;

import dev.landlord.protocol.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// How Landlord's topics are made, and what is refused in those that are there already.
///
/// @param partitions        of usage, acks, requests and state, fixed for life
/// @param commandPartitions of commands, fixed for life
/// @param replication       replicas of each partition, or empty for the broker's default
public record TopicPlan(int partitions, int commandPartitions, Optional<Integer> replication) {
    static final String TIMESTAMP_TYPE = "message.timestamp.type";
    static final String CLEANUP = "cleanup.policy";
    static final String RETENTION = "retention.ms";
    static final String RETENTION_BYTES = "retention.bytes";
    static final String SEGMENT = "segment.ms";
    static final String COMPACTION_LAG = "max.compaction.lag.ms";
    static final String COMPACTION_WAIT = "min.compaction.lag.ms";
    static final String LARGEST = "max.message.bytes";
    /// After compression. A tenant's state grows with the nodes that it is on.
    static final int LARGEST_STATE_BYTES = 16 << 20;

    private static final Duration LONGEST_SEGMENT = Duration.ofMinutes(10);
    private static final Duration LONGEST_COMPACTION_LAG = Duration.ofMinutes(30);
    /// A controller that was replaced may overwrite a tenant's state, until the owner writes it again. Should the owner die first, the next one still
    /// finds what it wrote, if it begins within this time.
    private static final Duration OVERWRITTEN_STATE_KEPT = LONGEST_SEGMENT;
    private static final int DECISION_PARTITIONS = 4;
    private static final int LEDGER_PARTITIONS = 4;
    private static final String UNLIMITED = "-1";

    /// A topic as the broker describes it.
    public record Found(int partitions, Map<String, String> settings) {
        public Found {
            settings = Map.copyOf(settings);
        }
    }

    /// A setting of a topic that Landlord cannot work with.
    ///
    /// @param remedy what a person does about it
    public record Problem(String topic, String setting, String found, String wanted, String remedy) {
        @Override
        public String toString() {
            return "topic %s: %s is %s, wanted %s; %s".formatted(topic, setting, found, wanted, remedy);
        }
    }

    /// How many partitions a topic gets when it is made beside those that exist: the four that are owned together follow the first
    /// of them that is there.
    public int partitionsOf(Topic topic, Map<Topic, Found> existing) {
        return switch (topic) {
            case USAGE, ACKS, REQUESTS, STATE -> existing.entrySet().stream()
                .filter(entry -> entry.getKey().ownedWithUsage())
                .map(entry -> entry.getValue().partitions())
                .findFirst().orElse(partitions);
            case COMMANDS -> commandPartitions;
            case DECISIONS -> DECISION_PARTITIONS;
            case LEDGER -> LEDGER_PARTITIONS;
            case TENANTS, NODES, SETTINGS -> 1;
        };
    }

    /// The settings that a topic is made with.
    public static Map<String, String> settingsOf(Topic topic) {
        var settings = new LinkedHashMap<String, String>();
        settings.put(TIMESTAMP_TYPE, "LogAppendTime");
        var kept = topic.kept();
        settings.put(CLEANUP, kept.isCompacted() ? kept.retention().isPresent() ? "compact,delete" : "compact" : "delete");
        kept.retention().ifPresent(retention -> {
            settings.put(RETENTION, Long.toString(retention.toMillis()));
            settings.put(RETENTION_BYTES, UNLIMITED);
        });
        if (kept.isCompacted()) {
            settings.put(SEGMENT, Long.toString(LONGEST_SEGMENT.toMillis()));
            settings.put(COMPACTION_LAG, Long.toString(LONGEST_COMPACTION_LAG.toMillis()));
        }
        return settings;
    }

    /// What a topic is made with beside its [settings][#settingsOf]; one that has less is not refused. Of states that turn out too large for it, a
    /// log message tells.
    static Map<String, String> extrasOf(Topic topic) {
        return topic == Topic.STATE
            ? Map.of(LARGEST, Integer.toString(LARGEST_STATE_BYTES), COMPACTION_WAIT, Long.toString(OVERWRITTEN_STATE_KEPT.toMillis()))
            : Map.of();
    }

    /// All that is wrong with the topics found; empty if they will do.
    public static List<Problem> check(Map<Topic, Found> found) {
        var problems = new ArrayList<Problem>();
        found.forEach((topic, description) -> settingsOf(topic).forEach((setting, wanted) -> {
            var value = description.settings().getOrDefault(setting, "not set");
            if (!accepted(setting, value, wanted)) {
                problems.add(new Problem(topic.topicName(), setting, value, boundOf(setting) + wanted,
                    "set it: kafka-configs.sh --alter --entity-type topics --entity-name %s --add-config %s=%s"
                        .formatted(topic.topicName(), setting, wanted)));
            }
        }));
        var usage = found.get(Topic.USAGE);
        found.forEach((topic, description) -> {
            if (usage != null && topic.ownedWithUsage() && description.partitions() != usage.partitions()) {
                problems.add(new Problem(topic.topicName(), "partitions", Integer.toString(description.partitions()),
                    "%s, as %s has".formatted(usage.partitions(), Topic.USAGE.topicName()),
                    "one owner must see a tenant in all four of usage, acks, requests and state: stop the controllers, delete this topic, "
                        + "and start them again, which makes it anew"));
            }
        });
        return problems;
    }

    private static boolean accepted(String setting, String value, String wanted) {
        return switch (setting) {
            case CLEANUP -> policies(value).equals(policies(wanted));
            case RETENTION -> value.equals(UNLIMITED) || isNumber(value) && Long.parseLong(value) >= Long.parseLong(wanted);
            case SEGMENT, COMPACTION_LAG -> isNumber(value) && Long.parseLong(value) <= Long.parseLong(wanted);
            default -> value.equals(wanted);
        };
    }

    /// Kafka takes them in any order, and tells them as they were given.
    private static Set<String> policies(String list) {
        return Arrays.stream(list.split(",")).map(String::strip).collect(Collectors.toUnmodifiableSet());
    }

    private static String boundOf(String setting) {
        return switch (setting) {
            case RETENTION -> "at least ";
            case SEGMENT, COMPACTION_LAG -> "at most ";
            default -> "";
        };
    }

    private static boolean isNumber(String text) {
        return text.matches("\\d{1,19}");
    }
}
