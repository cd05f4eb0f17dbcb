package dev.landlord.agent.host;

import dev.landlord.protocol.TenantId;
import java.util.List;
import java.util.Optional;

/// Where a tenant is on this node. Its use is that of its own group and of the adopted workloads together; own workloads lie in the
/// own group.
///
/// @param tenant    a declared tenant
/// @param own       its group in Landlord's subtree, if it exists
/// @param workloads by id, none inside another
public record TenantGroups(TenantId tenant, Optional<Group> own, List<FoundWorkload> workloads) {
    public TenantGroups {
        workloads = List.copyOf(workloads);
    }
}
