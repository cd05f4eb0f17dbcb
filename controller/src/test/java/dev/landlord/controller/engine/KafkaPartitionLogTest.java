package dev.landlord.controller.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.TenantId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import io.vertx.kafka.client.producer.KafkaWriteStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is saved is encoded beside the event loop. With Kafka itself: `WideTenantTest`.
class KafkaPartitionLogTest {
    private static final long SECONDS = 20;

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final MockProducer<String, byte[]> kafka = new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private final CountDownLatch encoding = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void close() {
        goOn.countDown();
        await(vertx.close());
    }

    @Test
    void whileASnapshotIsEncodedTheEventLoopGoesOnAndAllIsWrittenInOrder() throws InterruptedException {
        var log = log(this::slow);
        var saved = onLoop(() -> log.save(List.of(snapshot("b"), snapshot("a"), snapshot("c"))));
        assertThat(encoding.await(SECONDS, TimeUnit.SECONDS)).isTrue();

        await(onLoop(Future::succeededFuture));
        assertThat(saved.isComplete()).as("the turn waits").isFalse();
        assertThat(kafka.history()).isEmpty();
        goOn.countDown();
        await(saved);

        assertThat(kafka.history()).extracting(ProducerRecord::key).containsExactly("b", "a", "c");
        assertThat(kafka.history()).extracting(ProducerRecord::value).containsExactly(StateCodec.encode(snapshot("b")),
            StateCodec.encode(snapshot("a")), StateCodec.encode(snapshot("c")));
    }

    @Test
    void nothingIsWrittenIfTheTermHasEndedMeanwhile() throws InterruptedException {
        var log = log(this::slow);
        var saved = onLoop(() -> log.save(List.of(snapshot("a"))));
        assertThat(encoding.await(SECONDS, TimeUnit.SECONDS)).isTrue();
        await(onLoop(log::close));
        goOn.countDown();

        assertThatThrownBy(() -> await(saved)).hasMessageContaining("closed");
        assertThat(kafka.history()).isEmpty();
    }

    @Test
    void whatCannotBeEncodedFailsTheTurn() {
        var log = log(_ -> {
            throw new IllegalStateException("no such field");
        });

        assertThatThrownBy(() -> await(onLoop(() -> log.save(List.of(snapshot("a")))))).hasMessageContaining("no such field");
    }

    private KafkaPartitionLog log(Function<StateRecord.Snapshot, byte[]> encoder) {
        return new KafkaPartitionLog(vertx, 0, KafkaReadStream.create(vertx, new MockConsumer<String, Inbound>("earliest")),
            KafkaWriteStream.create(vertx, kafka), new EngineMetrics(new SimpleMeterRegistry()), encoder);
    }

    private byte[] slow(StateRecord.Snapshot snapshot) {
        encoding.countDown();
        try {
            if (!goOn.await(SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("held up for %s".formatted(Duration.ofSeconds(SECONDS)));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return StateCodec.encode(snapshot);
    }

    private <T> Future<T> onLoop(Supplier<Future<T>> work) {
        return Future.future(promise -> loop.runOnContext(_ -> work.get().onComplete(promise)));
    }

    private static StateRecord.Snapshot snapshot(String tenant) {
        return new StateRecord.Snapshot(7, new Offsets(1, 2, 3), TenantState.initial(new TenantId(tenant)));
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("not within %d s".formatted(SECONDS), e);
        }
    }
}
