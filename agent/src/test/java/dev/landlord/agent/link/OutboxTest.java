package dev.landlord.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.Topic;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final Instant APPENDED = Instant.parse("2026-11-22T10:00:00Z");

    private final FakeSender sender = new FakeSender();
    private final List<Outbox.Delivery> delivered = new ArrayList<>();
    private final Outbox outbox = new Outbox("samples", sender, 2, 3, delivered::add);

    @Test
    void keepsSoManyInFlightAndSendsTheRestInOrder() {
        offer("a", "b", "c", "d");
        assertThat(sender.keys).containsExactly("a", "b");
        sender.answer();
        assertThat(sender.keys).containsExactly("a", "b", "c");
        sender.answer();
        sender.answer();
        sender.answer();
        assertThat(sender.keys).containsExactly("a", "b", "c", "d");
        assertThat(outbox.sent()).isEqualTo(4);
        assertThat(outbox.dropped()).isZero();
        assertThat(delivered).hasSize(4).allMatch(delivery -> delivery.appendedAt().equals(APPENDED));
    }

    @Test
    void givesUpTheOldestThatWaitsWhenFull() {
        offer("a", "b", "c", "d", "e", "f", "g");
        assertThat(outbox.dropped()).isEqualTo(2);
        for (int i = 0; i < 5; i++) {
            sender.answer();
        }
        assertThat(sender.keys).containsExactly("a", "b", "e", "f", "g");
    }

    @Test
    void countsWhatCouldNotBeSentAndGoesOn() {
        offer("a", "b", "c");
        sender.fail();
        assertThat(outbox.dropped()).isEqualTo(1);
        assertThat(sender.keys).containsExactly("a", "b", "c");
        sender.answer();
        sender.answer();
        assertThat(outbox.sent()).isEqualTo(2);
    }

    @Test
    void isDrainedWhenNothingWaitsNorFlies() {
        assertThat(outbox.drain().isComplete()).isTrue();
        offer("a", "b", "c");
        var drained = outbox.drain();
        sender.answer();
        sender.fail();
        assertThat(drained.isComplete()).isFalse();
        sender.answer();
        assertThat(drained.succeeded()).isTrue();
        assertThat(outbox.drain().isComplete()).isTrue();
    }

    private void offer(String... keys) {
        for (var key : keys) {
            outbox.offer(new Outgoing(Topic.USAGE, key, new byte[0]));
        }
    }

    /// Answers when the test says so.
    private static final class FakeSender implements Sender {
        private final List<String> keys = new ArrayList<>();
        private final Deque<Promise<Instant>> open = new ArrayDeque<>();

        @Override
        public Future<Instant> send(Outgoing message) {
            keys.add(message.key());
            open.addLast(Promise.promise());
            return open.getLast().future();
        }

        void answer() {
            open.removeFirst().complete(APPENDED);
        }

        void fail() {
            open.removeFirst().fail("the broker is away");
        }
    }
}
