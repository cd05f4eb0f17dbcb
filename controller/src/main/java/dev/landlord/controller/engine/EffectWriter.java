package dev.landlord.controller.engine;

import dev.landlord.controller.policy.Effect;
import io.vertx.core.Future;
import java.util.List;

/// Carries effects out: sends them where they belong, in their order.
public interface EffectWriter {
    /// Completes when the broker has acknowledged all of them.
    Future<Void> carryOut(List<Effect> effects);
}
