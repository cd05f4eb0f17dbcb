package dev.landlord.controller.policy;

import dev.landlord.protocol.TenantId;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;

/// What holds for all tenants of the house. It may change while it is running; each step is made under the rules of its moment.
///
/// @param classes         the policy classes
/// @param switchedOff     what nobody is answered with, because a person said so
/// @param protectedTenants who is metered and warned, and never answered by the policy
public record Rules(PolicyClasses classes, Set<Means> switchedOff, Set<TenantId> protectedTenants) {
    public Rules {
        switchedOff = Set.copyOf(switchedOff.isEmpty() ? Set.of() : EnumSet.copyOf(switchedOff));
        protectedTenants = Set.copyOf(new TreeSet<>(protectedTenants));
    }

    /// Nothing is switched off and nobody is protected.
    public static Rules of(PolicyClasses classes) {
        return new Rules(classes, Set.of(), Set.of());
    }
}
