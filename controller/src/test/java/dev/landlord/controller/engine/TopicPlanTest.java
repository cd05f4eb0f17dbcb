package dev.landlord.controller.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.Topic;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TopicPlanTest {
    private final TopicPlan plan = new TopicPlan(8, 4, Optional.empty());

    @Test
    void acceptsWhatItMakes() {
        assertThat(TopicPlan.check(asMade())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void everyTopicIsStampedByTheBroker(Topic topic) {
        assertThat(TopicPlan.settingsOf(topic)).containsEntry("message.timestamp.type", "LogAppendTime");
    }

    @Test
    void keepsAsTheContractSays() {
        assertThat(TopicPlan.settingsOf(Topic.USAGE)).containsEntry("cleanup.policy", "delete").containsEntry("retention.ms", "172800000");
        assertThat(TopicPlan.settingsOf(Topic.STATE)).containsEntry("cleanup.policy", "compact")
            .containsEntry("segment.ms", "600000").containsEntry("max.compaction.lag.ms", "1800000")
            .doesNotContainKey("retention.ms");
    }

    @Test
    void stateThatAReplacedOwnerOverwroteIsKeptForTheNextOwnerButNoLongerThanCompactionMayWait() {
        long wait = Long.parseLong(TopicPlan.extrasOf(Topic.STATE).get("min.compaction.lag.ms"));

        assertThat(wait).isEqualTo(600_000).isLessThan(Long.parseLong(TopicPlan.settingsOf(Topic.STATE).get("max.compaction.lag.ms")));
        assertThat(TopicPlan.extrasOf(Topic.TENANTS)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "USAGE,     message.timestamp.type, CreateTime,     LogAppendTime",
        "USAGE,     cleanup.policy,         compact,        delete",
        "USAGE,     retention.ms,           3600000,        at least 172800000",
        "USAGE,     retention.bytes,        1048576,        -1",
        "STATE,     cleanup.policy,         delete,         compact",
        "TENANTS,   cleanup.policy,         'compact,delete', compact",
        "LEDGER,    cleanup.policy,         compact,        'compact,delete'",
        "LEDGER,    cleanup.policy,         delete,         'compact,delete'",
        "LEDGER,    retention.ms,           604800000,      at least 34560000000",
        "COMMANDS,  segment.ms,             604800000,      at most 600000",
        "COMMANDS,  max.compaction.lag.ms,  9223372036854775807, at most 1800000",
    })
    void refusesAndSaysWhatWhereAndHow(Topic topic, String setting, String value, String wanted) {
        var found = asMade();
        found.put(topic, with(found.get(topic), setting, value));

        assertThat(TopicPlan.check(found)).singleElement().satisfies(problem -> {
            assertThat(problem.topic()).isEqualTo(topic.topicName());
            assertThat(problem.setting()).isEqualTo(setting);
            assertThat(problem.found()).isEqualTo(value);
            assertThat(problem.wanted()).isEqualTo(wanted);
            assertThat(problem.remedy()).contains("kafka-configs.sh", topic.topicName(), setting + "=");
        });
    }

    @ParameterizedTest
    @CsvSource({"USAGE, retention.ms, -1", "USAGE, retention.ms, 864000000", "STATE, segment.ms, 60000", "LEDGER, cleanup.policy, 'delete, compact'",
        "LEDGER, cleanup.policy, 'delete,compact'", "LEDGER, cleanup.policy, 'compact,delete'"})
    void acceptsWhatIsKeptLongerOrCompactedSoonerOrNamedInAnotherOrder(Topic topic, String setting, String value) {
        var found = asMade();
        found.put(topic, with(found.get(topic), setting, value));

        assertThat(TopicPlan.check(found)).isEmpty();
    }

    @Test
    void refusesOwnedTopicsOfDifferentPartitionCounts() {
        var found = asMade();
        found.put(Topic.ACKS, new TopicPlan.Found(4, found.get(Topic.ACKS).settings()));

        assertThat(TopicPlan.check(found)).singleElement().asString()
            .contains("landlord.acks", "partitions is 4", "wanted 8, as landlord.usage has", "delete this topic");
    }

    @Test
    void newOwnedTopicsFollowThoseThatAreThere() {
        var existing = Map.of(Topic.ACKS, new TopicPlan.Found(12, Map.of()));

        assertThat(plan.partitionsOf(Topic.USAGE, existing)).isEqualTo(12);
        assertThat(plan.partitionsOf(Topic.USAGE, Map.of())).isEqualTo(8);
        assertThat(plan.partitionsOf(Topic.COMMANDS, existing)).isEqualTo(4);
    }

    private Map<Topic, TopicPlan.Found> asMade() {
        var found = new EnumMap<Topic, TopicPlan.Found>(Topic.class);
        Arrays.stream(Topic.values()).forEach(topic ->
            found.put(topic, new TopicPlan.Found(plan.partitionsOf(topic, Map.of()), TopicPlan.settingsOf(topic))));
        return found;
    }

    private static TopicPlan.Found with(TopicPlan.Found found, String setting, String value) {
        var settings = new HashMap<>(found.settings());
        settings.put(setting, value);
        return new TopicPlan.Found(found.partitions(), settings);
    }
}
