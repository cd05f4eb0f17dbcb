package dev.landlord.controller.policy;

import dev.landlord.protocol.CommandKey;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Decision;

/// What the owner has to do after the state that a step led to is safe. Sending one twice is harmless.
public sealed interface Effect {
    /// Whom it concerns.
    default TenantId tenant() {
        return switch (this) {
            case Send(var command) -> command.tenant();
            case Publish(var decision) -> decision.tenant();
            case Clear(var key) -> key.tenant();
        };
    }

    /// Send a command to a node's agent.
    record Send(Command command) implements Effect {
    }

    /// Tell everybody about a decision.
    record Publish(Decision decision) implements Effect {
    }

    /// Write a tombstone under a command's key: it was answered for good, and only takes up room in the compacted topic.
    record Clear(CommandKey key) implements Effect {
    }
}
