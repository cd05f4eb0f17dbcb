package dev.landlord.agent.enforce;

import dev.landlord.protocol.message.Limits;

/// The least that a group is left with, whatever a command says.
///
/// @param cpuMicroCores    millionths of a core
/// @param memoryBytes      bytes
/// @param pids             processes and threads
/// @param ioBytesPerSecond bytes a second over all block devices of the node
public record Floors(long cpuMicroCores, long memoryBytes, long pids, long ioBytesPerSecond) {
    /// One percent of a core, 4 MiB, one process, 64 KiB a second.
    public static final Floors DEFAULT = new Floors(10_000, 4L << 20, 1, 64L << 10);

    Bound of(Knob knob) {
        return switch (knob) {
            case CPU_WEIGHT -> new Bound(Limits.LEAST_CPU_WEIGHT);
            case IO -> new Bound(ioBytesPerSecond);
            case CPU -> new Bound(cpuMicroCores);
            case MEMORY_HIGH, MEMORY -> new Bound(memoryBytes);
            case PIDS -> new Bound(pids);
            case FREEZER -> Bound.ZERO;
        };
    }
}
