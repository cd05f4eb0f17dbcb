package dev.landlord.launcher.simulation;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A process's way to write. Records of one partition arrive in their order, those of different ones in any. A batch that is lost is sent
/// again; where the network is bad for longer than [#PATIENCE], it fails, and then nobody knows whether it arrived.
final class Producer {
    /// Milliseconds after which a record that was not acknowledged has failed.
    static final long PATIENCE = 30_000;
    /// Milliseconds after which a batch that did not arrive is sent again, at most.
    private static final long AGAIN_MILLIS = 1_500;
    /// By which an acknowledgement may be late, at most.
    private static final long ANSWER_MILLIS = 2_000;
    /// By which a batch is acknowledged late that was sent again once, and whose answer was late.
    static final long LATE_MILLIS = AGAIN_MILLIS + ANSWER_MILLIS;

    private final Loop loop;
    private final Broker broker;
    private final SimProcess process;
    private final Dice dice;
    private final Faults faults;
    private final Map<Log, Lane> lanes = new HashMap<>();

    /// How often things go wrong.
    ///
    /// @param lost     a batch does not arrive and is sent again
    /// @param answer   a batch arrives, its acknowledgement does not
    /// @param repeated a record is appended twice
    /// @param swapped  two records of one batch change places
    record Faults(double lost, double answer, double repeated, double swapped) {
        /// Of a producer that numbers its batches.
        static final Faults IDEMPOTENT = new Faults(0.01, 0.005, 0, 0);
        /// Of one that does not.
        static final Faults PLAIN = new Faults(0.01, 0.005, 0.02, 0.01);
    }

    /// @param at the broker's time in milliseconds
    record Written(long offset, long at) {
    }

    private record Pending(String key, byte[] value, Promise<Written> promise, long since) {
    }

    private static final class Lane {
        private final List<Pending> waiting = new ArrayList<>();
        private boolean busy;
    }

    Producer(Loop loop, Broker broker, SimProcess process, Dice dice, Faults faults) {
        this.loop = loop;
        this.broker = broker;
        this.process = process;
        this.dice = dice;
        this.faults = faults;
    }

    Future<Written> send(Log log, String key, byte[] value) {
        var pending = new Pending(key, value, Promise.promise(), loop.now());
        var lane = lanes.computeIfAbsent(log, _ -> new Lane());
        lane.waiting.add(pending);
        pump(log, lane);
        return pending.promise.future();
    }

    private void pump(Log log, Lane lane) {
        if (lane.busy || lane.waiting.isEmpty()) {
            return;
        }
        lane.busy = true;
        var batch = new ArrayList<>(lane.waiting);
        lane.waiting.clear();
        if (batch.size() > 1 && dice.chance(faults.swapped)) {
            batch.addFirst(batch.removeLast());
        }
        fly(log, lane, batch);
    }

    /// What has left the process arrives also if the process dies meanwhile, or it does not.
    private void fly(Log log, Lane lane, List<Pending> batch) {
        long blocked = Math.max(process.cutUntil(), broker.stalledUntil());
        if (blocked > loop.now()) {
            long limit = batch.getFirst().since + PATIENCE;
            if (blocked > limit) {
                loop.after(process, limit - loop.now(), "give up", () -> done(log, lane, batch, null));
            } else {
                loop.after(process, blocked - loop.now() + 50, "try again", () -> fly(log, lane, batch));
            }
            return;
        }
        loop.after(process.delay(loop.now(), dice), "arrive", () -> {
            if (process.isDead() && dice.chance(0.5)) {
                return;
            }
            if (dice.chance(faults.lost)) {
                loop.after(process, dice.between(100L, AGAIN_MILLIS), "send again", () -> fly(log, lane, batch));
                return;
            }
            var written = new ArrayList<Written>();
            for (var record : batch) {
                written.add(new Written(broker.append(log, record.key, record.value), loop.now()));
                if (dice.chance(faults.repeated)) {
                    broker.append(log, record.key, record.value);
                }
            }
            boolean failed = dice.chance(faults.answer) && dice.chance(0.1);
            if (failed) {
                process.holdUp(loop.now() + PATIENCE);
            }
            long back = failed ? PATIENCE : process.delay(loop.now(), dice) + (dice.chance(faults.answer) ? dice.between(100L, ANSWER_MILLIS) : 0);
            loop.after(process, back, "acknowledge", () -> done(log, lane, batch, failed ? null : written));
        });
    }

    private void done(Log log, Lane lane, List<Pending> batch, List<Written> written) {
        lane.busy = false;
        for (int i = 0; i < batch.size(); i++) {
            if (written == null) {
                batch.get(i).promise.fail("not acknowledged within %d ms".formatted(PATIENCE));
            } else {
                batch.get(i).promise.complete(written.get(i));
            }
        }
        pump(log, lane);
    }
}
