package dev.landlord.controller.policy;

import java.util.List;

/// What follows from one event.
///
/// @param records facts, to be applied in this order
/// @param effects what to do, in this order, once the state that the records lead to is safe
/// @param state   the state that the records lead to
public record Step(List<PolicyRecord> records, List<Effect> effects, TenantState state) {
    public Step {
        records = List.copyOf(records);
        effects = List.copyOf(effects);
    }
}
