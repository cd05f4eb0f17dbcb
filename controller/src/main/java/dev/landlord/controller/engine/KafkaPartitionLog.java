package dev.landlord.controller.engine;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import io.vertx.kafka.client.producer.KafkaWriteStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;

/// A partition of real Kafka topics, with a consumer of its own.
///
/// Its own, because `seek` in vertx-kafka-client throws away what was fetched for all partitions of a consumer, and because its rebalance
/// handlers run too late to seek in. So the member of the group only learns what is assigned, and reads nothing.
final class KafkaPartitionLog implements PartitionLog {
    private static final Duration POLL = Duration.ofMillis(250);
    private static final List<Topic> HISTORY = List.of(Topic.USAGE, Topic.ACKS, Topic.REQUESTS);

    private final Vertx vertx;
    private final int partition;
    private final KafkaReadStream<String, Inbound> reader;
    private final KafkaWriteStream<String, byte[]> writer;
    private final EngineMetrics metrics;
    private final Function<StateRecord.Snapshot, byte[]> encoder;
    private final TopicPartition state;
    private Offsets next = Offsets.START;
    private boolean closed;

    /// @param reader for this alone; closed with it
    /// @param writer shared
    KafkaPartitionLog(Vertx vertx, int partition, KafkaReadStream<String, Inbound> reader, KafkaWriteStream<String, byte[]> writer,
        EngineMetrics metrics) {
        this(vertx, partition, reader, writer, metrics, StateCodec::encode);
    }

    /// @param encoder of snapshots; called on a worker
    KafkaPartitionLog(Vertx vertx, int partition, KafkaReadStream<String, Inbound> reader, KafkaWriteStream<String, byte[]> writer,
        EngineMetrics metrics, Function<StateRecord.Snapshot, byte[]> encoder) {
        this.vertx = vertx;
        this.encoder = encoder;
        this.partition = partition;
        this.reader = reader;
        this.writer = writer;
        this.metrics = metrics;
        this.state = Offsets.partition(Topic.STATE, partition);
    }

    @Override
    public Future<Claimed> claim(StateRecord.Claim claim) {
        return unlessClosed(() -> write(claim.key(), StateCodec.encode(claim)))
            .map(written -> new Claimed(written.offset(), Instant.ofEpochMilli(written.timestamp())));
    }

    @Override
    public Future<Restored> restore(long epoch) {
        return unlessClosed(() -> reader.assign(Set.of(state)))
            .compose(_ -> unlessClosed(() -> reader.seekToBeginning(Set.of(state))))
            .compose(_ -> {
                var found = new StateReader(metrics);
                var done = Promise.<Restored>promise();
                readState(epoch, found, done);
                return done.future();
            });
    }

    private void readState(long epoch, StateReader found, Promise<Restored> done) {
        unlessClosed(() -> reader.poll(POLL)).onFailure(done::fail).onSuccess(records -> {
            for (var record : records.records(state)) {
                if (record.offset() >= epoch) {
                    done.complete(found.restored());
                    return;
                }
                found.read(Read.of(record));
            }
            readState(epoch, found, done);
        });
    }

    @Override
    public Future<Bounds> bounds() {
        var partitions = HISTORY.stream().map(this::partition).collect(Collectors.toSet());
        var all = Stream.concat(partitions.stream(), Stream.of(state)).collect(Collectors.toSet());
        return unlessClosed(() -> reader.assign(all))
            .compose(_ -> unlessClosed(() -> reader.beginningOffsets(partitions)))
            .compose(begin -> unlessClosed(() -> reader.endOffsets(partitions)).map(end -> new Bounds(offsets(begin), offsets(end))));
    }

    @Override
    public Future<Void> seek(Offsets history, long stateOffset) {
        next = history;
        return unlessClosed(() -> Future.all(
            reader.seek(partition(Topic.USAGE), history.usage()),
            reader.seek(partition(Topic.ACKS), history.acks()),
            reader.seek(partition(Topic.REQUESTS), history.requests()),
            reader.seek(state, stateOffset))).mapEmpty();
    }

