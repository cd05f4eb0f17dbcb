package dev.landlord.controller.engine;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.NodeReport;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// One term of ownership of one partition, from the claim to its end: claim, restore, replay, take over, then decide.
///
/// Work comes in turns, one after the other: a batch of records, or a tick. Before a turn ends, the states that its effects rest on are
/// written and acknowledged, and then the effects. The next batch is polled when the turn of the last one has ended; that bounds what
/// lies in memory, and Kafka waits.
///
/// A term ends when it is stopped, when another controller's claim is read, or by an error. It is never begun again: the next owner,
/// maybe this same controller, starts from what was written.
public final class PartitionTerm {
    /// A term in which no turn ended for so long is given up.
    static final Duration STALLED = Duration.ofSeconds(90);

    /// Samples count as fresh for five seconds at least; the network's delay is in this difference too.
    private static final Duration TOLERATED_CLOCK_DIFFERENCE = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(PartitionTerm.class);

    private final int partition;
    private final PartitionLog log;
    private final EffectWriter effects;
    private final PartitionTenants tenants;
    private final Declarations declarations;
    private final Predicate<TenantId> isMine;
    private final InstantSource clock;
    private final Duration saveEvery;
    private final EngineMetrics metrics;

    private final Turns turns;
    private final Map<NodeId, NodeReport> nodesSeen = new LinkedHashMap<>();
    private final Set<TenantId> declared = new LinkedHashSet<>();
    private HistoryReader history;
    private Offsets checkpointed;
    private long epoch = -1;
    private Optional<Throwable> failure = Optional.empty();
    private boolean live;
    private boolean tickPending;
    private Instant savedAt;

    /// @param isMine    whether a tenant belongs to this partition
    /// @param saveEvery how often states are written that changed without an effect
    public PartitionTerm(int partition, PartitionLog log, EffectWriter effects, PartitionTenants tenants, Declarations declarations,
        Predicate<TenantId> isMine, InstantSource clock, Duration saveEvery, EngineMetrics metrics) {
        this.partition = partition;
        this.log = log;
        this.effects = effects;
        this.tenants = tenants;
        this.declarations = declarations;
        this.isMine = isMine;
        this.clock = clock;
        this.saveEvery = saveEvery;
        this.metrics = metrics;
        this.turns = new Turns(clock);
        this.savedAt = clock.instant();
    }

    /// Begins the term.
    ///
    /// @param owner this controller's name, for people
    /// @return completes, and never fails, when the term has ended and nothing more will be written by it
    public Future<TermEnd> begin(String owner) {
        var startedAt = System.nanoTime();
        var claim = new StateRecord.Claim(owner, clock.instant());
        turns.unlessOver(() -> log.claim(claim))
            // To the policy, epoch 0 is the time before the first owner: in an empty partition the claim is made twice.
            .compose(claimed -> claimed.offset() == 0 ? log.claim(claim) : Future.succeededFuture(claimed))
            .compose(claimed -> {
                epoch = claimed.offset();
                compareClocks(claimed.at());
                return log.restore(epoch);
            })
            .compose(restored -> log.bounds().compose(bounds -> replay(restored, bounds)))
            .compose(_ -> turn(this::takeOver))
            .onSuccess(_ -> {
                metrics.takeOver.record(Duration.ofNanos(System.nanoTime() - startedAt));
                live = !turns.isOver();
                pollNext();
            })
            .onFailure(this::fail);
        return turns.ended().compose(end -> log.close().transform(_ -> Future.succeededFuture(end)));
    }

    /// Whether it decides.
    public boolean isLive() {
        return live;
    }

    int tenants() {
        return tenants.size();
    }

    int heldBack() {
        return tenants.heldBack();
    }

    /// How far the history has been read; to be asked when it is live.
    public Offsets position() {
        return history.position();
    }

    /// By what the term ended, if by an error.
    Optional<Throwable> failure() {
        return failure;
    }

    /// Lets time pass, unless the last tick is still being worked at.
    public void tick() {
        if (turns.stillFor().compareTo(STALLED) > 0) {
            fail(new IllegalStateException("no turn ended for " + STALLED));
        }
        if (!live) {
            return;
        }
        if (tickPending) {
            metrics.ticksSkipped.increment();
            return;
        }
        tickPending = true;
        turn(() -> {
            tickPending = false;
            return metrics.tick.record(this::passTime);
        });
    }

    /// A heartbeat; it is heard at the next tick.
    void nodeSeen(NodeReport report) {
        nodesSeen.put(report.node(), report);
    }

    /// A tenant of this partition was declared, changed or deleted; it is heard at the next tick.
    void declarationChanged(TenantId tenant) {
        declared.add(tenant);
    }

    /// Ends the term. What is on its way to the broker arrives; nothing follows it.
    void stop() {
        end(TermEnd.STOPPED);
    }

    /// The claim is stamped by the broker, and so are the samples; ticks are by the clock here.
    private void compareClocks(Instant brokers) {
        var ahead = Duration.between(brokers, clock.instant());
        metrics.clockAhead(ahead);
        if (ahead.abs().compareTo(TOLERATED_CLOCK_DIFFERENCE) > 0) {
            LOG.warn("This machine's clock is {} ms ahead of the broker's: samples look stale or from the future, and little is decided. Let "
                + "both follow one time server", ahead.toMillis());
        }
    }

