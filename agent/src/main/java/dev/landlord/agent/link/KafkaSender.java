package dev.landlord.agent.link;

import io.vertx.core.Future;
import io.vertx.kafka.client.producer.KafkaWriteStream;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Delivers messages to their Kafka topics.
public final class KafkaSender implements Sender {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaSender.class);

    private final KafkaWriteStream<String, byte[]> writer;

    /// @param writer for this alone; closed with it
    public KafkaSender(KafkaWriteStream<String, byte[]> writer) {
        this.writer = writer.exceptionHandler(e -> LOG.debug("Sending failed", e));
    }

    @Override
    public Future<Instant> send(Outgoing message) {
        return writer.send(new ProducerRecord<>(message.topic().topicName(), message.key(), message.value()))
            .map(metadata -> Instant.ofEpochMilli(metadata.timestamp()))
            .recover(e -> Future.failedFuture(isHopeless(e) ? new Undeliverable(e) : e));
    }

    private static boolean isHopeless(Throwable e) {
        return e instanceof RecordTooLargeException || e instanceof SerializationException;
    }

    /// Gives what was sent a while to arrive, and closes.
    public Future<Void> close(Duration patience) {
        return writer.close(patience.toMillis());
    }
}
