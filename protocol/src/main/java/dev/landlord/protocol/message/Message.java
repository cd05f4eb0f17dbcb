package dev.landlord.protocol.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.landlord.protocol.Topic;

/// A value in one of Landlord's topics. Absent fields mean *not known*, never zero and never unlimited.
public sealed interface Message permits TenantSpec, UsageSample, NodeReport, Command, Ack, Decision, ActionRequest, Setting, LedgerEntry {
    /// The topic that carries this message.
    Topic topic();

    /// The record's key.
    String key();

    /// The schema that stands in the value's first field.
    @JsonProperty("schema")
    default String schema() {
        return topic().schema();
    }
}
