package dev.landlord.agent.sample;

import java.util.Map;

/// A file of a cgroup, which meters it holds and how they are read from it. Every conversion of units between cgroup v1
/// and v2 stands here: times become microseconds (v1 counts nanoseconds).
///
/// Sources: Linux, Documentation/admin-guide/cgroup-v1/ (cpuacct, memory, blkio-controller, pids), Documentation/scheduler/sched-bwc.rst,
/// Documentation/admin-guide/cgroup-v2.rst. Each counts the group with everything below it, but for [#V1_OOM_CONTROL].
public enum MeterFile {
    V1_CPUACCT_USAGE("cpuacct.usage", Map.of(
        Meter.CPU_USAGE, text -> text.value().map(MeterFile::nanosToMicros))),
    V1_CPU_STAT("cpu.stat", Map.of(
        Meter.CPU_PERIODS, text -> text.value("nr_periods"),
        Meter.CPU_THROTTLED, text -> text.value("nr_throttled"),
        Meter.THROTTLED, text -> text.value("throttled_time").map(MeterFile::nanosToMicros))),
    V1_MEMORY_USAGE("memory.usage_in_bytes", Map.of(
        Meter.MEMORY, KernelText::value)),
    V1_MEMORY_STAT("memory.stat", Map.of(
        Meter.INACTIVE_FILE, text -> text.value("total_inactive_file"))),
    /// Counts OOM kills of the group's own processes only, not of those in groups below (Linux, mm/memcontrol.c, `memcg_memory_event`).
    V1_OOM_CONTROL("memory.oom_control", Map.of(
        Meter.OOM_KILLS, text -> text.value("oom_kill"))),
    V1_PIDS_CURRENT("pids.current", Map.of(
        Meter.PIDS, KernelText::value)),
    V1_IO_BYTES("blkio.throttle.io_service_bytes_recursive", Map.of(
        Meter.IO_READ_BYTES, text -> text.sumOfDevices("Read"),
        Meter.IO_WRITE_BYTES, text -> text.sumOfDevices("Write"))),
    V1_IO_OPERATIONS("blkio.throttle.io_serviced_recursive", Map.of(
        Meter.IO_READS, text -> text.sumOfDevices("Read"),
        Meter.IO_WRITES, text -> text.sumOfDevices("Write"))),

    /// Core part of v2's `cpu.stat`: there in every group.
    V2_CPU_USAGE("cpu.stat", Map.of(
        Meter.CPU_USAGE, text -> text.value("usage_usec"))),
    /// `cpu.stat` where the cpu controller is enabled.
    V2_CPU_STAT("cpu.stat", Map.of(
        Meter.CPU_USAGE, text -> text.value("usage_usec"),
        Meter.CPU_PERIODS, text -> text.value("nr_periods"),
        Meter.CPU_THROTTLED, text -> text.value("nr_throttled"),
        Meter.THROTTLED, text -> text.value("throttled_usec"))),
    V2_MEMORY_CURRENT("memory.current", Map.of(
        Meter.MEMORY, KernelText::value)),
    V2_MEMORY_STAT("memory.stat", Map.of(
        Meter.INACTIVE_FILE, text -> text.value("inactive_file"))),
    V2_MEMORY_EVENTS("memory.events", Map.of(
        Meter.OOM_KILLS, text -> text.value("oom_kill"))),
    V2_PIDS_CURRENT("pids.current", Map.of(
        Meter.PIDS, KernelText::value)),
    V2_IO_STAT("io.stat", Map.of(
        Meter.IO_READ_BYTES, text -> text.sumOfPairs("rbytes"),
        Meter.IO_WRITE_BYTES, text -> text.sumOfPairs("wbytes"),
        Meter.IO_READS, text -> text.sumOfPairs("rios"),
        Meter.IO_WRITES, text -> text.sumOfPairs("wios")));

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

    public void read(KernelText text, MeterReadings into) {
        extractions.forEach((meter, extraction) -> into.put(meter, extraction.from(text)));
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
        Reading from(KernelText text);
    }
}
