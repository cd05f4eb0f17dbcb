package dev.landlord.agent.enforce;

import dev.landlord.protocol.message.Limits;

/// What a round of reconciling came to.
///
/// @param observed read back from the kernel, or null if it could not be
/// @param holds    whether it has to be looked after: something that Landlord wrote stands, or something is unfinished
public record Reconciliation(Verdict verdict, Limits observed, boolean holds) {
}
