package dev.landlord.controller.engine;

import dev.landlord.protocol.Topic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.admin.Config;
import io.vertx.kafka.admin.ConfigEntry;
import io.vertx.kafka.admin.KafkaAdminClient;
import io.vertx.kafka.admin.NewTopic;
import io.vertx.kafka.client.common.ConfigResource;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the topics that are missing and refuses those that are made otherwise. Several controllers may do this at once.
public final class TopicCreator {
    private static final Logger LOG = LoggerFactory.getLogger(TopicCreator.class);
    /// A new topic is not known to every broker at once.
    private static final int MOST_LOOKS = 20;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    private final Vertx vertx;
    private final KafkaAdminClient admin;
    private final TopicPlan plan;

    public TopicCreator(Vertx vertx, KafkaAdminClient admin, TopicPlan plan) {
        this.vertx = vertx;
        this.admin = admin;
        this.plan = plan;
    }

    /// Completes with what is there in the end; fails with [MisconfiguredTopics], or with what the broker says.
    public Future<Map<Topic, TopicPlan.Found>> ensure() {
        return existing()
            .compose(this::createMissing)
            .compose(_ -> describeAll(1))
            .map(found -> {
                var problems = TopicPlan.check(found);
                if (!problems.isEmpty()) {
                    throw new MisconfiguredTopics(problems);
                }
                return found;
            });
    }

    private Future<Map<Topic, TopicPlan.Found>> existing() {
        return admin.listTopics().compose(names -> describe(
            Arrays.stream(Topic.values()).filter(topic -> names.contains(topic.topicName())).toList()));
    }

    private Future<Void> createMissing(Map<Topic, TopicPlan.Found> existing) {
        return Future.all(Arrays.stream(Topic.values())
            .filter(topic -> !existing.containsKey(topic))
            .map(topic -> create(topic, plan.partitionsOf(topic, existing)))
            .toList()).mapEmpty();
    }

    private Future<Void> create(Topic topic, int partitions) {
        short replication = plan.replication().map(Integer::shortValue).orElse((short) -1);
        var wanted = new NewTopic(topic.topicName(), partitions, replication).setConfig(TopicPlan.settingsOf(topic));
        return admin.createTopics(List.of(wanted))
            .onSuccess(_ -> LOG.info("Made topic {} with {} partitions", topic.topicName(), partitions))
            .recover(e -> e instanceof TopicExistsException ? Future.succeededFuture() : Future.failedFuture(e));
    }

    private Future<Map<Topic, TopicPlan.Found>> describeAll(int look) {
        return describe(Set.of(Topic.values())).recover(e ->
            e instanceof UnknownTopicOrPartitionException && look < MOST_LOOKS
                ? vertx.timer(BETWEEN_LOOKS.toMillis()).compose(_ -> describeAll(look + 1))
                : Future.failedFuture(e));
    }

    private Future<Map<Topic, TopicPlan.Found>> describe(Collection<Topic> topics) {
        if (topics.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        var resources = topics.stream().collect(Collectors.toMap(topic -> topic,
            topic -> new ConfigResource(org.apache.kafka.common.config.ConfigResource.Type.TOPIC, topic.topicName())));
        return admin.describeTopics(topics.stream().map(Topic::topicName).toList()).compose(descriptions ->
            admin.describeConfigs(List.copyOf(resources.values())).map(configs -> {
                var found = new EnumMap<Topic, TopicPlan.Found>(Topic.class);
                resources.forEach((topic, resource) -> found.put(topic, new TopicPlan.Found(
                    descriptions.get(topic.topicName()).getPartitions().size(), settings(configs.get(resource)))));
                return found;
            }));
    }

    private static Map<String, String> settings(Config config) {
        return config.getEntries().stream().filter(entry -> entry.getValue() != null)
            .collect(Collectors.toMap(ConfigEntry::getName, ConfigEntry::getValue));
    }
}