    private Future<Void> replay(PartitionLog.Restored restored, PartitionLog.Bounds bounds) {
        restored.snapshots().forEach(tenants::restore);
        checkpointed = restored.resumeAt();
        // With no state at all, samples and answers concern no tenant that there is; what people asked for before there was an owner does.
        var from = checkpointed == null ? bounds.end().with(Topic.REQUESTS, bounds.begin().requests()) : checkpointed.max(bounds.begin());
        history = new HistoryReader(tenants, epoch, from, metrics);
        long behind = from.behind(bounds.end());
        LOG.atLevel(tenants.size() == 0 && behind == 0 ? Level.DEBUG : Level.INFO)
            .log("Partition {}: epoch {}, {} tenants restored, {} records to replay", partition, epoch, tenants.size(), behind);
        var caughtUp = Promise.<Void>promise();
        return log.seek(from, epoch + 1).compose(_ -> {
            replayNext(bounds.end(), caughtUp);
            return caughtUp.future();
        });
    }

    private void replayNext(Offsets end, Promise<Void> caughtUp) {
        if (history.position().reached(end)) {
            caughtUp.complete();
            return;
        }
        log.poll().onSuccess(batch -> {
            turns.progressed();
            if (turns.isOver() || superseded(batch)) {
                Turns.<Void>isOverAlready().onComplete(caughtUp);
            } else {
                replayNext(end, caughtUp);
            }
        }).onFailure(caughtUp::fail);
    }

    private Future<Void> takeOver() {
        var now = clock.instant();
        tenants.tookOver(now, epoch);
        declarations.all().keySet().stream().filter(isMine).forEach(tenant -> declare(now, tenant));
        tenants.deleteUndeclared(now, tenant -> declarations.find(tenant).isPresent());
        declarations.nodes().forEach(report -> tenants.nodeSeen(now, report));
        return commit(true);
    }

    private void pollNext() {
        if (turns.isOver()) {
            return;
        }
        log.poll().compose(batch -> turn(() -> superseded(batch) ? Turns.isOverAlready() : commit(false)))
            .onSuccess(_ -> pollNext())
            .onFailure(this::fail);
    }

    private Future<Void> passTime() {
        var now = clock.instant();
        declared.forEach(tenant -> declare(now, tenant));
        declared.clear();
        nodesSeen.values().forEach(report -> tenants.nodeSeen(now, report));
        nodesSeen.clear();
        tenants.tick(now);
        var due = !now.isBefore(savedAt.plus(saveEvery));
        if (due) {
            savedAt = now;
        }
        return commit(due);
    }

    private void declare(Instant now, TenantId tenant) {
        tenants.declared(now, tenant, declarations.find(tenant), epoch);
    }

    /// State first, then the effects and the records of the ledger that rest on it, then the removal of what is over, then the checkpoint.
    private Future<Void> commit(boolean all) {
        var outcome = tenants.take(all);
        var position = history.position();
        var strays = history.takeStrays();
        var checkpoint = all && (history.takeCheckpointLost() || !position.equals(checkpointed));
        if (outcome.isEmpty() && strays.isEmpty() && !checkpoint) {
            return Future.succeededFuture();
        }
        var forget = new ArrayList<>(outcome.gone());
        forget.addAll(strays);
        return log.save(outcome.save().stream().map(held -> new StateRecord.Snapshot(epoch, position, held.state(), held.ledger())).toList())
            .map(_ -> outcome)
            .recover(e -> e instanceof SnapshotsTooLarge some ? Future.succeededFuture(tenants.unsaved(some.tenants(), clock.instant(), outcome))
                : Future.failedFuture(e))
            .compose(safe -> turns.unlessOver(() -> effects.carryOut(safe.effects(), safe.entries())))
            .compose(_ -> turns.unlessOver(() -> log.forget(forget)))
            .compose(_ -> turns.unlessOver(() -> checkpoint ? log.checkpoint(new StateRecord.Checkpoint(epoch, position)) : Future.succeededFuture()))
            .onSuccess(_ -> {
                metrics.snapshots.increment(outcome.save().size());
                checkpointed = checkpoint ? position : checkpointed;
            });
    }

    /// Takes a batch in; true if it shows that another controller has taken the partition over.
    private boolean superseded(PartitionLog.Batch batch) {
        if (history.read(batch)) {
            return false;
        }
        LOG.warn("Partition {}: another controller claimed it after epoch {}; this one stops deciding for it", partition, epoch);
        metrics.superseded.increment();
        end(TermEnd.SUPERSEDED);
        return true;
    }

    private Future<Void> turn(Supplier<Future<Void>> work) {
        return turns.next(work).onFailure(this::fail);
    }

    private void fail(Throwable why) {
        if (!turns.isOver()) {
            failure = Optional.of(why);
            LOG.error("Partition {}: the term of epoch {} failed", partition, epoch, why);
            metrics.failedTerms.increment();
            end(TermEnd.FAILED);
        }
    }

    private void end(TermEnd how) {
        live = false;
        turns.end(how);
    }
}
