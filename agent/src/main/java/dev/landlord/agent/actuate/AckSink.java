package dev.landlord.agent.actuate;

import dev.landlord.protocol.message.Ack;
import java.util.concurrent.CompletionStage;

/// Where answers go.
@FunctionalInterface
public interface AckSink {
    /// Returns at once. The stage ends well once the answer is kept for others to read, else with what went wrong.
    CompletionStage<Void> send(Ack ack);
}
