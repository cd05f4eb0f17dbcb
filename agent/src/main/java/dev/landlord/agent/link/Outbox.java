package dev.landlord.agent.link;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Messages on their way to a [Sender], bounded: so many are in flight, so many wait, and when one more comes, the one that has waited longest is
/// given up and counted. That is for messages that newer ones make up for (samples hold cumulative counters, heartbeats the latest
/// state), and for no others.
///
/// For one context.
public final class Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private final String what;
    private final Sender sender;
    private final int mostInFlight;
    private final int mostWaiting;
    private final Consumer<Delivery> delivered;
    private final Deque<Outgoing> waiting = new ArrayDeque<>();
    private int inFlight;
    private long sent;
    private long dropped;
    private boolean failing;
    private Promise<Void> drained;

    /// @param what         the messages are, for logs
    /// @param mostInFlight messages handed to the sender and not answered yet
    /// @param mostWaiting  messages beyond these
    public Outbox(String what, Sender sender, int mostInFlight, int mostWaiting) {
        this(what, sender, mostInFlight, mostWaiting, _ -> { });
    }

    /// @param delivered hears of each message that arrived
    public Outbox(String what, Sender sender, int mostInFlight, int mostWaiting, Consumer<Delivery> delivered) {
        this.what = what;
        this.sender = sender;
        this.mostInFlight = mostInFlight;
        this.mostWaiting = mostWaiting;
        this.delivered = delivered;
    }

    /// One message's way.
    ///
    /// @param sentNanos     monotonic time at which it was handed to the sender
    /// @param answeredNanos monotonic time of the answer
    /// @param appendedAt    wall clock of the broker
    public record Delivery(long sentNanos, long answeredNanos, Instant appendedAt) {
    }

    public void offer(Outgoing message) {
        if (waiting.size() >= mostWaiting) {
            waiting.removeFirst();
            dropped++;
        }
        waiting.addLast(message);
        pump();
    }

    /// Messages that arrived, since the start.
    public long sent() {
        return sent;
    }

    /// Messages given up, since the start.
    public long dropped() {
        return dropped;
    }

    /// Completes when everything offered so far has arrived or been given up.
    public Future<Void> drain() {
        if (drained == null) {
            drained = Promise.promise();
        }
        var future = drained.future();
        checkDrained();
        return future;
    }

    private void pump() {
        while (inFlight < mostInFlight && !waiting.isEmpty()) {
            inFlight++;
            long sentNanos = System.nanoTime();
            sender.send(waiting.removeFirst()).onComplete(appendedAt -> {
                sent++;
                if (failing) {
                    LOG.info("Sending {} works again; {} were given up since the start", what, dropped);
                    failing = false;
                }
                delivered.accept(new Delivery(sentNanos, System.nanoTime(), appendedAt));
                answered();
            }, e -> {
                dropped++;
                if (!failing) {
                    LOG.warn("Sending {} fails: {}", what, e.getMessage());
                    failing = true;
                }
                answered();
            });
        }
    }

    private void answered() {
        inFlight--;
        pump();
        checkDrained();
    }

    private void checkDrained() {
        if (drained != null && inFlight == 0 && waiting.isEmpty()) {
            drained.complete();
            drained = null;
        }
    }
}
