package dev.landlord.controller.ports;

import dev.landlord.controller.rules.HouseRules;

/// What holds for all tenants, as this controller has read it from `landlord.settings`. May be asked from any thread.
public interface RuleBook {
    /// Of this moment.
    HouseRules current();
}
