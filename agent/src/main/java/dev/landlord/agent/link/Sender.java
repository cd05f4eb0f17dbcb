package dev.landlord.agent.link;

import io.vertx.core.Future;
import java.time.Instant;

/// Delivers messages, in their order.
public interface Sender {
    /// @return completes with the time at which the broker appended it; fails if it was given up, with [Undeliverable] if trying again is no use
    Future<Instant> send(Outgoing message);

    /// A message that will never be taken, whatever happens to the broker.
    final class Undeliverable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Undeliverable(Throwable cause) {
            super(cause.getMessage(), cause);
        }
    }
}
