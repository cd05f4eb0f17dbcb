package dev.landlord.agent.link;

import dev.landlord.agent.spool.Kept;
import dev.landlord.agent.spool.Sampled;
import dev.landlord.agent.spool.Spool;
import dev.landlord.agent.spool.SpoolState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings samples to the broker: at once while it takes them, and by way of the [Spool] from when it does not until all that waited has
/// arrived. A tenant's samples arrive in the order in which they were made, some perhaps more than once.
///
/// While the spool is in use, everything that has not arrived is in it, and a few of the oldest are on their way; new samples go to its
/// end. Where the disk refuses them, they wait in memory, within bounds, and the oldest are given up and counted.
///
/// For one context.
public final class SampleQueue implements Lanes.Listener {
    /// How long the broker may leave a sample unanswered before it counts as away.
    static final Duration PATIENCE = Duration.ofSeconds(5);
    static final Duration PAUSE = Duration.ofSeconds(1);
    static final int MOST_IN_FLIGHT = 256;
    /// Samples that are taken from the spool at a time, and while it is not known whether the broker is back.
    static final int CHUNK = 512;
    static final int KNOCK = 16;
    private static final Logger LOG = LoggerFactory.getLogger(SampleQueue.class);

    private final Lanes lanes;
    private final Spool spool;
    private final SpoolThread disk;
    private final BiConsumer<Duration, Runnable> later;
    private final LongSupplier nanos;
    private final int mostInMemory;
    private final Unsaved unsaved;
    /// Ids of samples that may go from the spool.
    private final List<Long> settled = new ArrayList<>();

    private long lastId;
    private boolean spooling;
    private boolean saving;
    private long savingUpTo;
    private boolean taking;
    private boolean unread;
    private boolean pausing;
    private boolean knocking;
    private boolean failedSinceLastTaken;
    private boolean diskFails;
    private boolean stopped;
    private Promise<Void> idle;
    private long sent;
    private long dropped;

    /// @param disk         the spool's thread
    /// @param later        runs something on the context after a time
    /// @param nanos        the monotonic clock
    /// @param mostInMemory samples that may wait in memory
    public SampleQueue(Sender sender, Spool spool, SpoolThread disk, BiConsumer<Duration, Runnable> later, LongSupplier nanos, int mostInMemory) {
        this.lanes = new Lanes(sender, MOST_IN_FLIGHT, this);
        this.spool = spool;
        this.disk = disk;
        this.later = later;
        this.nanos = nanos;
        this.mostInMemory = mostInMemory;
        this.unsaved = new Unsaved(mostInMemory);
    }

    /// Looks for samples that an earlier run has left, which go first. Before the first [#offer].
    ///
    /// @return never fails
    public Future<Void> start() {
        return disk.run(spool::open).onFailure(this::diskFailed).otherwise(Spool.UNREAD).map(highest -> {
            lastId = highest;
            spooling = highest > 0;
            proceed();
            return null;
        });
    }

    /// Takes the next samples.
    public void offer(List<Sampled> round) {
        if (stopped) {
            dropped += round.size();
            return;
        }
        int before = lanes.open().size();
        for (var sample : round) {
            var kept = new Kept(++lastId, sample);
            if (spooling) {
                unsaved.add(kept);
            } else {
                lanes.offer(kept);
            }
        }
        if (!spooling && (before > mostInMemory || isLeftUnanswered())) {
            beginSpooling("the broker does not answer");
        }
        save();
        trim();
    }

    private boolean isLeftUnanswered() {
        return !lanes.isIdle() && nanos.getAsLong() - lanes.open().iterator().next().sample().nanos() > PATIENCE.toNanos();
    }

    /// Samples that arrived, since the start.
    public long sent() {
        return sent;
    }

    /// Samples given up, since the start, but for those whose counters a kept one tells.
    public long dropped() {
        return dropped + spool.state().dropped();
    }

    public SpoolState spoolState() {
        return spool.state();
    }

