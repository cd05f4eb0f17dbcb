package dev.landlord.controller.engine;

import dev.landlord.controller.ports.Archive;
import dev.landlord.protocol.Topic;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows whole topics without a group: from a starting point to their end, and on, or up to where it is to end. Reading goes on after errors, which
/// are counted.
final class Follower {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration AFTER_ERROR = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final KafkaReadStream<String, Inbound> reader;
    private final Map<Topic, From> topics;
    private final Function<List<Read>, Future<Void>> handler;
    private final InstantSource clock;
    private final EngineMetrics metrics;

    private final Map<TopicPartition, Long> missing = new HashMap<>();
    private final Map<TopicPartition, Long> next = new HashMap<>();
    /// Where reading is to be over.
    private final Map<TopicPartition, Long> until = new HashMap<>();
    private final Promise<Void> caughtUp = Promise.promise();
    private Future<Void> taking = Future.succeededFuture();
    private boolean stopped;
    private boolean failing;

    /// Where to begin in a topic.
    sealed interface From {
        /// With the first record that there is.
        record Beginning() implements From {
        }

        /// With the records of the last while.
        record Ago(Duration duration) implements From {
        }

        /// With the last records of each partition.
        record Last(long records) implements From {
        }

        /// Where reading ended before, by partition; with the first record that there is of those that were not read, or were made anew since.
        record Next(Map<Integer, Long> offsets) implements From {
        }

        /// A stretch of some partitions, and nothing after it.
        record Between(Map<Integer, Archive.PutOff.Stretch> stretches) implements From {
        }
    }

    /// @param reader  for this alone; closed with it
    /// @param handler takes batches in, in the order of their offsets
    Follower(Vertx vertx, KafkaReadStream<String, Inbound> reader, Map<Topic, From> topics, Consumer<List<Read>> handler, InstantSource clock,
        EngineMetrics metrics) {
        this(vertx, reader, topics, batch -> {
            handler.accept(batch);
            return Future.succeededFuture();
        }, clock, metrics);
    }

    /// @param handler takes a batch in, and completes when it has room for the next; if it fails, reading is over
    Follower(Vertx vertx, KafkaReadStream<String, Inbound> reader, Map<Topic, From> topics, Function<List<Read>, Future<Void>> handler,
        InstantSource clock, EngineMetrics metrics) {
        this.vertx = vertx;
        this.reader = reader;
        this.topics = topics;
        this.handler = handler;
        this.clock = clock;
        this.metrics = metrics;
    }

    /// Begins to follow.
    ///
    /// @return completes when the ends are reached that the topics had at the call; fails if following cannot begin
    Future<Void> start() {
        return seek().compose(_ -> follow());
    }

    /// Goes to the starting point, from which on it can tell how far it is [#behind]; then [#follow].
    Future<Void> seek() {
        return partitions().compose(partitions -> reader.assign(partitions).compose(_ -> reader.beginningOffsets(partitions)).compose(begin ->
            reader.endOffsets(partitions).compose(end -> since(partitions, end).compose(since -> {
                var from = new HashMap<TopicPartition, Long>();
                partitions.forEach(partition -> from.put(partition, switch (topics.get(InboundDeserializer.topic(partition.topic()))) {
                    case From.Beginning() -> begin.get(partition);
                    case From.Ago _ -> since.getOrDefault(partition, end.get(partition));
                    case From.Last(var records) -> Math.max(begin.get(partition), end.get(partition) - records);
                    case From.Next(var offsets) -> next(offsets.get(partition.partition()), begin.get(partition), end.get(partition));
                    case From.Between(var stretches) -> {
                        var stretch = stretches.get(partition.partition());
                        until.put(partition, Math.min(stretch.end(), end.get(partition)));
                        yield next(stretch.next(), begin.get(partition), end.get(partition));
                    }
                }));
                next.putAll(from);
                end.forEach((partition, last) -> {
                    long to = until.getOrDefault(partition, last);
                    if (from.get(partition) < to) {
                        missing.put(partition, to);
                    }
                });
                return Future.all(from.entrySet().stream().map(entry -> reader.seek(entry.getKey(), entry.getValue())).toList());
            })))).mapEmpty();
    }

