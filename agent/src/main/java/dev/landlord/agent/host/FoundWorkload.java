package dev.landlord.agent.host;

import dev.landlord.protocol.message.WorkloadSample.Origin;

/// A group that a tenant's work runs in, the topmost one.
///
/// @param id        the group's last part in the own subtree, its path elsewhere
/// @param group     the group
/// @param origin    in the tenant's own group, or claimed by a rule
/// @param contested whether a rule of another tenant claims a group inside: it is metered, and must not be limited or ended
/// @param priority  0 to 100, or null where nobody set one
public record FoundWorkload(String id, Group group, Origin origin, boolean contested, Integer priority) {
    /// A workload that nobody gave a priority.
    public FoundWorkload(String id, Group group, Origin origin, boolean contested) {
        this(id, group, origin, contested, null);
    }
}
