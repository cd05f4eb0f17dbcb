package dev.landlord.launcher.simulation;

import dev.landlord.controller.policy.Effect;
import dev.landlord.controller.policy.PolicyEvent;
import dev.landlord.controller.policy.Step;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.message.Decision;

/// A tenant that never uses more than its quota is never throttled or evicted, whatever happens to nodes, samples, clocks and controllers.
final class ModestAreLeftAlone extends Invariant {
    ModestAreLeftAlone(Simulation sim) {
        super(sim, "who keeps within the quota is never touched");
    }

    @Override
    public void stepped(SimTerm term, TenantState before, PolicyEvent event, Step step) {
        if (!before.tenant().equals(World.MODEST)) {
            return;
        }
        exercise();
        for (var effect : step.effects()) {
            switch (effect) {
                case Effect.Send(var command) -> violated("%s sent %s to tenant %s, who asked for no more than its quota", term,
                    Words.of(command), before.tenant());
                case Effect.Publish(var decision) when decision.action() == Decision.Action.THROTTLE || decision.action() == Decision.Action.EVICT ->
                    violated("%s decided %s: %s", term, decision.id(), decision.text());
                case Effect.Publish _, Effect.Clear _ -> { }
            }
        }
    }
}
