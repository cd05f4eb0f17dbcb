package dev.landlord.agent.enforce;

/// A process and no other that may later have its number.
///
/// @param pid        in the agent's pid namespace
/// @param startTicks when it started, in clock ticks since boot (field 22 of proc_pid_stat(5)): unlike a wall time, it never shifts
public record ProcessIdentity(long pid, long startTicks) {
}
