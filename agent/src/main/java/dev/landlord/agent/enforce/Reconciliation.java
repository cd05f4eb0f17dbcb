package dev.landlord.agent.enforce;

import dev.landlord.protocol.message.Limits;

/// What a round of reconciling came to.
///
/// @param observed read back from the kernel, or null if it could not be
/// @param holds    whether something that Landlord wrote still stands, and must be looked after
public record Reconciliation(Verdict verdict, Limits observed, boolean holds) {
}
