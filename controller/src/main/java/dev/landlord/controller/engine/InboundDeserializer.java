package dev.landlord.controller.engine;

import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.MessageCodec;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.Deserializer;

/// Decodes what a consumer polls, on the consumer's own thread and so off the event loop. Never throws: what cannot be read is
/// [Inbound.Unreadable].
public final class InboundDeserializer implements Deserializer<Inbound> {
    private static final Map<String, Topic> TOPICS = Arrays.stream(Topic.values()).collect(Collectors.toMap(Topic::topicName, Function.identity()));

    @Override
    public Inbound deserialize(String topic, byte[] value) {
        if (value == null) {
            return null;
        }
        return switch (topic(topic)) {
            case TENANTS -> Inbound.of(MessageCodec.tenant(value));
            case USAGE -> Inbound.of(MessageCodec.usage(value));
            case NODES -> Inbound.of(MessageCodec.node(value));
            case COMMANDS -> Inbound.of(MessageCodec.command(value));
            case ACKS -> Inbound.of(MessageCodec.ack(value));
            case DECISIONS -> Inbound.of(MessageCodec.decision(value));
            case REQUESTS -> Inbound.of(MessageCodec.request(value));
            case SETTINGS -> Inbound.of(MessageCodec.setting(value));
            case LEDGER -> Inbound.of(MessageCodec.ledger(value));
            case STATE -> new Inbound.State(StateCodec.header(value), value);
        };
    }

    static Topic topic(String name) {
        var topic = TOPICS.get(name);
        if (topic == null) {
            throw new IllegalArgumentException("'%s' is not one of Landlord's topics".formatted(name));
        }
        return topic;
    }
}
