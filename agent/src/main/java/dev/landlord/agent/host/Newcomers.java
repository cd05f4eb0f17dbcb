package dev.landlord.agent.host;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.MatchRule;
import dev.landlord.protocol.message.TenantSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Knows the workloads that came into being under the agent's eyes, so that all their counters show is their tenant's: not there in the look
/// before, which saw everything that there was, under the same rules of that tenant; and found as that tenant's in each look since. What the
/// first look finds may be of any age, and so may be what a rule reaches that was not there or another one before.
///
/// A group's identity is its id. On cgroup v1, somebody with the right to rename a group into a rule's reach could pass off an old one as new.
final class Newcomers {
    private Map<TenantId, List<String>> rulesBefore = Map.of();
    private Set<Long> thereBefore = Set.of();
    private boolean sawAllBefore;
    private Map<Long, TenantId> known = Map.of();

    /// Takes the next look.
    ///
    /// @param specs the tenants that it looked for
    void look(List<TenantSpec> specs, Discovered found) {
        var rules = specs.stream().collect(Collectors.toUnmodifiableMap(TenantSpec::id,
            spec -> spec.match().stream().map(MatchRule::cgroup).toList()));
        var next = new HashMap<Long, TenantId>();
        for (var groups : found.tenants()) {
            var tenant = groups.tenant();
            for (var workload : groups.workloads()) {
                long id = workload.group().id();
                if (tenant.equals(known.get(id)) || wasWatched(tenant, workload, rules) && !thereBefore.contains(id)) {
                    next.put(id, tenant);
                }
            }
        }
        known = next;
        rulesBefore = rules;
        thereBefore = found.claimed();
        sawAllBefore = found.complete();
    }

    private boolean wasWatched(TenantId tenant, FoundWorkload workload, Map<TenantId, List<String>> rules) {
        return sawAllBefore && switch (workload.origin()) {
            case OWN -> rulesBefore.containsKey(tenant);
            case ADOPTED -> rules.get(tenant).equals(rulesBefore.get(tenant));
        };
    }

    /// Whether the group's counters are the tenant's from zero on.
    ///
    /// @param id of one of the tenant's workloads in the last look
    boolean isFromStart(TenantId tenant, long id) {
        return tenant.equals(known.get(id));
    }
}
