package dev.landlord.agent.link;

import dev.landlord.agent.actuate.AckSink;
import dev.landlord.protocol.message.Ack;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends answers, again and again until Kafka has them, within bounds: an answer is given up when it is older than [#PATIENCE], or when
/// [#MOST_WAITING] wait and it is the oldest. What is given up is counted and told to who sent it; final answers to evictions come again from disk.
///
/// [#send] may be called from any thread; everything else happens on the context.
public final class AckPublisher implements AckSink {
    static final int MOST_IN_FLIGHT = 64;
    static final int MOST_WAITING = 4_096;
    static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(AckPublisher.class);

    private final Context context;
    private final Function<Ack, Future<Instant>> sender;
    private final LongSupplier nanos;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final LongAdder sent = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private int inFlight;
    private boolean isPausing;
    private boolean isStopped;

    /// @param sender completes when the answer has arrived, fails if it has not
    /// @param nanos  the monotonic clock
    public AckPublisher(Context context, Function<Ack, Future<Instant>> sender, LongSupplier nanos) {
        this.context = context;
        this.sender = sender;
        this.nanos = nanos;
    }

    private record Waiting(Ack ack, long sinceNanos, CompletableFuture<Void> done) {
    }

    @Override
    public CompletionStage<Void> send(Ack ack) {
        var entry = new Waiting(ack, nanos.getAsLong(), new CompletableFuture<>());
        context.runOnContext(_ -> {
            if (waiting.size() >= MOST_WAITING) {
                giveUp(waiting.removeFirst(), "too many answers wait");
            }
            waiting.addLast(entry);
            pump();
        });
        return entry.done();
    }

    /// Answers that arrived, since the start.
    public long sent() {
        return sent.sum();
    }

    /// Answers given up, since the start.
    public long dropped() {
        return dropped.sum();
    }

    /// Gives up what waits. Call on the context, after what it still has to send was given some time.
    public void stop() {
        isStopped = true;
        waiting.forEach(entry -> giveUp(entry, "the agent stops"));
        waiting.clear();
    }

    private void pump() {
        while (!isPausing && !isStopped && inFlight < MOST_IN_FLIGHT && !waiting.isEmpty()) {
            var entry = waiting.removeFirst();
            inFlight++;
            sender.apply(entry.ack()).onComplete(_ -> {
                inFlight--;
                sent.increment();
                entry.done().complete(null);
                pump();
            }, e -> {
                inFlight--;
                again(entry, e);
            });
        }
    }

    private void again(Waiting entry, Throwable why) {
        if (isStopped || nanos.getAsLong() - entry.sinceNanos() >= PATIENCE.toNanos()) {
            giveUp(entry, why.getMessage());
        } else {
            waiting.addFirst(entry);
        }
        if (!isPausing && !isStopped) {
            isPausing = true;
            LOG.debug("An answer did not arrive; trying again in {}", PAUSE, why);
            context.owner().setTimer(PAUSE.toMillis(), _ -> {
                isPausing = false;
                pump();
            });
        }
    }

    private void giveUp(Waiting entry, String why) {
        dropped.increment();
        LOG.warn("Gave up an answer for tenant {}: {}", entry.ack().tenant(), why);
        entry.done().completeExceptionally(new IllegalStateException(why));
    }
}
