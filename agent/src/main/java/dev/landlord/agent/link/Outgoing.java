package dev.landlord.agent.link;

import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.Message;

/// A message on its way out, encoded.
///
/// @param key   the record's key
/// @param value the record's value, not changed any more
public record Outgoing(Topic topic, String key, byte[] value) {
    public static Outgoing of(Message message) {
        return new Outgoing(message.topic(), message.key(), MessageCodec.encode(message));
    }
}
