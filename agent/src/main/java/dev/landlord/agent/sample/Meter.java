package dev.landlord.agent.sample;

/// One number that a group's files give, in the unit of its wire name.
public enum Meter {
    CPU_USAGE("cpuUsageUsec"),
    CPU_PERIODS("cpuPeriods"),
    CPU_THROTTLED("cpuThrottled"),
    THROTTLED("throttledUsec"),
    MEMORY("memoryBytes"),
    /// Page cache that the kernel would drop first; with [#MEMORY] it gives the working set.
    INACTIVE_FILE("workingSetBytes"),
    OOM_KILLS("oomKills"),
    PIDS("pids"),
    IO_READ_BYTES("ioReadBytes"),
    IO_WRITE_BYTES("ioWriteBytes"),
    IO_READS("ioReads"),
    IO_WRITES("ioWrites");

    private final String field;

    Meter(String field) {
        this.field = field;
    }

    /// The field of the usage message that is absent when this is not known.
    public String field() {
        return field;
    }
}