    @Override
    public Future<Batch> poll() {
        return unlessClosed(() -> reader.poll(POLL)).map(this::batch);
    }

    private Batch batch(ConsumerRecords<String, Inbound> records) {
        var read = new ArrayList<Read>(records.count());
        records.forEach(record -> read.add(Read.of(record)));
        records.nextOffsets().forEach((topicPartition, offset) -> {
            var topic = InboundDeserializer.topic(topicPartition.topic());
            if (topic != Topic.STATE) {
                next = next.with(topic, offset.offset());
            }
        });
        return new Batch(read, next);
    }

    private record Encoded(StateRecord.Snapshot snapshot, byte[] value) {
    }

    /// Snapshots do not change any more, and with a thousand nodes of one tenant encoding takes long: a worker does it, and the turn waits. If the
    /// term has ended meanwhile, nothing is written.
    @Override
    public Future<Void> save(List<StateRecord.Snapshot> snapshots) {
        return snapshots.isEmpty() ? Future.succeededFuture()
            : vertx.executeBlocking(() -> snapshots.stream().map(snapshot -> new Encoded(snapshot, encoder.apply(snapshot))).toList(), false)
                .compose(encoded -> unlessClosed(() -> write(encoded)));
    }

    private Future<Void> write(List<Encoded> snapshots) {
        var tooLarge = new LinkedHashMap<TenantId, String>();
        return all(snapshots.stream().map(encoded -> write(encoded.snapshot().key(), encoded.value()).recover(e -> {
            if (!(e instanceof RecordTooLargeException)) {
                return Future.failedFuture(e);
            }
            tooLarge.put(encoded.snapshot().state().tenant(), tooLarge(encoded.value().length, e));
            return Future.succeededFuture();
        })).toList()).compose(_ -> tooLarge.isEmpty() ? Future.succeededFuture() : Future.failedFuture(new SnapshotsTooLarge(tooLarge)));
    }

    private String tooLarge(int bytes, Throwable e) {
        var topic = Topic.STATE.topicName();
        return String.format(Locale.ROOT, "its state takes %,d bytes, more than Kafka takes (%s). %s", bytes, e.getMessage(),
            bytes > KafkaClients.MOST_RECORD_BYTES
            ? "Divide the tenant: it is on too many nodes"
            : "Raise what the topic takes: kafka-configs.sh --alter --entity-type topics --entity-name %s --add-config %s=%s".formatted(topic,
                TopicPlan.LARGEST, TopicPlan.LARGEST_STATE_BYTES));
    }

    @Override
    public Future<Void> checkpoint(StateRecord.Checkpoint checkpoint) {
        return write(checkpoint.key(), StateCodec.encode(checkpoint)).mapEmpty();
    }

    @Override
    public Future<Void> forget(List<TenantId> tenants) {
        return all(tenants.stream().map(tenant -> write(tenant.value(), null)).toList());
    }

    @Override
    public Future<Void> close() {
        if (closed) {
            return Future.succeededFuture();
        }
        closed = true;
        return reader.close();
    }

    private Future<RecordMetadata> write(String key, byte[] value) {
        return writer.send(new ProducerRecord<>(Topic.STATE.topicName(), partition, key, value));
    }

    private static Future<Void> all(List<Future<RecordMetadata>> writes) {
        return writes.isEmpty() ? Future.succeededFuture() : Future.all(writes).mapEmpty();
    }

    private TopicPartition partition(Topic topic) {
        return Offsets.partition(topic, partition);
    }

    private Offsets offsets(Map<TopicPartition, Long> found) {
        return new Offsets(found.get(partition(Topic.USAGE)), found.get(partition(Topic.ACKS)), found.get(partition(Topic.REQUESTS)));
    }

    /// A closed reader must not be asked anything: it would start a thread for the answer.
    private <T> Future<T> unlessClosed(Supplier<Future<T>> work) {
        return closed ? Future.failedFuture(new IllegalStateException("the log of partition %s is closed".formatted(partition))) : work.get();
    }
}
