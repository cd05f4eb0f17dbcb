package dev.landlord.agent.link;

import dev.landlord.protocol.CommandKey;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.Command;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads this node's commands from its one partition of `landlord.commands`: first to the end, of which only the latest of each key counts and is
/// handed on once; then each as it comes. Reads on only when what was handed on is on disk. Runs on the context of the reader.
public final class CommandIntake {
    private static final Logger LOG = LoggerFactory.getLogger(CommandIntake.class);

    private final LogFollower follower;
    private final Sink sink;
    private final LatestCommands latest;
    private boolean live;

    /// Where commands go.
    @FunctionalInterface
    public interface Sink {
        /// @param isFound whether it was found in the topic at start-up, and not received as it was sent
        /// @return completes when it is on disk or refused
        Future<Void> accept(Command command, boolean isFound);
    }

    /// @param reader for this alone; closed with it
    public CommandIntake(Vertx vertx, KafkaReadStream<String, byte[]> reader, NodeId node, Sink sink) {
        this.follower = new LogFollower(vertx, reader, Topic.COMMANDS, partitions -> Set.of(CommandKey.partition(node, partitions)), this::take);
        this.latest = new LatestCommands(node);
        this.sink = sink;
    }

    /// @return completes when everything that was commanded before the call has been handed on
    public Future<Void> start() {
        return follower.start().compose(_ -> {
            live = true;
            return handOn(latest.take(), true);
        });
    }

    public Future<Void> stop() {
        return follower.stop();
    }

    /// Records that could not be read, since the start.
    public long skipped() {
        return latest.skipped();
    }

    private Future<Void> take(List<ConsumerRecord<String, byte[]>> batch) {
        batch.forEach(record -> latest.read(record.key(), record.value(), "%s-%s@%s".formatted(record.topic(), record.partition(), record.offset())));
        return live ? handOn(latest.take(), false) : Future.succeededFuture();
    }

    private Future<Void> handOn(List<Command> commands, boolean isFound) {
        return Future.join(commands.stream().map(command -> sink.accept(command, isFound)
            .onFailure(e -> LOG.error("The command for {} was not taken in", command.key(), e))).toList()).otherwiseEmpty().mapEmpty();
    }
}
