package dev.landlord.controller.engine;

import dev.landlord.protocol.Topic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Membership in the group that shares the partitions of `landlord.usage`. It only learns which are this controller's; what is assigned
/// is paused here, and read by [KafkaPartitionLog].
///
/// The handlers run some time after Kafka has decided, so by then another controller may own what this one still believes to own. The
/// epochs see to that.
public final class Membership {
    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration AFTER_ERROR = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final KafkaReadStream<String, Inbound> member;
    private final Listener listener;
    private final EngineMetrics metrics;
    private final Set<TopicPartition> toPause = new HashSet<>();
    private boolean left;
    private boolean failing;

    /// Told of partitions that come and go; both sets may be empty.
    public interface Listener {
        void assigned(Set<Integer> partitions);

        void revoked(Set<Integer> partitions);
    }

    Membership(Vertx vertx, KafkaReadStream<String, Inbound> member, Listener listener, EngineMetrics metrics) {
        this.vertx = vertx;
        this.member = member;
        this.listener = listener;
        this.metrics = metrics;
    }

    Future<Void> join() {
        member.partitionsAssignedHandler(partitions -> {
            toPause.addAll(partitions);
            listener.assigned(numbers(partitions));
        });
        member.partitionsRevokedHandler(partitions -> {
            toPause.removeAll(partitions);
            listener.revoked(numbers(partitions));
        });
        return member.subscribe(Set.of(Topic.USAGE.topicName())).onSuccess(_ -> next());
    }

    /// Leaves the group, so that others take over at once.
    Future<Void> leave() {
        if (left) {
            return Future.succeededFuture();
        }
        left = true;
        return member.close();
    }

    /// Tells Kafka how far the partitions were read, for people's tools that show the lag. Nothing rests on it.
    void report(Map<Integer, Long> positions) {
        if (!left && !positions.isEmpty()) {
            member.commit(positions.entrySet().stream().collect(Collectors.toMap(
                    entry -> Offsets.partition(Topic.USAGE, entry.getKey()), entry -> new OffsetAndMetadata(entry.getValue()))))
                .onFailure(e -> LOG.debug("Positions were not committed", e));
        }
    }

    private void next() {
        if (left) {
            return;
        }
        member.poll(POLL).compose(_ -> pause()).onComplete(_ -> {
            failing = false;
            next();
        }, e -> {
            if (left) {
                return;
            }
            metrics.followerErrors.increment();
            if (!failing) {
                LOG.warn("The consumer group does not answer; trying again every {}", AFTER_ERROR, e);
                failing = true;
            }
            vertx.setTimer(AFTER_ERROR.toMillis(), _ -> next());
        });
    }

    private Future<Void> pause() {
        if (toPause.isEmpty() || left) {
            return Future.succeededFuture();
        }
        var pausing = Set.copyOf(toPause);
        toPause.clear();
        return member.pause(pausing);
    }

    private static Set<Integer> numbers(Set<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).collect(Collectors.toSet());
    }
}
