package dev.landlord.agent.host;

/// A cgroup that exists, as the counting hierarchy shows it. A successor under the same path has another id.
///
/// @param cgroup path within the hierarchy
/// @param id     its directory's inode there
public record Group(String cgroup, long id) {
    /// The last part of its path.
    public String name() {
        return cgroup.substring(cgroup.lastIndexOf('/') + 1);
    }
}
