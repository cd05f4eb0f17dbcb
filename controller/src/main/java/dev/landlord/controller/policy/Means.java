package dev.landlord.controller.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What the policy may do to a tenant by itself, the mildest first. Each can be switched off for the whole house.
public enum Means {
    /// Lower the CPU weight: others come first where they want what it uses.
    WEIGHT,
    /// Limit to the quota.
    THROTTLE,
    /// Let all processes stand still for a while.
    FREEZE,
    /// End a workload.
    EVICT;

    /// The form in messages and in the API, e.g. `throttle`.
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The one of this [#wire] form, if there is one.
    public static Optional<Means> find(String wire) {
        return Arrays.stream(values()).filter(means -> means.wire().equals(wire)).findFirst();
    }
}
