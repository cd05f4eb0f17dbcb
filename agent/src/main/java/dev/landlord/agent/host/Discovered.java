package dev.landlord.agent.host;

import java.util.List;

/// What a look at the counting hierarchy found.
///
/// @param tenants   every declared tenant, by id, also those with nothing on this node
/// @param conflicts what could not be attributed as the rules say, in a sentence each
public record Discovered(List<TenantGroups> tenants, List<String> conflicts) {
    public Discovered {
        tenants = List.copyOf(tenants);
        conflicts = List.copyOf(conflicts);
    }
}
