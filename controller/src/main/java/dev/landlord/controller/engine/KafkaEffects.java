package dev.landlord.controller.engine;

import dev.landlord.controller.policy.Effect;
import dev.landlord.protocol.CommandKey;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.Message;
import io.vertx.core.Future;
import io.vertx.kafka.client.producer.KafkaWriteStream;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Sends effects and records of the ledger to their topics.
final class KafkaEffects implements EffectWriter {
    private final KafkaWriteStream<String, byte[]> writer;
    private final int commandPartitions;
    private final EngineMetrics metrics;

    /// @param commandPartitions of `landlord.commands`, as it is
    KafkaEffects(KafkaWriteStream<String, byte[]> writer, int commandPartitions, EngineMetrics metrics) {
        this.writer = writer;
        this.commandPartitions = commandPartitions;
        this.metrics = metrics;
    }

    @Override
    public Future<Void> carryOut(List<Effect> effects, List<LedgerEntry> entries) {
        if (effects.isEmpty() && entries.isEmpty()) {
            return Future.succeededFuture();
        }
        return Future.all(Stream.concat(effects.stream().map(this::send), entries.stream().map(this::publish)).toList()).mapEmpty();
    }

    private Future<?> publish(LedgerEntry entry) {
        return writer.send(keyed(entry)).onSuccess(_ -> metrics.ledgerRecords.increment());
    }

    private Future<?> send(Effect effect) {
        return switch (effect) {
            case Effect.Send(var command) ->
                writer.send(command(command.commandKey(), MessageCodec.encode(command))).onSuccess(_ -> metrics.commands.increment());
            case Effect.Clear(var key) ->
                writer.send(command(key, null)).onSuccess(_ -> metrics.clears.increment());
            case Effect.Publish(var decision) ->
                writer.send(keyed(decision)).onSuccess(_ -> metrics.decisions.increment());
        };
    }

    private ProducerRecord<String, byte[]> command(CommandKey key, byte[] value) {
        return new ProducerRecord<>(Topic.COMMANDS.topicName(), CommandKey.partition(key.node(), commandPartitions), key.toString(), value);
    }

    private static ProducerRecord<String, byte[]> keyed(Message message) {
        return new ProducerRecord<>(message.topic().topicName(), message.key(), MessageCodec.encode(message));
    }
}
