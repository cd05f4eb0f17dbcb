package dev.landlord.agent.link;

import dev.landlord.protocol.CommandKey;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.Decoded;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.Command;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads this node's commands from its one partition of `landlord.commands`: first to the end, of which only the latest of each key counts and is
/// handed on once; then each as it comes. Reads on only when what was handed on is on disk. Runs on the context of the reader.
public final class CommandIntake {
    private static final Logger LOG = LoggerFactory.getLogger(CommandIntake.class);

    private final LogFollower follower;
    private final NodeId node;
    private final Sink sink;
    private final Map<CommandKey, Command> latest = new LinkedHashMap<>();
    private boolean live;
    private volatile long received;
    private volatile long skipped;

    /// Where commands go.
    @FunctionalInterface
    public interface Sink {
        /// @param isFound whether it was found in the topic at start-up, and not received as it was sent
        /// @return completes when it is on disk or refused
        Future<Void> accept(Command command, boolean isFound);
    }

    /// @param reader for this alone; closed with it
    public CommandIntake(Vertx vertx, KafkaReadStream<String, byte[]> reader, NodeId node, Sink sink) {
        this.follower = LogFollower.paced(vertx, reader, Topic.COMMANDS, partitions -> Set.of(CommandKey.partition(node, partitions)), this::take);
        this.node = node;
        this.sink = sink;
    }

    /// @return completes when everything that was commanded before the call has been handed on
    public Future<Void> start() {
        return follower.start().compose(_ -> {
            live = true;
            var found = List.copyOf(latest.values());
            latest.clear();
            return handOn(found, true);
        });
    }

    public Future<Void> stop() {
        return follower.stop();
    }

    /// Commands handed on, since the start.
    public long received() {
        return received;
    }

    /// Records that could not be read, since the start.
    public long skipped() {
        return skipped;
    }

    private Future<Void> take(List<ConsumerRecord<String, byte[]>> batch) {
        var fresh = new LinkedHashMap<CommandKey, Command>();
        for (var record : batch) {
            read(record, live ? fresh : latest);
        }
        return handOn(List.copyOf(fresh.values()), false);
    }

    private void read(ConsumerRecord<String, byte[]> record, Map<CommandKey, Command> into) {
        try {
            var key = CommandKey.parse(record.key() == null ? "" : record.key());
            if (!key.node().equals(node)) {
                return;
            }
            if (record.value() == null) {
                into.remove(key);
                return;
            }
            command(record, key).ifPresent(command -> {
                into.remove(key);
                into.put(key, command);
            });
        } catch (IllegalArgumentException e) {
            skip(record, e.getMessage());
        }
    }

    private Optional<Command> command(ConsumerRecord<String, byte[]> record, CommandKey key) {
        return switch (MessageCodec.command(record.value())) {
            case Decoded.Known(var command) when command.commandKey().equals(key) -> Optional.of(command);
            case Decoded.Known(var command) -> skip(record, "its key is not that of the command, " + command.key());
            case Decoded.UnknownSchema(var schema) -> skip(record, "its schema is unknown: '%s'".formatted(schema));
            case Decoded.Malformed(var why) -> skip(record, why);
        };
    }

    private Optional<Command> skip(ConsumerRecord<String, byte[]> record, String why) {
        skipped++;
        LOG.warn("Skipped the command '{}' at {}-{}@{}: {}", record.key(), record.topic(), record.partition(), record.offset(), why);
        return Optional.empty();
    }

    private Future<Void> handOn(List<Command> commands, boolean isFound) {
        received += commands.size();
        return Future.join(commands.stream().map(command -> sink.accept(command, isFound)
            .onFailure(e -> LOG.error("The command for {} was not taken in", command.key(), e))).toList()).otherwiseEmpty().mapEmpty();
    }
}
