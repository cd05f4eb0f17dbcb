package dev.landlord.controller.policy;

import static dev.landlord.controller.policy.EnforcementState.EVICTING;
import static dev.landlord.controller.policy.EnforcementState.FREE;
import static dev.landlord.controller.policy.EnforcementState.THROTTLED;
import static dev.landlord.controller.policy.EnforcementState.WARNED;

import java.util.Set;

/// How one resource's state may change. Nobody is throttled or evicted who was not warned; a throttle by hand lies beside these
/// states and needs no warning, nor does an eviction by hand.
public final class Transitions {
    private Transitions() {
    }

    /// The states that may follow.
    public static Set<EnforcementState> from(EnforcementState state) {
        return switch (state) {
            case FREE -> Set.of(WARNED);
            case WARNED -> Set.of(FREE, THROTTLED, EVICTING);
            case THROTTLED -> Set.of(FREE);
            case EVICTING -> Set.of(WARNED, FREE);
            case FROZEN -> Set.of();
        };
    }
}
