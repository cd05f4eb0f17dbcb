package dev.landlord.controller.engine;

import dev.landlord.protocol.json.Decoded;
import dev.landlord.protocol.message.Message;

/// A record's value as it arrives, decoded on the thread that polls Kafka. A tombstone is null, as Kafka has it.
public sealed interface Inbound {
    /// A message of one of the public topics.
    record Known(Message message) implements Inbound {
    }

    /// A value of `landlord.state`, of which only the header was read; the rest is for those who need it.
    record State(StateCodec.Header header, byte[] value) implements Inbound {
    }

    /// Count it and go on.
    ///
    /// @param schema whether its schema is unknown; else it is malformed
    /// @param why    for the log
    record Unreadable(boolean schema, String why) implements Inbound {
        EngineMetrics.Skipped reason() {
            return schema ? EngineMetrics.Skipped.UNKNOWN_SCHEMA : EngineMetrics.Skipped.MALFORMED;
        }
    }

    static Inbound of(Decoded<? extends Message> decoded) {
        return switch (decoded) {
            case Decoded.Known(var message) -> new Known(message);
            case Decoded.UnknownSchema(var schema) -> new Unreadable(true, "unknown schema '%s'".formatted(schema));
            case Decoded.Malformed(var why) -> new Unreadable(false, why);
        };
    }
}
