package dev.landlord.launcher.top;

import dev.landlord.launcher.client.House;
import java.time.Instant;
import java.util.Optional;

/// The house as far as it is known, and how well.
///
/// @param controller where it is asked, e.g. `127.0.0.1:8080`
/// @param told       when the last event came; empty before the first
public record Standing(House house, String controller, Link link, Optional<Instant> told) {
    /// The connection to the controller.
    public sealed interface Link {
        /// Nothing was heard yet.
        record Connecting() implements Link {
        }

        record Live() implements Link {
        }

        /// @param why   in a sentence
        /// @param retry when it is tried again
        record Lost(String why, Instant retry) implements Link {
        }
    }
}
