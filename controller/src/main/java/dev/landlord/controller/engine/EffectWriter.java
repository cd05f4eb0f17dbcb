package dev.landlord.controller.engine;

import dev.landlord.controller.policy.Effect;
import dev.landlord.protocol.message.LedgerEntry;
import io.vertx.core.Future;
import java.util.List;

/// Carries out what a turn led to: sends effects where they belong, in their order, and publishes records of the ledger.
public interface EffectWriter {
    /// Completes when the broker has acknowledged all of them.
    Future<Void> carryOut(List<Effect> effects, List<LedgerEntry> entries);
}
