package dev.landlord.controller.engine;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.landlord.controller.ledger.Amount;
import dev.landlord.controller.ledger.GroupMeter;
import dev.landlord.controller.ledger.Readings;
import dev.landlord.controller.ledger.TenantLedger;
import dev.landlord.controller.ledger.UseToDate;
import dev.landlord.controller.policy.Counters;
import dev.landlord.controller.policy.Demand;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.controller.policy.Use;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.Decoded;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.Tally;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/// Values of `landlord.state` to UTF-8 JSON and back.
///
/// The ledger's many small figures are written as arrays, without their names: they come in great number with each snapshot.
public final class StateCodec {
    private static final JsonMapper MAPPER = MessageCodec.mapper().rebuild()
        .addMixIn(Tally.class, AsArray.class).addMixIn(Readings.class, AsArray.class).addMixIn(GroupMeter.class, AsArray.class)
        .addMixIn(Amount.class, AsArray.class).addMixIn(TenantLedger.class, LeftOut.class).addMixIn(TenantState.class, LeftOut.class)
        .addMixIn(UseToDate.class, LeftOut.class).addMixIn(Demand.class, LeftOut.class)
        .addMixIn(Use.class, UseFields.class).addMixIn(Counters.class, CounterFields.class)
        .build();

    /// These read a value and leave what follows it.
    private static final ObjectReader STATES = MAPPER.readerFor(TenantState.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final ObjectReader USES = MAPPER.readerFor(UseToDate.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private StateCodec() {
    }

    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    private static final class AsArray {
    }

    /// What most tenants have not got.
    private abstract static class LeftOut {
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        abstract Object carried();

        @JsonInclude(JsonInclude.Include.NON_NULL)
        abstract Object budget();

        @JsonInclude(JsonInclude.Include.NON_NULL)
        abstract Object limitedIo();
    }

    /// What is not known is null, as in the records.
    @JsonPropertyOrder({"cpuCores", "memoryBytes", "pids", "ioBytesPerSecond"})
    private abstract static class UseFields {
        @JsonCreator
        UseFields(Double cpuCores, Long memoryBytes, Long pids, Long ioBytesPerSecond) {
        }

        @JsonProperty
        abstract Double cpuCores();

        @JsonProperty
        abstract Long memoryBytes();

        @JsonProperty
        abstract Long pids();

        @JsonProperty
        abstract Long ioBytesPerSecond();
    }

    /// Likewise.
    @JsonPropertyOrder({"cpuUsageUsec", "cpuPeriods", "cpuThrottled", "throttledUsec", "ioBytes"})
    private abstract static class CounterFields {
        @JsonCreator
        CounterFields(Long cpuUsageUsec, Long cpuPeriods, Long cpuThrottled, Long throttledUsec, Long ioBytes) {
        }

        @JsonProperty
        abstract Long cpuUsageUsec();

        @JsonProperty
        abstract Long cpuPeriods();

        @JsonProperty
        abstract Long cpuThrottled();

        @JsonProperty
        abstract Long throttledUsec();

        @JsonProperty
        abstract Long ioBytes();
    }

    /// What stands in front of a state record, read without reading the rest.
    ///
    /// @param kind  of [StateRecord]
    /// @param epoch of the writer; -1 in a claim, whose own offset is the epoch
    public record Header(String schema, String kind, long epoch) {
        static final Header UNREADABLE = new Header("", "", -1);

        boolean known() {
            return Topic.STATE.schema().equals(schema);
        }

        boolean claims() {
            return known() && kind.equals(StateRecord.Claim.KIND);
        }
    }

    public static byte[] encode(StateRecord value) {
        return MAPPER.writeValueAsBytes(value);
    }

    /// @param value not null (a tombstone is the caller's matter)
    public static Decoded<StateRecord> decode(byte[] value) {
        return MessageCodec.decode(MAPPER, value, Topic.STATE, StateRecord.class);
    }

    /// What people get to see of a snapshot.
    record Shown(TenantState state, UseToDate toDate) {
    }

    /// The policy's state in a snapshot and what is booked, read without the ledger that follows them; empty if it is none or cannot be read.
    static Optional<Shown> shown(byte[] value) {
        TenantState state = null;
        var toDate = UseToDate.NONE;
        try (var parser = MAPPER.createParser(value)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            for (var field = parser.nextName(); field != null && !field.equals("ledger"); field = parser.nextName()) {
                parser.nextToken();
                switch (field) {
                    case "state" -> state = STATES.readValue(parser);
                    case "toDate" -> toDate = USES.readValue(parser);
                    default -> parser.skipChildren();
                }
            }
        } catch (JacksonException e) {
            return Optional.empty();
        }
        return state == null ? Optional.empty() : Optional.of(new Shown(state, toDate));
    }

    /// Reads `schema`, `kind` and `epoch`, which a writer puts first; stops at the first other field.
    static Header header(byte[] value) {
        var schema = "";
        var kind = "";
        long epoch = -1;
        try (var parser = MAPPER.createParser(value)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Header.UNREADABLE;
            }
            for (var field = parser.nextName(); field != null; field = parser.nextName()) {
                parser.nextToken();
                switch (field) {
                    case "schema" -> schema = parser.getValueAsString("");
                    case "kind" -> kind = parser.getValueAsString("");
                    case "epoch" -> epoch = parser.getValueAsLong(-1);
                    default -> {
                        return new Header(schema, kind, epoch);
                    }
                }
            }
            return new Header(schema, kind, epoch);
        } catch (JacksonException e) {
            return Header.UNREADABLE;
        }
    }
}
