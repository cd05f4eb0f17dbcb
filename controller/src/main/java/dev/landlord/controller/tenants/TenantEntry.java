package dev.landlord.controller.tenants;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Budget;
import dev.landlord.protocol.message.MatchRule;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.Scope;
import dev.landlord.protocol.message.TenantSpec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A tenant as somebody wants it: a [TenantSpec] that has no version yet.
///
/// @param budget null: none
public record TenantEntry(
    TenantId id, String policyClass, Quota quota, Scope scope, Quota ceiling, Budget budget, List<MatchRule> match, Map<String, String> labels
) {
    public TenantEntry {
        match = List.copyOf(match);
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }

    /// Without a budget.
    public TenantEntry(TenantId id, String policyClass, Quota quota, Scope scope, Quota ceiling, List<MatchRule> match, Map<String, String> labels) {
        this(id, policyClass, quota, scope, ceiling, null, match, labels);
    }

    public static TenantEntry of(TenantSpec spec) {
        return new TenantEntry(spec.id(), spec.policyClass(), spec.quota(), spec.scope(), spec.ceiling(), spec.budget(), spec.match(),
            spec.labels());
    }

    public TenantSpec at(long version) {
        return new TenantSpec(id, version, policyClass, quota, scope, ceiling, budget, match, labels);
    }
}
