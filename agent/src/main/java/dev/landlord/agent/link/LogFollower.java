package dev.landlord.agent.link;

import dev.landlord.protocol.Topic;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows partitions of one topic without a group, from their beginning to the ends they had at the start, and on. After an error it goes
/// on from where it was. It reads on only when what it has read is done with, so that nothing piles up. Everything happens on the context of the
/// reader.
public final class LogFollower {
    private static final Logger LOG = LoggerFactory.getLogger(LogFollower.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration AFTER_ERROR = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final KafkaReadStream<String, byte[]> reader;
    private final Topic topic;
    private final IntFunction<Set<Integer>> choose;
    private final Function<List<ConsumerRecord<String, byte[]>>, Future<Void>> handler;

    private final Map<TopicPartition, Long> missing = new HashMap<>();
    private final Promise<Void> caughtUp = Promise.promise();
    private boolean stopped;
    private boolean failing;

    /// @param reader  for this alone; closed with it
    /// @param choose  which partitions to follow, given how many there are
    /// @param handler takes batches in, each partition's records in the order of their offsets, and tells when it is done with one
    public LogFollower(
        Vertx vertx, KafkaReadStream<String, byte[]> reader, Topic topic, IntFunction<Set<Integer>> choose,
        Function<List<ConsumerRecord<String, byte[]>>, Future<Void>> handler
    ) {
        this.vertx = vertx;
        this.reader = reader;
        this.topic = topic;
        this.choose = choose;
        this.handler = handler;
    }

    /// All partitions of a topic.
    public static Set<Integer> all(int partitions) {
        return IntStream.range(0, partitions).boxed().collect(Collectors.toUnmodifiableSet());
    }

    /// Begins to follow.
    ///
    /// @return completes when the ends are reached that the partitions had at the call; fails if following cannot begin, or is stopped before
    public Future<Void> start() {
        return reader.partitionsFor(topic.topicName()).compose(infos -> {
            var partitions = choose.apply(infos.size()).stream()
                .map(partition -> new TopicPartition(topic.topicName(), partition)).collect(Collectors.toUnmodifiableSet());
            return reader.beginningOffsets(partitions).compose(begins -> reader.endOffsets(partitions).compose(ends -> {
                ends.forEach((partition, end) -> {
                    if (begins.get(partition) < end) {
                        missing.put(partition, end);
                    }
                });
                return reader.assign(partitions).compose(_ -> reader.seekToBeginning(partitions));
            }));
        }).compose(_ -> {
            checkCaughtUp();
            next();
            return caughtUp.future();
        });
    }

    public Future<Void> stop() {
        if (stopped) {
            return Future.succeededFuture();
        }
        stopped = true;
        caughtUp.tryFail("stopped");
        return reader.close();
    }

    private void next() {
        if (stopped) {
            return;
        }
        reader.poll(POLL).onComplete(records -> {
            failing = false;
            take(records).onComplete(_ -> next());
        }, e -> {
            if (!failing && !stopped) {
                LOG.warn("Reading {} failed; trying again every {}", topic.topicName(), AFTER_ERROR, e);
                failing = true;
            }
            vertx.setTimer(AFTER_ERROR.toMillis(), _ -> next());
        });
    }

    private Future<?> take(ConsumerRecords<String, byte[]> records) {
        var done = new ArrayList<Future<Void>>();
        for (var partition : records.partitions()) {
            var batch = records.records(partition);
            try {
                done.add(handler.apply(batch));
            } catch (RuntimeException e) {
                LOG.error("Passed over {} records of {} from offset {}", batch.size(), partition, batch.getFirst().offset(), e);
            }
        }
        records.nextOffsets().forEach((partition, offset) -> missing.computeIfPresent(partition, (_, end) -> offset.offset() >= end ? null : end));
        checkCaughtUp();
        return Future.join(done);
    }

    private void checkCaughtUp() {
        if (missing.isEmpty()) {
            caughtUp.tryComplete();
        }
    }
}