    /// Gives what is on its way so long to arrive as `patience` lasts, and leaves the rest in the spool.
    ///
    /// @param patience completes when there is no more time
    public Future<Void> stop(Future<Void> patience) {
        idle = Promise.promise();
        if (spooling || lanes.isIdle()) {
            idle.complete();
        }
        return Future.any(idle.future(), patience).otherwiseEmpty().compose(_ -> {
            stopped = true;
            if (!spooling && !lanes.isIdle()) {
                beginSpooling("the agent stops");
            }
            var rest = unsaved.all();
            var done = List.copyOf(settled);
            return disk.run(() -> {
                if (!rest.isEmpty()) {
                    spool.append(rest);
                }
                if (spool.head(1, done).isEmpty()) {
                    spool.discard();
                }
                spool.close();
                return (Void) null;
            });
        }).recover(e -> {
            diskFailed(e);
            return Future.succeededFuture();
        });
    }

    @Override
    public void arrived(Kept sample) {
        sent++;
        settle(sample);
    }

    private void settle(Kept sample) {
        if (spooling) {
            unsaved.remove(sample.id());
            settled.add(sample.id());
        }
    }

    @Override
    public void failed(Kept sample, Throwable why) {
        if (why instanceof Sender.Undeliverable) {
            LOG.error("A sample of tenant {} is given up: {}", sample.sample().tenant(), why.getMessage());
            dropped++;
            settle(sample);
            return;
        }
        if (!spooling) {
            beginSpooling(why.getMessage());
        }
        failedSinceLastTaken = true;
        lanes.halt();
    }

    @Override
    public void settled() {
        if (idle != null && lanes.isIdle()) {
            idle.tryComplete();
        }
        proceed();
    }

    private void beginSpooling(String why) {
        LOG.warn("Samples go to the spool until the broker takes them: {}", why);
        spooling = true;
        knocking = true;
        settled.clear();
        lanes.open().forEach(unsaved::add);
        save();
    }

    private void save() {
        if (!spooling || saving || stopped || unsaved.isEmpty()) {
            return;
        }
        saving = true;
        var batch = unsaved.all();
        savingUpTo = batch.getLast().id();
        disk.run(() -> {
            spool.append(batch);
            return batch;
        }).onComplete(_ -> {
            saving = false;
            batch.forEach(sample -> unsaved.remove(sample.id()));
            if (diskFails) {
                LOG.info("The spool takes samples again; {} were given up since the start", dropped());
                diskFails = false;
            }
            save();
            proceed();
        }, e -> {
            saving = false;
            diskFailed(e);
            trim();
            proceed();
        });
    }

    private void trim() {
        dropped += unsaved.trim(sample -> saving && sample.id() <= savingUpTo || lanes.isOpen(sample));
    }

    private void diskFailed(Throwable e) {
        if (!diskFails) {
            LOG.error("The spool cannot be used, so samples wait in memory, at most {}: {}", mostInMemory, e.toString());
            diskFails = true;
        }
    }

    /// Sends the next of those that wait longest, once all that was on its way is answered.
    private void proceed() {
        if (!spooling || taking || pausing || stopped || !lanes.isIdle()) {
            return;
        }
        if (failedSinceLastTaken) {
            failedSinceLastTaken = false;
            knocking = true;
            pause();
            return;
        }
        taking = true;
        unread = false;
        var done = List.copyOf(settled);
        settled.clear();
        int most = knocking ? KNOCK : CHUNK;
        disk.run(() -> spool.head(most, done)).recover(e -> {
            diskFailed(e);
            settled.addAll(done);
            unread = true;
            return Future.succeededFuture(List.of());
        }).compose(found -> found.isEmpty() && diskFails && !saving ? fromMemory(most) : Future.succeededFuture(found)).onSuccess(this::take);
    }

    /// @return never fails
    private Future<List<Kept>> fromMemory(int most) {
        var oldest = unsaved.oldest(most);
        return disk.run(() -> spool.delayed(oldest)).recover(e -> {
            diskFailed(e);
            unread = true;
            return Future.succeededFuture(List.of());
        });
    }

    private void pause() {
        pausing = true;
        later.accept(PAUSE, () -> {
            pausing = false;
            proceed();
        });
    }

    private void take(List<Kept> next) {
        taking = false;
        if (stopped) {
            return;
        }
        if (!next.isEmpty()) {
            knocking = false;
            next.forEach(lanes::offer);
        } else if (unread) {
            pause();
        } else if (unsaved.isEmpty() && !saving) {
            spooling = false;
            LOG.info("All samples that waited have arrived; {} were given up since the start", dropped());
            disk.run(() -> {
                spool.discard();
                return null;
            }).onFailure(this::diskFailed);
        } else {
            save();
        }
    }
}
