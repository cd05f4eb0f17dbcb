package dev.landlord.protocol;

import com.fasterxml.jackson.annotation.JsonValue;

/// What is metered and may be limited.
public enum Resource {
    /// Cores: core-seconds a second.
    CPU("cpu"),
    /// Bytes of working set: usage less the page cache that the kernel would drop first.
    MEMORY("memory"),
    /// Processes and threads, as the kernel's pids controller counts them.
    PIDS("pids"),
    /// Bytes a second to and from block devices, reads and writes together.
    IO("io");

    private final String wire;

    Resource(String wire) {
        this.wire = wire;
    }

    @JsonValue
    public String wire() {
        return wire;
    }
}
