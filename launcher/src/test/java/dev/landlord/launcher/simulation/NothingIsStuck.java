package dev.landlord.launcher.simulation;

import dev.landlord.controller.policy.Eviction;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import java.util.Optional;

/// When all has been healed and everybody has kept within quota for long enough, nothing is left of what was done: every knob is as it was before
/// Landlord or at the ceiling, no agent remembers having written, no limit is wanted, no order is pending, and every score is 0.
final class NothingIsStuck extends Invariant {
    NothingIsStuck(Simulation sim) {
        super(sim, "no limit is stuck");
    }

    @Override
    public void end() {
        exercise();
        left(sim).ifPresent(what -> violated("%s", what));
    }

    /// What is left of what was done; empty if nothing is.
    static Optional<String> left(Simulation sim) {
        return sim.world().tenants().stream().flatMap(tenant -> left(sim, tenant).stream()).findFirst();
    }

    private static Optional<String> left(Simulation sim, TenantId tenant) {
        for (var node : sim.nodes()) {
            for (var group : World.top(node, tenant)) {
                var altered = sim.world().altered(node, tenant, group);
                if (altered.isPresent()) {
                    return altered.map(how -> "tenant %s, node %s: %s".formatted(tenant, node.id, how));
                }
            }
        }
        var owner = sim.owner(tenant).flatMap(term -> term.state(tenant));
        if (owner.isEmpty()) {
            return Optional.of("nobody owns tenant %s".formatted(tenant));
        }
        var state = owner.get();
        for (var resource : Resource.values()) {
            if (state.resource(resource).score() > 0) {
                return Optional.of("tenant %s: the score of %s is %.3f".formatted(tenant, resource, state.resource(resource).score()));
            }
        }
        return state.limits().isEmpty() && state.evictions().stream().noneMatch(Eviction::pending) && state.byHand().isEmpty() ? Optional.empty()
            : Optional.of("tenant %s: %s, %s, %s".formatted(tenant, state.limits(), state.evictions(), state.byHand()));
    }
}
