package dev.landlord.agent.enforce;

import java.time.Instant;

/// The time as the core is told it.
///
/// @param wall  for what other machines are told and for what must survive a restart
/// @param nanos the monotonic clock, for leases, deadlines and grace
public record Now(Instant wall, long nanos) {
}
