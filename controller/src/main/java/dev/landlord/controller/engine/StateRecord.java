package dev.landlord.controller.engine;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.landlord.controller.ledger.TenantLedger;
import dev.landlord.controller.ledger.UseToDate;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.Topic;
import java.time.Instant;

/// A value in `landlord.state`, from controller to controller. Its shape is promised to nobody else.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.EXISTING_PROPERTY, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = StateRecord.Claim.class, name = StateRecord.Claim.KIND),
    @JsonSubTypes.Type(value = StateRecord.Checkpoint.class, name = StateRecord.Checkpoint.KIND),
    @JsonSubTypes.Type(value = StateRecord.Snapshot.class, name = StateRecord.Snapshot.KIND)
})
@JsonPropertyOrder({"schema", "kind", "epoch"})
public sealed interface StateRecord {
    @JsonProperty("schema")
    default String schema() {
        return Topic.STATE.schema();
    }

    @JsonProperty("kind")
    default String kind() {
        return switch (this) {
            case Claim _ -> Claim.KIND;
            case Checkpoint _ -> Checkpoint.KIND;
            case Snapshot _ -> Snapshot.KIND;
        };
    }

    /// The record's key.
    default String key() {
        return switch (this) {
            case Claim _ -> Claim.KEY;
            case Checkpoint _ -> Checkpoint.KEY;
            case Snapshot snapshot -> snapshot.state().tenant().value();
        };
    }

    /// A controller takes the partition over. The offset of this record is its epoch.
    ///
    /// @param owner the controller, for people
    /// @param at    by its clock
    record Claim(String owner, Instant at) implements StateRecord {
        static final String KIND = "claim";
        public static final String KEY = "_owner";
    }

    /// The snapshots that were written before this record include everything before `offsets`, but for those of a later epoch: of them this one's
    /// writer knew nothing, and their own offsets count.
    ///
    /// @param epoch who says so
    record Checkpoint(long epoch, Offsets offsets) implements StateRecord {
        static final String KIND = "offsets";
        static final String KEY = "_offsets";
    }

    /// A tenant's state and ledger, in which everything before `offsets` is included.
    ///
    /// @param epoch  who wrote it
    /// @param ledger null: nothing is booked, or it was written before there was a ledger
    @JsonPropertyOrder({"schema", "kind", "epoch", "offsets", "state", "toDate", "ledger"})
    record Snapshot(long epoch, Offsets offsets, TenantState state, @JsonInclude(JsonInclude.Include.NON_NULL) TenantLedger ledger)
        implements StateRecord {
        static final String KIND = "tenant";

        public Snapshot {
            ledger = ledger != null && ledger.mayGo() ? null : ledger;
        }

        /// Of a tenant of whom nothing is booked.
        public Snapshot(long epoch, Offsets offsets, TenantState state) {
            this(epoch, offsets, state, null);
        }

        TenantLedger books() {
            return ledger == null ? TenantLedger.of(state.tenant()) : ledger;
        }

        /// Written in front of the ledger, for those who need no more of it; null if nothing is booked.
        @JsonProperty(access = JsonProperty.Access.READ_ONLY)
        @JsonInclude(JsonInclude.Include.NON_NULL)
        UseToDate toDate() {
            return ledger == null ? null : ledger.toDate();
        }
    }
}
