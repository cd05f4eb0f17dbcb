package dev.landlord.agent.host;

import dev.landlord.protocol.message.NodeReport.Capacity;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;
import oshi.software.os.OSProcess;
import oshi.software.os.OperatingSystem;

/// The node as OSHI sees it. For one thread, and not at the sampling rate: a process costs 130 to 400 µs.
public final class OshiHost implements ProcessSource {
    private final OperatingSystem system;
    private final CentralProcessor processor;
    private final GlobalMemory memory;
    /// None before the first look.
    private long[] lastTicks;

    public OshiHost() {
        var info = new SystemInfo();
        this.system = info.getOperatingSystem();
        this.processor = info.getHardware().getProcessor();
        this.memory = info.getHardware().getMemory();
    }

    public Capacity capacity() {
        return new Capacity(processor.getLogicalProcessorCount(), memory.getTotal());
    }

    /// Cores that were busy since the last call; not known at the first.
    public OptionalDouble busyCores() {
        var before = lastTicks;
        lastTicks = processor.getSystemCpuLoadTicks();
        if (before == null) {
            return OptionalDouble.empty();
        }
        double load = processor.getSystemCpuLoadBetweenTicks(before, lastTicks);
        return OptionalDouble.of(Math.max(0, load) * processor.getLogicalProcessorCount());
    }

    /// Bytes that are not available to new work.
    public long usedMemoryBytes() {
        return Math.max(0, memory.getTotal() - memory.getAvailable());
    }

    /// The load average over one minute, or empty where the system has none.
    public Optional<Double> load1m() {
        return Optional.of(processor.getSystemLoadAverage(1)[0]).filter(load -> load >= 0);
    }

    public long processes() {
        return system.getProcessCount();
    }

    @Override
    public Optional<ProcessSighting> look(long pid) {
        return Optional.ofNullable(system.getProcess(Math.toIntExact(pid)))
            .filter(process -> process.getState() != OSProcess.State.INVALID)
            .map(process -> new ProcessSighting(pid, Instant.ofEpochMilli(process.getStartTime()), process.getUser(), command(process),
                process.getKernelTime() + process.getUserTime(), process.getResidentMemory()));
    }

    private static String command(OSProcess process) {
        var arguments = process.getArguments();
        return arguments.isEmpty() ? "[" + process.getName() + "]" : String.join(" ", arguments);
    }
}