    /// @return as [#start] does
    Future<Void> follow() {
        checkCaughtUp();
        next();
        return caughtUp.future();
    }

    /// How many records lie between what was read and the ends that the topics had at the start.
    long behind() {
        return missing.entrySet().stream().mapToLong(partition -> partition.getValue() - next.get(partition.getKey())).sum();
    }

    Future<Void> stop() {
        if (stopped) {
            return Future.succeededFuture();
        }
        stopped = true;
        caughtUp.tryFail("stopped");
        return reader.close();
    }

    private Future<Set<TopicPartition>> partitions() {
        return Future.all(topics.keySet().stream().map(topic -> reader.partitionsFor(topic.topicName())).toList()).map(all -> {
            var partitions = new HashSet<TopicPartition>();
            for (int i = 0; i < all.size(); i++) {
                List<PartitionInfo> infos = all.resultAt(i);
                infos.stream().map(info -> new TopicPartition(info.topic(), info.partition())).filter(this::isWanted).forEach(partitions::add);
            }
            return partitions;
        });
    }

    private boolean isWanted(TopicPartition partition) {
        return !(topics.get(InboundDeserializer.topic(partition.topic())) instanceof From.Between(var stretches))
            || stretches.containsKey(partition.partition());
    }

    /// Offsets of the first records of the last while, for partitions that have such.
    private Future<Map<TopicPartition, Long>> since(Set<TopicPartition> partitions, Map<TopicPartition, Long> end) {
        var times = new HashMap<TopicPartition, Long>();
        for (var partition : partitions) {
            if (topics.get(InboundDeserializer.topic(partition.topic())) instanceof From.Ago(var duration)) {
                times.put(partition, clock.instant().minus(duration).toEpochMilli());
            }
        }
        return times.isEmpty() ? Future.succeededFuture(Map.of()) : reader.offsetsForTimes(times).map(found -> {
            var since = new HashMap<TopicPartition, Long>();
            found.forEach((partition, offset) -> since.put(partition, offset == null ? end.get(partition) : offset.offset()));
            return since;
        });
    }

    /// Where to go on.
    ///
    /// @param before where reading ended, or null
    static long next(Long before, long begin, long end) {
        return before == null || before < begin || before > end ? begin : before;
    }

    /// Polls while the batch before is being taken in, so that two are in memory at most.
    private void next() {
        if (stopped) {
            return;
        }
        reader.poll(POLL).onComplete(records -> {
            failing = false;
            var before = taking;
            taking = before.compose(_ -> stopped ? Future.failedFuture("stopped") : take(records));
            before.onSuccess(_ -> next());
        }, e -> {
            metrics.followerErrors.increment();
            if (!failing) {
                LOG.warn("Reading {} failed; trying again every {}", topics.keySet(), AFTER_ERROR, e);
                failing = true;
            }
            vertx.setTimer(AFTER_ERROR.toMillis(), _ -> next());
        });
    }

    private Future<Void> take(ConsumerRecords<String, Inbound> records) {
        var taken = Future.<Void>succeededFuture();
        if (!records.isEmpty()) {
            var batch = new ArrayList<Read>();
            records.forEach(record -> {
                long end = until.getOrDefault(new TopicPartition(record.topic(), record.partition()), Long.MAX_VALUE);
                if (record.value() != ThinningDeserializer.PASSED_OVER && record.offset() < end) {
                    batch.add(Read.of(record));
                }
            });
            taken = batch.isEmpty() ? taken : hand(batch);
        }
        return taken.onSuccess(_ -> {
            records.nextOffsets().forEach((partition, offset) -> {
                next.put(partition, offset.offset());
                missing.computeIfPresent(partition, (_, end) -> offset.offset() >= end ? null : end);
            });
            checkCaughtUp();
        });
    }

    /// Following must not end because one batch could not be handled.
    private Future<Void> hand(List<Read> batch) {
        try {
            return handler.apply(batch);
        } catch (RuntimeException e) {
            metrics.followerErrors.increment();
            LOG.error("Passed over {} records of {} from offset {}", batch.size(), topics.keySet(), batch.getFirst().offset(), e);
            return Future.succeededFuture();
        }
    }

    private void checkCaughtUp() {
        if (missing.isEmpty()) {
            caughtUp.tryComplete();
        }
    }
}
