package dev.landlord.controller.engine;

import dev.landlord.controller.policy.Effect;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.Decoded;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.Message;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One partition of usage, acks, requests and state in memory, with a journal of what owners wrote. Any number of logs may be open.
final class FakePartition implements EffectWriter {
    private static final InboundDeserializer DECODER = new InboundDeserializer();

    private final Map<Topic, List<Read>> topics = new EnumMap<>(Topic.class);
    private final List<FakeLog> logs = new ArrayList<>();
    /// What was written in which order, e.g. `save tenant-a`, `send n1/tenant-a`.
    final List<String> journal = new ArrayList<>();
    /// What was published in the ledger.
    final List<LedgerEntry> ledger = new ArrayList<>();
    /// The broker's clock.
    Instant now = Instant.parse("2026-11-22T10:00:00Z");
    /// What the next writes of effects come to.
    Future<Void> effectsAre = Future.succeededFuture();
    Future<Void> savesAre = Future.succeededFuture();
    /// Whether snapshots and checkpoints vanish.
    boolean losesState;

    FakePartition() {
        List.of(Topic.USAGE, Topic.ACKS, Topic.REQUESTS, Topic.STATE).forEach(topic -> topics.put(topic, new ArrayList<>()));
    }

    FakeLog open() {
        var log = new FakeLog();
        logs.add(log);
        return log;
    }

    long publish(Message message) {
        return append(message.topic(), message.key(), MessageCodec.encode(message));
    }

    long append(Topic topic, String key, byte[] value) {
        var records = topics.get(topic);
        records.add(new Read(topic, 0, key, records.size(), now, DECODER.deserialize(topic.topicName(), value)));
        List.copyOf(logs).forEach(FakeLog::deliver);
        return records.size() - 1L;
    }

    long write(StateRecord state) {
        return append(Topic.STATE, state.key(), StateCodec.encode(state));
    }

    /// The last value of each key in the state, claims and checkpoints included, as far as it can be read.
    Map<String, StateRecord> state() {
        var last = new LinkedHashMap<String, byte[]>();
        topics.get(Topic.STATE).forEach(record -> {
            if (record.value() instanceof Inbound.State(var header, var value)) {
                if (header.known()) {
                    last.put(record.key(), value);
                }
            } else {
                last.remove(record.key());
            }
        });
        var state = new LinkedHashMap<String, StateRecord>();
        last.forEach((key, value) -> {
            if (StateCodec.decode(value) instanceof Decoded.Known(var known)) {
                state.put(key, known);
            }
        });
        return state;
    }

    /// The offset of the last claim.
    long ownerOffset() {
        return topics.get(Topic.STATE).stream().filter(record -> record.key().equals(StateRecord.Claim.KEY)).toList().getLast().offset();
    }

    int openLogs() {
        return logs.size();
    }

    StateRecord.Snapshot snapshot(TenantId tenant) {
        return (StateRecord.Snapshot) state().get(tenant.value());
    }

    @Override
    public Future<Void> carryOut(List<Effect> effects, List<LedgerEntry> entries) {
        effects.forEach(effect -> journal.add(switch (effect) {
            case Effect.Send(var command) -> "send %s epoch %d".formatted(command.key(), command.epoch());
            case Effect.Publish(var decision) -> "publish " + decision.id();
            case Effect.Clear(var key) -> "clear " + key;
        }));
        entries.forEach(entry -> {
            ledger.add(entry);
            journal.add("book %s revision %d".formatted(entry.key(), entry.revision()));
        });
        return effects.isEmpty() && entries.isEmpty() ? Future.succeededFuture() : effectsAre;
    }

    final class FakeLog implements PartitionLog {
        private Offsets next = Offsets.START;
        private long state;
        private Promise<Batch> polling;
        boolean closed;

        @Override
        public Future<Claimed> claim(StateRecord.Claim claim) {
            return Future.succeededFuture(new Claimed(write(claim), now));
        }

        @Override
        public Future<Restored> restore(long epoch) {
            var found = new StateReader(new EngineMetrics(new SimpleMeterRegistry()));
            topics.get(Topic.STATE).subList(0, (int) epoch).forEach(found::read);
            return Future.succeededFuture(found.restored());
        }

        @Override
        public Future<Bounds> bounds() {
            return Future.succeededFuture(new Bounds(Offsets.START,
                new Offsets(topics.get(Topic.USAGE).size(), topics.get(Topic.ACKS).size(), topics.get(Topic.REQUESTS).size())));
        }

        @Override
        public Future<Void> seek(Offsets history, long stateOffset) {
            next = history;
            state = stateOffset;
            return Future.succeededFuture();
        }

        @Override
        public Future<Batch> poll() {
            polling = Promise.promise();
            var polled = polling.future();
            deliver();
            return polled;
        }

        @Override
        public Future<Void> save(List<StateRecord.Snapshot> snapshots) {
            snapshots.forEach(snapshot -> {
                journal.add("save " + snapshot.key());
                if (!losesState) {
                    write(snapshot);
                }
            });
            return snapshots.isEmpty() ? Future.succeededFuture() : savesAre;
        }

        @Override
        public Future<Void> checkpoint(StateRecord.Checkpoint checkpoint) {
            journal.add("checkpoint " + checkpoint.offsets().usage());
            if (!losesState) {
                write(checkpoint);
            }
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> forget(List<TenantId> tenants) {
            tenants.forEach(tenant -> {
                journal.add("forget " + tenant);
                append(Topic.STATE, tenant.value(), null);
            });
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> close() {
            closed = true;
            logs.remove(this);
            return Future.succeededFuture();
        }

        private void deliver() {
            if (polling == null) {
                return;
            }
            var records = new ArrayList<Read>();
            for (var topic : List.of(Topic.USAGE, Topic.ACKS, Topic.REQUESTS)) {
                var all = topics.get(topic);
                records.addAll(all.subList((int) next.of(topic), all.size()));
                next = next.with(topic, all.size());
            }
            var states = topics.get(Topic.STATE);
            records.addAll(states.subList((int) state, states.size()));
            state = states.size();
            if (!records.isEmpty()) {
                var waiting = polling;
                polling = null;
                waiting.complete(new Batch(records, next));
            }
        }
    }
}
