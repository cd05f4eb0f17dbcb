package dev.landlord.controller.engine;

import dev.landlord.controller.policy.PolicyEvent;
import dev.landlord.controller.policy.Step;
import dev.landlord.controller.policy.TenantState;

/// The policy, as the engine sees it.
@FunctionalInterface
public interface Stepper {
    Step step(TenantState state, PolicyEvent event);
}
