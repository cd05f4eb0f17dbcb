package dev.landlord.controller.engine;

import dev.landlord.protocol.Topic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
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
    private final Admin admin;
    private final TopicPlan plan;

    public TopicCreator(Vertx vertx, Admin admin, TopicPlan plan) {
        this.vertx = vertx;
        this.admin = admin;
        this.plan = plan;
    }

    /// Completes with what is there in the end; fails with [MisconfiguredTopics], or with what the broker says.
    public Future<Map<Topic, TopicPlan.Found>> ensure() {
        return existing()
            .compose(this::createMissing)
            .compose(_ -> describe(Set.of(Topic.values()), 1))
            .map(found -> {
                var problems = TopicPlan.check(found);
                if (!problems.isEmpty()) {
                    throw new MisconfiguredTopics(problems);
                }
                return found;
            });
    }

    private Future<Map<Topic, TopicPlan.Found>> existing() {
        return future(admin.listTopics().names()).compose(names -> describe(
            Arrays.stream(Topic.values()).filter(topic -> names.contains(topic.topicName())).toList(), 1));
    }

    private Future<Void> createMissing(Map<Topic, TopicPlan.Found> existing) {
        var missing = Arrays.stream(Topic.values()).filter(topic -> !existing.containsKey(topic)).toList();
        return Future.all(missing.stream().map(topic -> create(topic, plan.partitionsOf(topic, existing))).toList()).onSuccess(made -> {
            var names = made.<String>list().stream().filter(name -> !name.isEmpty()).toList();
            if (!names.isEmpty()) {
                LOG.info("Made topics {}", String.join(", ", names));
            }
        }).mapEmpty();
    }

    /// The topic in words; empty if somebody else has made it meanwhile.
    private Future<String> create(Topic topic, int partitions) {
        var settings = new HashMap<>(TopicPlan.settingsOf(topic));
        settings.putAll(TopicPlan.extrasOf(topic));
        var wanted = new NewTopic(topic.topicName(), Optional.of(partitions), plan.replication().map(Integer::shortValue)).configs(settings);
        return future(admin.createTopics(List.of(wanted)).all())
            .map("%s (partitions: %s)".formatted(topic.topicName(), partitions))
            .recover(e -> e instanceof TopicExistsException ? Future.succeededFuture("") : Future.failedFuture(e));
    }

    private Future<Map<Topic, TopicPlan.Found>> describe(Collection<Topic> topics, int look) {
        return describe(topics).recover(e ->
            e instanceof UnknownTopicOrPartitionException && look < MOST_LOOKS
                ? vertx.timer(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS).compose(_ -> describe(topics, look + 1))
                : Future.failedFuture(e));
    }

    private Future<Map<Topic, TopicPlan.Found>> describe(Collection<Topic> topics) {
        var names = topics.stream().map(Topic::topicName).toList();
        var resources = names.stream().map(TopicCreator::resource).toList();
        return future(admin.describeTopics(names).allTopicNames()).compose(descriptions ->
            future(admin.describeConfigs(resources).all()).map(configs -> {
                var found = new EnumMap<Topic, TopicPlan.Found>(Topic.class);
                topics.forEach(topic -> found.put(topic, new TopicPlan.Found(descriptions.get(topic.topicName()).partitions().size(),
                    settings(configs.get(resource(topic.topicName()))))));
                return found;
            }));
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private static Map<String, String> settings(Config config) {
        return config.entries().stream().filter(entry -> entry.value() != null)
            .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
    }

    private <T> Future<T> future(KafkaFuture<T> future) {
        return KafkaClients.future(vertx, future);
    }
}
