package dev.landlord.agent.link;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.Decoded;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.TenantSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Knows the tenants as they are declared in `landlord.tenants`. Runs on the context of the reader; [#tenants] may be asked from anywhere.
public final class TenantFollower {
    private static final Logger LOG = LoggerFactory.getLogger(TenantFollower.class);

    private final LogFollower follower;
    private final Consumer<List<TenantSpec>> changed;
    private final TreeMap<TenantId, TenantSpec> declared = new TreeMap<>();
    private volatile List<TenantSpec> tenants = List.of();
    private boolean caughtUp;
    private boolean told;
    private volatile long skipped;

    /// @param reader  for this alone; closed with it
    /// @param changed hears of the tenants once when all are known, and then of every change
    public TenantFollower(Vertx vertx, KafkaReadStream<String, byte[]> reader, Consumer<List<TenantSpec>> changed) {
        this.follower = new LogFollower(vertx, reader, Topic.TENANTS, LogFollower::all, this::take);
        this.changed = changed;
    }

    /// @return completes when every tenant declared before the call is known
    public Future<Void> start() {
        return follower.start().onSuccess(_ -> {
            caughtUp = true;
            tell();
        });
    }

    public Future<Void> stop() {
        return follower.stop();
    }

    /// As declared now, by id; immutable. The same list as long as nothing changes.
    public List<TenantSpec> tenants() {
        return tenants;
    }

    /// Records that could not be read, since the start.
    public long skipped() {
        return skipped;
    }

    private Future<Void> take(List<ConsumerRecord<String, byte[]>> batch) {
        batch.forEach(this::take);
        if (caughtUp) {
            tell();
        }
        return Future.succeededFuture();
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            declared.keySet().removeIf(id -> id.value().equals(record.key()));
            return;
        }
        switch (MessageCodec.tenant(record.value())) {
            case Decoded.Known(var spec) when spec.key().equals(record.key()) -> declared.put(spec.id(), spec);
            case Decoded.Known(var spec) -> skip(record, "its key is not its tenant " + spec.id());
            case Decoded.UnknownSchema(var schema) -> skip(record, "its schema is unknown: '%s'".formatted(schema));
            case Decoded.Malformed(var why) -> skip(record, why);
        }
    }

    /// What was declared before stays in force.
    private void skip(ConsumerRecord<String, byte[]> record, String why) {
        skipped++;
        LOG.warn("Skipped the record of '{}' at {}-{}@{}: {}", record.key(), record.topic(), record.partition(), record.offset(), why);
    }

    private void tell() {
        var now = List.copyOf(declared.values());
        if (!now.equals(tenants) || !told) {
            told = true;
            tenants = now;
            changed.accept(now);
        }
    }
}
