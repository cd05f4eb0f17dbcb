package dev.landlord.protocol;

/// What is metered and may be limited.
public enum Resource implements WireName {
    /// Cores: core-seconds a second.
    CPU,
    /// Bytes of working set: usage less the page cache that the kernel would drop first.
    MEMORY,
    /// Processes and threads, as the kernel's pids controller counts them.
    PIDS,
    /// Bytes a second to and from block devices, reads and writes together.
    IO
}
