package dev.landlord.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Ack;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class AckPublisherTest {
    private final List<Long> tried = new CopyOnWriteArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private volatile Future<Instant> answer = Future.succeededFuture(Instant.EPOCH);
    private AckPublisher publisher;

    @BeforeEach
    void build(Vertx vertx) {
        publisher = new AckPublisher(vertx.getOrCreateContext(), ack -> {
            tried.add(ack.generation());
            return answer;
        }, nanos::get);
    }

    private static Ack ack(long generation) {
        return new Ack(new NodeId("n1"), new TenantId("a"), 1, generation, null, Ack.Outcome.APPLIED, null, null, null, null, Instant.EPOCH);
    }

    @Test
    void triesAgainUntilItHasArrived() throws Exception {
        answer = Future.failedFuture("the broker is away");
        var sent = publisher.send(ack(1)).toCompletableFuture();
        Awaitility.await().untilAsserted(() -> assertThat(tried).hasSizeGreaterThan(1));
        answer = Future.succeededFuture(Instant.EPOCH);

        sent.get(10, TimeUnit.SECONDS);
        assertThat(publisher.sent()).isEqualTo(1);
        assertThat(publisher.dropped()).isZero();
    }

    @Test
    void givesUpInTheEndAndSaysSo() {
        answer = Future.failedFuture("the broker is away");
        var sent = publisher.send(ack(1)).toCompletableFuture();
        Awaitility.await().untilAsserted(() -> assertThat(tried).isNotEmpty());
        nanos.set(AckPublisher.PATIENCE.toNanos());

        Awaitility.await().untilAsserted(() -> assertThat(sent).isCompletedExceptionally());
        assertThat(publisher.dropped()).isEqualTo(1);
    }

    @Test
    void whatWaitsIsBoundedAndTheOldestGo() {
        answer = Promise.<Instant>promise().future();
        var first = publisher.send(ack(0)).toCompletableFuture();
        for (int i = 1; i < AckPublisher.MOST_IN_FLIGHT + AckPublisher.MOST_WAITING + 10; i++) {
            publisher.send(ack(i));
        }
        Awaitility.await().untilAsserted(() -> assertThat(publisher.dropped()).isEqualTo(10));
        assertThat(tried).hasSize(AckPublisher.MOST_IN_FLIGHT);
        assertThat(first).as("what is in flight is not given up").isNotDone();
    }
}
