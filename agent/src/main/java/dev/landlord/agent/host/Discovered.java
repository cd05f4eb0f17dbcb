package dev.landlord.agent.host;

import java.util.List;
import java.util.Set;

/// What a look at the counting hierarchy found.
///
/// @param tenants   every declared tenant, by id, also those with nothing on this node
/// @param conflicts what could not be attributed as the rules say, in a sentence each
/// @param claimed   ids of all groups that some tenant's rule matches, also those that count elsewhere, and of all own workloads
/// @param complete  whether no group that is there was hidden by an error or left out by a bound
public record Discovered(List<TenantGroups> tenants, List<String> conflicts, Set<Long> claimed, boolean complete) {
    public Discovered {
        tenants = List.copyOf(tenants);
        conflicts = List.copyOf(conflicts);
        claimed = Set.copyOf(claimed);
    }

    /// Of a look that does not tell what else is there.
    public Discovered(List<TenantGroups> tenants, List<String> conflicts) {
        this(tenants, conflicts, Set.of(), false);
    }
}
