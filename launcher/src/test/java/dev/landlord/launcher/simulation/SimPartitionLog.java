package dev.landlord.launcher.simulation;

import dev.landlord.controller.engine.EngineMetrics;
import dev.landlord.controller.engine.Offsets;
import dev.landlord.controller.engine.PartitionLog;
import dev.landlord.controller.engine.Read;
import dev.landlord.controller.engine.StateCodec;
import dev.landlord.controller.engine.StateReader;
import dev.landlord.controller.engine.StateRecord;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/// What a term reads and writes, on the simulated broker. The bytes, how they are found again and what they mean are the engine's own.
final class SimPartitionLog implements PartitionLog {
    private static final int MOST = 500;
    private static final List<Topic> HISTORY = List.of(Topic.USAGE, Topic.ACKS, Topic.REQUESTS);

    private final Simulation sim;
    private final SimTerm term;
    private final SimProcess process;
    private final Producer producer;
    private final EngineMetrics metrics;
    private final Dice dice;
    private Offsets next;
    private long state;
    private Promise<Batch> polling;
    private boolean awaited;
    private boolean closed;

    SimPartitionLog(Simulation sim, SimTerm term, Producer producer, EngineMetrics metrics, Dice dice) {
        this.sim = sim;
        this.term = term;
        this.process = term.controller.process();
        this.producer = producer;
        this.metrics = metrics;
        this.dice = dice;
    }

    private Log log(Topic topic) {
        return sim.broker().log(topic, term.partition);
    }

    @Override
    public Future<Claimed> claim(StateRecord.Claim claim) {
        return producer.send(log(Topic.STATE), claim.key(), StateCodec.encode(claim)).map(written -> {
            term.epoch = written.offset();
            sim.loop().note("%s claims partition %d", term, term.partition);
            return new Claimed(written.offset(), Loop.START.plusMillis(written.at()));
        });
    }

    @Override
    public Future<Restored> restore(long epoch) {
        var found = new StateReader(metrics);
        var done = Promise.<Restored>promise();
        read(found, 0, epoch, done);
        return done.future();
    }

    /// A batch at a time, so that compaction may run in between.
    private void read(StateReader found, long from, long epoch, Promise<Restored> done) {
        sim.loop().after(process, blocked() + process.delay(sim.loop().now(), dice), "restore", () -> {
            long position = from;
            for (var entry : log(Topic.STATE).from(from, 20)) {
                if (entry.offset >= epoch) {
                    var restored = found.restored();
                    restored.snapshots().forEach(snapshot -> sim.observer().restored(term, snapshot.state()));
                    done.complete(restored);
                    return;
                }
                found.read(sim.mutant().restored(log(Topic.STATE).read(entry)));
                position = entry.offset + 1;
            }
            read(found, position, epoch, done);
        });
    }

    private long blocked() {
        return Math.max(0, Math.max(process.deafUntil(), sim.broker().stalledUntil()) - sim.loop().now());
    }

    @Override
    public Future<Bounds> bounds() {
        var done = Promise.<Bounds>promise();
        sim.loop().after(process, blocked() + process.delay(sim.loop().now(), dice), "bounds", () -> done.complete(new Bounds(
            new Offsets(log(Topic.USAGE).begin(), log(Topic.ACKS).begin(), log(Topic.REQUESTS).begin()),
            new Offsets(log(Topic.USAGE).end(), log(Topic.ACKS).end(), log(Topic.REQUESTS).end()))));
        return done.future();
    }

    @Override
    public Future<Void> seek(Offsets history, long stateOffset) {
        next = sim.mutant().resume(history, new Offsets(log(Topic.USAGE).end(), log(Topic.ACKS).end(), log(Topic.REQUESTS).end()));
        state = stateOffset;
        return Future.succeededFuture();
    }

    @Override
    public Future<Batch> poll() {
        polling = Promise.promise();
        var polled = polling.future();
        fetch();
        return polled;
    }

    private void fetch() {
        if (closed || process.isDead() || polling == null) {
            return;
        }
        if (!behind(Topic.STATE, state) && HISTORY.stream().noneMatch(topic -> behind(topic, next(topic)))) {
            await();
            return;
        }
        sim.loop().after(process, blocked() + process.delay(sim.loop().now(), dice), "poll", this::deliver);
    }

    private boolean behind(Topic topic, long position) {
        return position < log(topic).end();
    }

    private void await() {
        if (!awaited) {
            awaited = true;
            Runnable woken = () -> {
                if (awaited) {
                    awaited = false;
                    fetch();
                }
            };
            HISTORY.forEach(topic -> log(topic).whenAppended(woken));
            log(Topic.STATE).whenAppended(woken);
        }
    }

    /// Of each topic all that is there or, now and then, nothing: partitions are fetched apart from each other.
    private void deliver() {
        if (closed || polling == null) {
            return;
        }
        if (blocked() > 0) {
            fetch();
            return;
        }
        var records = new ArrayList<Read>();
        for (var topic : HISTORY) {
            if (!dice.chance(0.1)) {
                var entries = log(topic).from(next(topic), MOST);
                entries.forEach(entry -> records.add(log(topic).read(entry)));
                next = with(topic, entries.isEmpty() ? Math.max(next(topic), log(topic).begin()) : entries.getLast().offset + 1);
            }
        }
        if (!sim.mutant().isBlindToClaims() && !dice.chance(0.1)) {
            for (var entry : log(Topic.STATE).from(state, MOST)) {
                records.add(log(Topic.STATE).read(entry));
                state = entry.offset + 1;
            }
        } else {
            state = sim.mutant().isBlindToClaims() ? log(Topic.STATE).end() : state;
        }
        var waiting = polling;
        polling = null;
        waiting.complete(new Batch(records, next));
    }

    private long next(Topic topic) {
        return switch (topic) {
            case USAGE -> next.usage();
            case ACKS -> next.acks();
            default -> next.requests();
        };
    }

    private Offsets with(Topic topic, long offset) {
        return switch (topic) {
            case USAGE -> new Offsets(offset, next.acks(), next.requests());
            case ACKS -> new Offsets(next.usage(), offset, next.requests());
            default -> new Offsets(next.usage(), next.acks(), offset);
        };
    }

    @Override
    public Future<Void> save(List<StateRecord.Snapshot> snapshots) {
        if (sim.mutant().losesSnapshots(dice)) {
            return Future.succeededFuture();
        }
        return all(snapshots.stream().map(snapshot -> write(snapshot.key(), StateCodec.encode(snapshot))
            .onSuccess(_ -> sim.observer().saved(term, snapshot.state()))).toList());
    }

    @Override
    public Future<Void> checkpoint(StateRecord.Checkpoint checkpoint) {
        return write(checkpoint.key(), StateCodec.encode(checkpoint)).mapEmpty();
    }

    @Override
    public Future<Void> forget(List<TenantId> tenants) {
        return all(tenants.stream().map(tenant -> write(tenant.value(), null)).toList());
    }

    private Future<Producer.Written> write(String key, byte[] value) {
        return producer.send(log(Topic.STATE), key, value);
    }

    private static Future<Void> all(List<Future<Producer.Written>> writes) {
        return writes.isEmpty() ? Future.succeededFuture() : Future.all(writes).mapEmpty();
    }

    @Override
    public Future<Void> close() {
        closed = true;
        term.isOver = true;
        return Future.succeededFuture();
    }
}
