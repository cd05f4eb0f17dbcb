package dev.landlord.agent.sample;

import java.util.Map;
import java.util.Set;

/// A file of a cgroup, which meters it holds and how they are read from it. Every conversion of units between cgroup v1
/// and v2 stands here: times become microseconds (v1 counts nanoseconds).
///
/// Sources: Linux, Documentation/admin-guide/cgroup-v1/ (cpuacct, memory, blkio-controller, pids), Documentation/scheduler/sched-bwc.rst,
/// Documentation/admin-guide/cgroup-v2.rst. Each counts the group with everything below it, but for [#V1_OOM_CONTROL].
public enum MeterFile {
    V1_CPUACCT_USAGE("cpuacct.usage", Map.of(
        Meter.CPU_USAGE, (text, _) -> text.value().map(MeterFile::nanosToMicros))),
    V1_CPU_STAT("cpu.stat", Map.of(
        Meter.CPU_PERIODS, (text, _) -> text.value("nr_periods"),
        Meter.CPU_THROTTLED, (text, _) -> text.value("nr_throttled"),
        Meter.THROTTLED, (text, _) -> text.value("throttled_time").map(MeterFile::nanosToMicros))),
    V1_MEMORY_USAGE("memory.usage_in_bytes", Map.of(
        Meter.MEMORY, (text, _) -> text.value())),
    V1_MEMORY_STAT("memory.stat", Map.of(
        Meter.INACTIVE_FILE, (text, _) -> text.value("total_inactive_file"))),
    /// Counts OOM kills of the group's own processes only, not of those in groups below (Linux, mm/memcontrol.c, `memcg_memory_event`).
    V1_OOM_CONTROL("memory.oom_control", Map.of(
        Meter.OOM_KILLS, (text, _) -> text.value("oom_kill"))),
    V1_PIDS_CURRENT("pids.current", Map.of(
        Meter.PIDS, (text, _) -> text.value())),
    V1_IO_BYTES("blkio.throttle.io_service_bytes_recursive", Map.of(
        Meter.IO_READ_BYTES, (text, ignored) -> text.sumOfDevices("Read", ignored),
        Meter.IO_WRITE_BYTES, (text, ignored) -> text.sumOfDevices("Write", ignored))),
    V1_IO_OPERATIONS("blkio.throttle.io_serviced_recursive", Map.of(
        Meter.IO_READS, (text, ignored) -> text.sumOfDevices("Read", ignored),
        Meter.IO_WRITES, (text, ignored) -> text.sumOfDevices("Write", ignored))),

    /// Core part of v2's `cpu.stat`: there in every group.
    V2_CPU_USAGE("cpu.stat", Map.of(
        Meter.CPU_USAGE, (text, _) -> text.value("usage_usec"))),
    /// `cpu.stat` where the cpu controller is enabled.
    V2_CPU_STAT("cpu.stat", Map.of(
        Meter.CPU_USAGE, (text, _) -> text.value("usage_usec"),
        Meter.CPU_PERIODS, (text, _) -> text.value("nr_periods"),
        Meter.CPU_THROTTLED, (text, _) -> text.value("nr_throttled"),
        Meter.THROTTLED, (text, _) -> text.value("throttled_usec"))),
    V2_MEMORY_CURRENT("memory.current", Map.of(
        Meter.MEMORY, (text, _) -> text.value())),
    V2_MEMORY_STAT("memory.stat", Map.of(
        Meter.INACTIVE_FILE, (text, _) -> text.value("inactive_file"))),
    V2_MEMORY_EVENTS("memory.events", Map.of(
        Meter.OOM_KILLS, (text, _) -> text.value("oom_kill"))),
    V2_PIDS_CURRENT("pids.current", Map.of(
        Meter.PIDS, (text, _) -> text.value())),
    V2_IO_STAT("io.stat", Map.of(
        Meter.IO_READ_BYTES, (text, ignored) -> text.sumOfPairs("rbytes", ignored),
        Meter.IO_WRITE_BYTES, (text, ignored) -> text.sumOfPairs("wbytes", ignored),
        Meter.IO_READS, (text, ignored) -> text.sumOfPairs("rios", ignored),
        Meter.IO_WRITES, (text, ignored) -> text.sumOfPairs("wios", ignored)));

    private static final long NANOS_PER_MICRO = 1_000;

    private final String fileName;
    private final Map<Meter, Extraction> extractions;

    MeterFile(String fileName, Map<Meter, Extraction> extractions) {
        this.fileName = fileName;
        this.extractions = extractions;
    }

    public String fileName() {
        return fileName;
    }

    /// @param ignoredDevices block devices, `major:minor`, whose IO is counted elsewhere already
    public void read(KernelText text, Set<String> ignoredDevices, MeterReadings into) {
        extractions.forEach((meter, extraction) -> into.put(meter, extraction.from(text, ignoredDevices)));
    }

    /// Whether it leaves out what happens in groups below.
    public boolean countsOwnProcessesOnly() {
        return this == V1_OOM_CONTROL;
    }

    /// Notes that the file could not be read.
    public void missing(String why, MeterReadings into) {
        extractions.keySet().forEach(meter -> into.put(meter, Reading.unavailable(why)));
    }

    private static long nanosToMicros(long nanos) {
        return nanos / NANOS_PER_MICRO;
    }

    private interface Extraction {
        Reading from(KernelText text, Set<String> ignoredDevices);
    }
}
