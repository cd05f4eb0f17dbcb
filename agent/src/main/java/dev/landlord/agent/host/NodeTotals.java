package dev.landlord.agent.host;

import dev.landlord.agent.sample.Meter;
import dev.landlord.agent.sample.MeterReadings;
import dev.landlord.agent.sample.Reading;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalDouble;

/// What `/proc` says of the node as a whole. For one thread.
final class NodeTotals {
    private final FileTextReader text = new FileTextReader();
    private final Path proc;

    NodeTotals(Path fsRoot) {
        this.proc = fsRoot.resolve("proc");
    }

    /// Puts the count of all processes and threads in place of what the root group does not count: the number after the slash in
    /// `/proc/loadavg` (proc_loadavg(5), "scheduling entities").
    void countTasks(MeterReadings total) {
        total.put(Meter.PIDS, tasks());
    }

    private Reading tasks() {
        try {
            var words = text.read(proc.resolve("loadavg")).strip().split("[ /]");
            return words.length > 4 ? Reading.known(Long.parseLong(words[4])) : Reading.unavailable("loadavg has no count of tasks");
        } catch (IOException | NumberFormatException e) {
            return Reading.unavailable("loadavg: " + e.getMessage());
        }
    }

    /// Percent of the last ten seconds in which some task waited; empty where the kernel has no PSI.
    ///
    /// @param resource `cpu`, `memory` or `io`
    OptionalDouble pressure10s(String resource) {
        try {
            return text.read(proc.resolve("pressure").resolve(resource)).somePressure10s();
        } catch (IOException _) {
            return OptionalDouble.empty();
        }
    }
}
