package dev.landlord.protocol.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.WireName;
import java.time.Instant;

/// An agent's answer to a command, with what the kernel says now. For a throttle, `generation` is set; for an eviction, `order`.
///
/// @param node       who answers
/// @param tenant     for whom
/// @param epoch      of the command
/// @param generation of the throttle, or null
/// @param order      of the eviction, or null
/// @param outcome    what became of it
/// @param reason     null where the outcome says all; else machine-readable, e.g. `guardrail`, `watch`, `timeout`, `unkillable`
/// @param detail     a sentence for people, or null
/// @param observed   limits read back from the kernel, or null if they could not be read
/// @param remaining  of an eviction: processes still in the group at the end
/// @param at         wall clock of the node
@JsonPropertyOrder("schema")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Ack(
    NodeId node,
    TenantId tenant,
    long epoch,
    Long generation,
    String order,
    Outcome outcome,
    String reason,
    String detail,
    Limits observed,
    Long remaining,
    Instant at
) implements Message {
    public Ack {
        Checks.present("node", node);
        Checks.present("tenant", tenant);
        Checks.count("epoch", epoch);
        Checks.count("generation", generation);
        Checks.present("outcome", outcome);
        Checks.count("remaining", remaining);
        Checks.present("at", at);
        if ((generation == null) == (order == null)) {
            throw new IllegalArgumentException("an ack names either 'generation' (throttle) or 'order' (evict)");
        }
    }

    @Override
    public Topic topic() {
        return Topic.ACKS;
    }

    @Override
    public String key() {
        return tenant.value();
    }

    /// What became of a command, and whose matter it is.
    public enum Outcome implements WireName {
        /// Done, and read back.
        APPLIED,
        /// It was so already, and read back.
        UNCHANGED,
        /// Done as far as a floor or ceiling allows; `observed` says how far.
        CLAMPED,
        /// Not now; the agent's reason says what holds it back. Send it again.
        DEFERRED,
        /// An owner with a higher (epoch, generation) has spoken. Nothing was done.
        STALE,
        /// Its lease or time to live ran out; a throttle was lifted, an eviction was not begun.
        EXPIRED,
        /// The agent will never do this: watch mode, protected, missing capability, fence that does not fit.
        REJECTED,
        /// The agent tried and the kernel did not comply.
        FAILED
    }
}
