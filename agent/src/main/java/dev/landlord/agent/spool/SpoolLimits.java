package dev.landlord.agent.spool;

import java.time.Duration;

/// What the spool may hold.
///
/// @param maxBytes of the file; beside it stands a journal of a few MiB
/// @param maxAge   samples that are older are given up
public record SpoolLimits(long maxBytes, Duration maxAge) {
}
