package dev.landlord.controller.policy;

import dev.landlord.protocol.Resource;
import java.util.Optional;

/// Why something that is due is not done. The texts carry no figures that move, so that one decision tells it and not one a second.
///
/// @param rule what holds it back, e.g. `guardrail`
/// @param why  a clause
record Restraint(String rule, String why) {
    /// What stands for good against a means, whoever is over: also what is in force already is taken back for it.
    static Optional<Restraint> standing(Turn turn, Means means) {
        if (turn.rules().switchedOff().contains(means)) {
            return Optional.of(new Restraint("switch", "'%s' is switched off for the whole house".formatted(means.wire())));
        }
        if (turn.rules().protectedTenants().contains(turn.state().tenant())) {
            return Optional.of(new Restraint("protected", "the tenant is protected"));
        }
        if (turn.policyClass().watches()) {
            return Optional.of(new Restraint("watch", "class %s only watches".formatted(turn.policyClass().name())));
        }
        return Optional.empty();
    }

    /// Everything that stands against beginning with a means now.
    static Optional<Restraint> of(Turn turn, Means means, Resource resource) {
        return standing(turn, means)
            .or(() -> data(turn, resource))
            .or(() -> idle(turn, means, resource))
            .or(() -> guardrail(turn, means));
    }

    private static Optional<Restraint> data(Turn turn, Resource resource) {
        double share = turn.policyClass().data().share();
        return turn.state().coverage(resource, turn.at()) >= share ? Optional.empty()
            : Optional.of(new Restraint("data", "fewer than %.0f %% of the samples that were to be expected have arrived".formatted(share * 100)));
    }

    /// A weight harms nobody on an idle node, so it needs no contention.
    private static Optional<Restraint> idle(Turn turn, Means means, Resource resource) {
        boolean free = means == Means.WEIGHT || turn.policyClass().enforce() == PolicyClass.Enforce.ALWAYS
            || Harm.suffered(turn.state(), resource, turn.policyClass().contention(), turn.at());
        return free ? Optional.empty() : Optional.of(new Restraint("contended", "nobody else on its nodes suffers from it"));
    }

    private static Optional<Restraint> guardrail(Turn turn, Means means) {
        if (means == Means.EVICT && turn.allowance().evictions() <= 0) {
            return Optional.of(new Restraint("guardrail", "as many workloads as are allowed have been ended in the last minute"));
        }
        if (!turn.state().heldBack() && turn.allowance().tenants() <= 0) {
            return Optional.of(new Restraint("guardrail", "as many tenants as are allowed are held back already"));
        }
        return Optional.empty();
    }
}
