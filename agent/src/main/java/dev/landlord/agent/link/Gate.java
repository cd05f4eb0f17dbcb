package dev.landlord.agent.link;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;

/// Holds messages back until Kafka has answered and has all topics, since whatever is sent before could make a topic; each for [#PATIENCE] at most,
/// after which it is refused and may be sent again. How many wait is bounded by who sends. For one context.
final class Gate implements Sender {
    /// So long an ordinary start may take without a sample being refused.
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Sender sender;
    private final BiConsumer<Duration, Runnable> later;
    private final Deque<Held> held = new ArrayDeque<>();
    private boolean isOpen;

    /// @param sender to send with once the gate is open
    /// @param later  runs something on the context after a time
    Gate(Sender sender, BiConsumer<Duration, Runnable> later) {
        this.sender = sender;
        this.later = later;
    }

    private record Held(Outgoing message, Promise<Instant> answer) {
    }

    @Override
    public Future<Instant> send(Outgoing message) {
        if (isOpen) {
            return sender.send(message);
        }
        var waiting = new Held(message, Promise.promise());
        held.addLast(waiting);
        later.accept(PATIENCE, () -> {
            if (held.removeIf(other -> other == waiting)) {
                waiting.answer().fail("Kafka has not answered yet");
            }
        });
        return waiting.answer().future();
    }

    boolean isOpen() {
        return isOpen;
    }

    /// Lets everything through, the oldest first.
    void open() {
        isOpen = true;
        while (!held.isEmpty()) {
            var next = held.removeFirst();
            sender.send(next.message()).onComplete(next.answer());
        }
    }
}
