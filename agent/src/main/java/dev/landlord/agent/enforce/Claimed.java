package dev.landlord.agent.enforce;

import java.util.OptionalLong;

/// A group that belongs to a tenant on this node: its own one, or one that a match rule claims.
///
/// @param cgroup        path in the hierarchy that counts CPU, and the same in the others
/// @param cgroupId      its inode in the hierarchy that counts CPU
/// @param cpuMicroCores millionths of a core that it uses now, if known: a limit is divided by need
public record Claimed(String cgroup, long cgroupId, OptionalLong cpuMicroCores) {
}
