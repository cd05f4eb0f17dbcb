package dev.landlord.controller.whatif;

import dev.landlord.controller.policy.PolicyClass;
import dev.landlord.controller.policy.PolicyClasses;
import dev.landlord.protocol.message.TenantSpec;
import java.util.Optional;

/// What is compared with today.
///
/// @param today   the classes of the house
/// @param tried   the classes in their place, or null: nothing is compared with today
/// @param onlyOne the class of `tried` under which every tenant is put, or null: each stays with the class of the name that it has today
public record Trial(PolicyClasses today, PolicyClasses tried, String onlyOne) {
    /// What would have happened as the house is.
    public static Trial none(PolicyClasses today) {
        return new Trial(today, null, null);
    }

    /// The class that answers a tenant today.
    public PolicyClass todayOf(TenantSpec spec) {
        return today.orStandard(spec.policyClass());
    }

    /// The class that is tried on a tenant, or empty where none is or it is the one that the tenant has.
    public Optional<PolicyClass> triedOn(TenantSpec spec) {
        if (tried == null) {
            return Optional.empty();
        }
        var policyClass = tried.orStandard(onlyOne == null ? spec.policyClass() : onlyOne);
        return policyClass.equals(todayOf(spec)) ? Optional.empty() : Optional.of(policyClass);
    }
}
