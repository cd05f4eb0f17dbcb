package dev.landlord.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.json.Decoded;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.UsageSample;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.kafka.client.producer.KafkaWriteStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class KafkaSenderTest {
    private static final UsageSample SAMPLE = new UsageSample(
        new TenantId("tenant-a"), new NodeId("n1"), "boot", 1, 1, Instant.parse("2026-11-22T10:00:00Z"), 0, null, null, List.of(), null);

    @Test
    void putsAMessageUnderItsKeyInItsTopic(Vertx vertx) throws Exception {
        var kafka = new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
        var sender = new KafkaSender(KafkaWriteStream.create(vertx, kafka));

        sender.send(Outgoing.of(SAMPLE)).await(10, TimeUnit.SECONDS);

        var record = kafka.history().getFirst();
        assertThat(record.topic()).isEqualTo("landlord.usage");
        assertThat(record.key()).isEqualTo("tenant-a");
        assertThat(record.partition()).as("left to Kafka's partitioner").isNull();
        assertThat(MessageCodec.usage(record.value())).isEqualTo(new Decoded.Known<>(SAMPLE));
        sender.close(Duration.ofSeconds(1)).await(10, TimeUnit.SECONDS);
        assertThat(kafka.closed()).isTrue();
    }

    @Test
    void tellsWhenItWasGivenUp(Vertx vertx) {
        var kafka = new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
        kafka.sendException = new IllegalStateException("away");
        var sender = new KafkaSender(KafkaWriteStream.create(vertx, kafka));

        var sending = sender.send(Outgoing.of(SAMPLE));

        assertThatThrownBy(() -> sending.await(10, TimeUnit.SECONDS)).isNotInstanceOf(Sender.Undeliverable.class).hasMessageContaining("away");
    }

    @Test
    void tellsThatTryingAgainIsNoUse(Vertx vertx) {
        var kafka = new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
        kafka.sendException = new RecordTooLargeException("9 MB");
        var sender = new KafkaSender(KafkaWriteStream.create(vertx, kafka));

        var sending = sender.send(Outgoing.of(SAMPLE));

        assertThatThrownBy(() -> sending.await(10, TimeUnit.SECONDS)).isInstanceOf(Sender.Undeliverable.class).hasMessageContaining("9 MB");
    }
}
