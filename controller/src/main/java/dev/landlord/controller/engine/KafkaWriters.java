package dev.landlord.controller.engine;

import dev.landlord.controller.ports.RequestWriter;
import dev.landlord.controller.ports.SettingWriter;
import dev.landlord.controller.ports.TenantWriter;
import dev.landlord.controller.ports.Unavailable;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.ActionRequest;
import dev.landlord.protocol.message.Setting;
import dev.landlord.protocol.message.TenantSpec;
import io.vertx.core.Future;
import io.vertx.kafka.client.producer.KafkaWriteStream;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/// Writes what people want: tenants, requests and settings.
final class KafkaWriters implements TenantWriter, RequestWriter, SettingWriter {
    private static final long TIMEOUT_MS = 10_000;

    private final Supplier<Optional<KafkaWriteStream<String, byte[]>>> writer;
    private final Directory directory;
    private final SettingsReader settings;
    private final EngineMetrics metrics;

    /// @param writer empty until Kafka is reached
    KafkaWriters(Supplier<Optional<KafkaWriteStream<String, byte[]>>> writer, Directory directory, SettingsReader settings, EngineMetrics metrics) {
        this.writer = writer;
        this.directory = directory;
        this.settings = settings;
        this.metrics = metrics;
    }

    @Override
    public Future<TenantSpec> put(TenantSpec spec) {
        return inTime("tenant '%s'".formatted(spec.id()), write(Topic.TENANTS, spec.key(), MessageCodec.encode(spec)).compose(this::seen)).map(spec);
    }

    @Override
    public Future<Void> delete(TenantId tenant) {
        return inTime("the deletion of tenant '%s'".formatted(tenant), write(Topic.TENANTS, tenant.value(), null).compose(this::seen));
    }

    @Override
    public Future<Void> submit(ActionRequest request) {
        return inTime("the request to %s '%s'".formatted(request.action().wire(), request.tenant()),
            write(Topic.REQUESTS, request.key(), MessageCodec.encode(request)).mapEmpty());
    }

    @Override
    public Future<Void> put(Setting setting) {
        return set(setting.key(), MessageCodec.encode(setting));
    }

    @Override
    public Future<Void> remove(String key) {
        return set(key, null);
    }

    private Future<Void> set(String key, byte[] value) {
        return inTime("'%s'".formatted(key), write(Topic.SETTINGS, key, value)
            .compose(written -> settings.seen(written.partition(), written.offset())));
    }

    private Future<RecordMetadata> write(Topic topic, String key, byte[] value) {
        return writer.get().map(kafka -> kafka.send(new ProducerRecord<>(topic.topicName(), key, value)))
            .orElseGet(() -> Future.failedFuture("Kafka has not been reached yet"));
    }

    private Future<Void> seen(RecordMetadata written) {
        return directory.seen(written.partition(), written.offset());
    }

    private <T> Future<T> inTime(String what, Future<T> written) {
        return written.timeout(TIMEOUT_MS, TimeUnit.MILLISECONDS).recover(e -> {
            metrics.writeFailures.increment();
            return Future.failedFuture(new Unavailable(
                "%s could not be written to Kafka: %s; see /health/ready, and try again".formatted(what, e.getMessage()), e));
        });
    }
}
