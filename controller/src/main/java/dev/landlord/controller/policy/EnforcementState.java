package dev.landlord.controller.policy;

import java.util.Locale;

/// How far a tenant, or one of its resources, is being held back. The order is that of severity.
public enum EnforcementState {
    /// Within quota, or over it for a short while only.
    FREE,
    /// Over quota for long enough to be told so. Nothing is limited.
    WARNED,
    /// Limits are desired on at least one node.
    THROTTLED,
    /// A person wants its processes stopped for a while.
    FROZEN,
    /// A workload has been ordered to end.
    EVICTING;

    /// The form in messages and in the API, e.g. `free`.
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    EnforcementState worst(EnforcementState other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
