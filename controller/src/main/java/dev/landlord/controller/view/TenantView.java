package dev.landlord.controller.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.ClassSetting;
import dev.landlord.protocol.message.MatchRule;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// One tenant: what it may, what it does, what is done about it. A null field is not known; for `_unattributed`, all of the declaration is
/// null. Labels come from people and may be hostile text.
///
/// @param mode        whether its class acts, or only says what it would do
/// @param usage       over all nodes with a fresh sample
/// @param enforcement null until the tenant's owner has written its state down
/// @param isolation   null until then, too
/// @param budget      null if none is declared, and until then
/// @param monthToDate null until then
/// @param recent      oldest first
/// @param updatedAt   when anything of this last changed, or null before it did
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TenantView(
    TenantId id,
    Long version,
    @JsonProperty("class") String policyClass,
    ClassSetting.Mode mode,
    Map<String, String> labels,
    Quota quota,
    Scope scope,
    Quota ceiling,
    List<MatchRule> match,
    UsageView usage,
    ShareView share,
    EnforcementView enforcement,
    IsolationView isolation,
    BudgetView budget,
    MonthToDateView monthToDate,
    List<WorkloadView> workloads,
    List<PointView> recent,
    Instant updatedAt
) {
}
