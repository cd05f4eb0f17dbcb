package dev.landlord.controller.ports;

import dev.landlord.protocol.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What tenants used, over time. Reads files, so it is not to be asked on an event loop; from other threads at any time.
public interface UsageHistory {
    /// The finest step that can be asked for; each step is a whole multiple of it that divides a UTC day.
    Duration FINEST = Duration.ofSeconds(10);
    /// For so long the finest steps are kept.
    Duration FINEST_KEPT = Duration.ofHours(2);

    /// A tenant's use; without points if nothing is known of it.
    ///
    /// @param from the first step begins at or before it
    /// @param to   the last step begins before it
    /// @param step see [#FINEST]
    /// @return empty while there is no history to be read
    Optional<UsageSeries> usage(TenantId tenant, Instant from, Instant to, Duration step);
}
