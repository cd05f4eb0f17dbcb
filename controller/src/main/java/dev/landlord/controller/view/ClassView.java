package dev.landlord.controller.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.landlord.controller.policy.PolicyClass;
import dev.landlord.controller.rules.ClassSettings;
import dev.landlord.controller.rules.HouseRules;
import dev.landlord.protocol.message.ClassSetting;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// A policy class, with the fields that it has in `landlord.settings`.
///
/// @param origin  `shipped`, `changed` (shipped, but set otherwise by the house) or `added`
/// @param tenants how many name it
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClassView(
    String name,
    String origin,
    long tenants,
    long priority,
    ClassSetting.Mode mode,
    ClassSetting.Enforce enforce,
    ClassSetting.Clock clock,
    ClassSetting.Marks marks,
    ClassSetting.Data data,
    ClassSetting.Weight weight,
    ClassSetting.Squeeze squeeze,
    List<ClassSetting.Tier> tiers,
    long forgiveAfterMs,
    ClassSetting.Freeze freeze,
    long leaseMs,
    ClassSetting.Eviction eviction,
    ClassSetting.Contention contention,
    ClassSetting.Exempt exempt,
    ClassSetting.OnBudget budget
) {
    public static ClassView of(PolicyClass policyClass, HouseRules.Origin origin, long tenants) {
        var kept = ClassSettings.of(policyClass, "-", Instant.EPOCH);
        return new ClassView(kept.name(), origin.name().toLowerCase(Locale.ROOT), tenants, kept.priority(), kept.mode(), kept.enforce(), kept.clock(),
            kept.marks(), kept.data(), kept.weight(), kept.squeeze(), kept.tiers(), kept.forgiveAfterMs(), kept.freeze(), kept.leaseMs(),
            kept.eviction(), kept.contention(), kept.exempt(), kept.budget());
    }
}
