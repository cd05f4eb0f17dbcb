package dev.landlord.agent.enforce;

/// The least that a group is left with, whatever a command says.
///
/// @param cpuMicroCores millionths of a core
/// @param memoryBytes   bytes
/// @param pids          processes and threads
public record Floors(long cpuMicroCores, long memoryBytes, long pids) {
    /// One percent of a core, 4 MiB, one process.
    public static final Floors DEFAULT = new Floors(10_000, 4L << 20, 1);

    Bound of(Knob knob) {
        return switch (knob) {
            case CPU -> new Bound(cpuMicroCores);
            case MEMORY_HIGH, MEMORY -> new Bound(memoryBytes);
            case PIDS -> new Bound(pids);
            case FREEZER -> Bound.ZERO;
        };
    }
}
