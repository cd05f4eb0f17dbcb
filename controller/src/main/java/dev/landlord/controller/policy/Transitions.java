package dev.landlord.controller.policy;

import static dev.landlord.controller.policy.EnforcementState.EVICTING;
import static dev.landlord.controller.policy.EnforcementState.FREE;
import static dev.landlord.controller.policy.EnforcementState.FROZEN;
import static dev.landlord.controller.policy.EnforcementState.THROTTLED;
import static dev.landlord.controller.policy.EnforcementState.WARNED;
import static dev.landlord.controller.policy.EnforcementState.WEIGHTED;

import dev.landlord.protocol.Resource;
import java.util.EnumSet;
import java.util.Set;

/// How one resource's state may change. Nobody is limited or evicted who was not warned; a throttle or a freeze by hand lies beside these
/// states and needs no warning, nor does an eviction by hand.
public final class Transitions {
    private Transitions() {
    }

    /// The states that a resource may ever be in by the policy.
    public static Set<EnforcementState> rungs(Resource resource) {
        return switch (resource) {
            case CPU -> EnumSet.of(FREE, WARNED, WEIGHTED, THROTTLED, FROZEN);
            case MEMORY -> EnumSet.of(FREE, WARNED, THROTTLED, EVICTING);
            case PIDS -> EnumSet.of(FREE, WARNED, THROTTLED);
            case IO -> EnumSet.of(FREE, WARNED, THROTTLED, FROZEN);
        };
    }

    /// The states that may follow.
    public static Set<EnforcementState> from(Resource resource, EnforcementState state) {
        var next = switch (state) {
            case FREE -> EnumSet.of(WARNED);
            case WARNED -> EnumSet.of(FREE, WEIGHTED, THROTTLED, EVICTING);
            case WEIGHTED -> EnumSet.of(FREE, THROTTLED);
            case THROTTLED -> EnumSet.of(FREE, FROZEN, EVICTING);
            case FROZEN -> EnumSet.of(FREE, THROTTLED);
            case EVICTING -> EnumSet.of(FREE, WARNED);
        };
        var rungs = rungs(resource);
        next.retainAll(rungs);
        return rungs.contains(state) ? next : Set.of();
    }
}
