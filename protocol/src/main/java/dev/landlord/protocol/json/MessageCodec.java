package dev.landlord.protocol.json;

import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.ActionRequest;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.Message;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.Setting;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/// Messages to UTF-8 JSON and back. Fields stand in the order of the records; unknown fields are ignored; times are RFC 3339 in UTC.
/// Safe to share between threads.
public final class MessageCodec {
    private static final JsonMapper MAPPER = JsonMapper.builder()
        .annotationIntrospector(new PrimitivesAreRequired())
        .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
        .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .build();

    private MessageCodec() {
    }

    /// The mapper itself, for JSON beside the topics that follows the same rules (the HTTP API, snapshots).
    public static JsonMapper mapper() {
        return MAPPER;
    }

    public static byte[] encode(Message message) {
        return MAPPER.writeValueAsBytes(message);
    }

    public static Decoded<TenantSpec> tenant(byte[] value) {
        return decode(value, Topic.TENANTS, TenantSpec.class);
    }

    public static Decoded<UsageSample> usage(byte[] value) {
        return decode(value, Topic.USAGE, UsageSample.class);
    }

    public static Decoded<NodeReport> node(byte[] value) {
        return decode(value, Topic.NODES, NodeReport.class);
    }

    public static Decoded<Command> command(byte[] value) {
        return decode(value, Topic.COMMANDS, Command.class);
    }

    public static Decoded<Ack> ack(byte[] value) {
        return decode(value, Topic.ACKS, Ack.class);
    }

    public static Decoded<Decision> decision(byte[] value) {
        return decode(value, Topic.DECISIONS, Decision.class);
    }

    public static Decoded<ActionRequest> request(byte[] value) {
        return decode(value, Topic.REQUESTS, ActionRequest.class);
    }

    public static Decoded<Setting> setting(byte[] value) {
        return decode(value, Topic.SETTINGS, Setting.class);
    }

    public static Decoded<LedgerEntry> ledger(byte[] value) {
        return decode(value, Topic.LEDGER, LedgerEntry.class);
    }

    /// Reads a value of any topic's own shape.
    ///
    /// @param value a record's value, not null (a tombstone is the caller's matter)
    public static <T> Decoded<T> decode(byte[] value, Topic topic, Class<T> type) {
        return decode(MAPPER, value, topic, type);
    }

    /// The same by a mapper that was made from [#mapper].
    public static <T> Decoded<T> decode(JsonMapper mapper, byte[] value, Topic topic, Class<T> type) {
        try {
            var tree = mapper.readTree(value);
            var schema = tree.path("schema").asString("");
            if (!topic.schema().equals(schema)) {
                return new Decoded.UnknownSchema<>(schema);
            }
            return new Decoded.Known<>(mapper.treeToValue(tree, type));
        } catch (JacksonException e) {
            return new Decoded.Malformed<>(e.getOriginalMessage());
        }
    }
}
