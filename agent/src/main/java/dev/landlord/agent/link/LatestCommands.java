package dev.landlord.agent.link;

import dev.landlord.protocol.CommandKey;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.json.Decoded;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.Command;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The latest command of each key among records of `landlord.commands`, of one node. What cannot be read is counted and passed over.
public final class LatestCommands {
    private static final Logger LOG = LoggerFactory.getLogger(LatestCommands.class);

    private final NodeId node;
    private final Map<CommandKey, Command> latest = new LinkedHashMap<>();
    private volatile long skipped;

    public LatestCommands(NodeId node) {
        this.node = node;
    }

    /// Takes the next record in.
    ///
    /// @param value null: a tombstone
    /// @param where for the log
    public void read(String key, byte[] value, String where) {
        try {
            var parsed = CommandKey.parse(key == null ? "" : key);
            if (!parsed.node().equals(node)) {
                return;
            }
            if (value == null) {
                latest.remove(parsed);
                return;
            }
            command(parsed, value, where).ifPresent(command -> {
                latest.remove(parsed);
                latest.put(parsed, command);
            });
        } catch (IllegalArgumentException e) {
            skip(key, where, e.getMessage());
        }
    }

    /// What has come together since the last call, in the order of the records.
    public List<Command> take() {
        var taken = List.copyOf(latest.values());
        latest.clear();
        return taken;
    }

    /// Records that could not be read, since the start. From any thread.
    public long skipped() {
        return skipped;
    }

    private Optional<Command> command(CommandKey key, byte[] value, String where) {
        return switch (MessageCodec.command(value)) {
            case Decoded.Known(var command) when command.commandKey().equals(key) -> Optional.of(command);
            case Decoded.Known(var command) -> skip(key.toString(), where, "its key is not that of the command, " + command.key());
            case Decoded.UnknownSchema(var schema) -> skip(key.toString(), where, "its schema is unknown: '%s'".formatted(schema));
            case Decoded.Malformed(var why) -> skip(key.toString(), where, why);
        };
    }

    private Optional<Command> skip(String key, String where, String why) {
        skipped++;
        LOG.warn("Skipped the command '{}' at {}: {}", key, where, why);
        return Optional.empty();
    }
}
