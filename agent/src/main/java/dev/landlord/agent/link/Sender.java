package dev.landlord.agent.link;

import io.vertx.core.Future;
import java.time.Instant;

/// Delivers messages, in their order.
public interface Sender {
    /// @return completes with the time at which the broker appended it; fails if it was given up
    Future<Instant> send(Outgoing message);
}
