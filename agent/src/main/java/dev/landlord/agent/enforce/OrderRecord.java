package dev.landlord.agent.enforce;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Command;
import java.time.Instant;
import java.util.List;

/// What is remembered of an eviction order, so that it is carried out once and answered once.
///
/// @param order      as received
/// @param acceptedAt wall clock
/// @param found      the processes in the group before anything was done; empty for an order that was refused
/// @param ack        the final answer, or null while the eviction is on its way
/// @param delivered  whether the answer has reached the topic
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OrderRecord(Command.Evict order, Instant acceptedAt, List<ProcessIdentity> found, Ack ack, boolean delivered) {
    public OrderRecord {
        found = found == null ? List.of() : List.copyOf(found);
    }

    public boolean isFinal() {
        return ack != null;
    }

    /// Whether processes were, or may have been, touched on its account.
    public boolean wasBegun() {
        return !found.isEmpty();
    }

    public OrderRecord answered(Ack answer) {
        return new OrderRecord(order, acceptedAt, found, answer, false);
    }

    public OrderRecord asDelivered() {
        return new OrderRecord(order, acceptedAt, found, ack, true);
    }
}
