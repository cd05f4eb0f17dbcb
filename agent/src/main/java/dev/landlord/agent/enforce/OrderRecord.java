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
/// @param askedAt    when its processes were first asked to end, wall clock; null before that
/// @param found      the processes in the group before anything was done; empty for an order that was refused
/// @param ack        the final answer, or null while the eviction is on its way
/// @param delivered  whether the answer has reached the topic
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OrderRecord(Command.Evict order, Instant acceptedAt, Instant askedAt, List<ProcessIdentity> found, Ack ack, boolean delivered) {
    public OrderRecord {
        found = found == null ? List.of() : List.copyOf(found);
    }

    /// Accepted, nobody asked to end yet.
    ///
    /// @param found empty for an order that is refused
    public static OrderRecord accepted(Command.Evict order, Instant at, List<ProcessIdentity> found) {
        return new OrderRecord(order, at, null, found, null, false);
    }

    public boolean isFinal() {
        return ack != null;
    }

    /// Whether processes were, or may have been, touched on its account.
    public boolean wasBegun() {
        return !found.isEmpty();
    }

    /// From when on it counts as begun.
    Instant countsFrom() {
        return askedAt == null ? acceptedAt : askedAt;
    }

    public OrderRecord asked(Instant at) {
        return new OrderRecord(order, acceptedAt, at, found, ack, delivered);
    }

    public OrderRecord answered(Ack answer) {
        return new OrderRecord(order, acceptedAt, askedAt, found, answer, false);
    }

    public OrderRecord asDelivered() {
        return new OrderRecord(order, acceptedAt, askedAt, found, ack, true);
    }
}
