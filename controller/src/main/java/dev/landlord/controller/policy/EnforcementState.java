package dev.landlord.controller.policy;

import java.util.Locale;

/// How far a tenant, or one of its resources, is being held back. The order is that of severity.
public enum EnforcementState {
    /// Within quota, or over it for a short while only.
    FREE,
    /// Over quota for long enough to be told so. Nothing is limited.
    WARNED,
    /// Its CPU weight is to be lower than everybody else's. Nothing is limited.
    WEIGHTED,
    /// Limits are desired on at least one node.
    THROTTLED,
    /// Its processes are to stand still for a while.
    FROZEN,
    /// A workload has been ordered to end.
    EVICTING;

    /// The form in messages and in the API, e.g. `free`.
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether the policy desires something of nodes while a resource is in this state.
    boolean limits() {
        return switch (this) {
            case FREE, WARNED, EVICTING -> false;
            case WEIGHTED, THROTTLED, FROZEN -> true;
        };
    }

    /// Whether a share of the quota, or a mark on memory, is in force.
    boolean throttles() {
        return this == THROTTLED || this == FROZEN;
    }

    EnforcementState worst(EnforcementState other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
