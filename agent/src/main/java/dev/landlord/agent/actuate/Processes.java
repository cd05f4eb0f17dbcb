package dev.landlord.agent.actuate;

import dev.landlord.agent.enforce.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The processes of groups: found, told apart, and signalled.
///
/// Signals go through [ProcessHandle], which compares the start time once more right before `kill(2)`, and works on every kernel and
/// without native code. What remains is a window of microseconds in which a number would have to be freed and given out again. The kill on v1 has
/// none (a frozen process cannot go), nor has that on v2 (`cgroup.kill` takes no numbers).
final class Processes {
    private static final long INIT = 1;
    private static final int START_TICKS = 19;
    /// The kernel cuts a command's name here (TASK_COMM_LEN less the closing zero).
    private static final int LONGEST_NAME = 15;

    private final Path proc;
    private final Set<String> untouchable;
    private final long self;

    /// @param proc        `/proc`
    /// @param untouchable names of commands that must never be stopped, as `ps -o comm` shows them
    Processes(Path proc, Set<String> untouchable) {
        this.proc = proc;
        this.untouchable = untouchable.stream().map(name -> name.substring(0, Math.min(name.length(), LONGEST_NAME)))
            .collect(Collectors.toUnmodifiableSet());
        this.self = ProcessHandle.current().pid();
    }

    /// The processes in a group and below it. A process that goes meanwhile is left out.
    ///
    /// @throws IOException if a group that is there cannot be read: then nothing is known of it
    List<ProcessIdentity> in(Path group) throws IOException {
        var found = new ArrayList<ProcessIdentity>();
        for (long pid : numbers(group)) {
            if (pid == 0) {
                found.add(new ProcessIdentity(0, 0));
            } else {
                stat(pid).ifPresent(stat -> found.add(new ProcessIdentity(pid, stat.startTicks())));
            }
        }
        return found;
    }

    private static Set<Long> numbers(Path group) throws IOException {
        var pids = new LinkedHashSet<Long>();
        var groups = new ArrayList<Path>();
        groups.add(group);
        groups.addAll(GroupWalk.below(group));
        for (var each : groups) {
            try {
                Files.readAllLines(each.resolve("cgroup.procs")).forEach(line -> pids.add(Long.valueOf(line)));
            } catch (IOException e) {
                if (Files.exists(each) && !isThreaded(each)) {
                    throw e;
                }
            }
        }
        return pids;
    }

    /// The processes of a threaded group (v2) are listed in the domain above it.
    private static boolean isThreaded(Path group) throws IOException {
        try {
            return Files.readString(group.resolve("cgroup.type")).strip().equals("threaded");
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    /// The names of those that must never be stopped: init, the agent itself, what lies outside the agent's pid namespace, and what the
    /// configuration names. A name alone protects nobody, since a tenant may choose it: it must be root's process, in the mounts of
    /// init or of the agent.
    List<String> untouchable(List<ProcessIdentity> processes) {
        return processes.stream().flatMap(process -> {
            if (process.pid() == 0) {
                return Stream.of("a process outside the agent's pid namespace");
            }
            return stat(process.pid()).filter(stat -> process.pid() == INIT || process.pid() == self || isNamed(process.pid(), stat.name()))
                .map(stat -> "%s (%s)".formatted(stat.name(), process.pid())).stream();
        }).toList();
    }

    /// Whether a group holds init or the agent itself, of which nothing is limited.
    boolean holdsVital(List<ProcessIdentity> processes) {
        return processes.stream().anyMatch(process -> process.pid() == INIT || process.pid() == self);
    }

    private boolean isNamed(long pid, String name) {
        return untouchable.contains(name) && isRoots(pid) && isInHostMounts(pid);
    }

    private boolean isRoots(long pid) {
        try {
            return Files.readAllLines(proc.resolve(pid + "/status")).stream().anyMatch(line -> line.startsWith("Uid:\t0\t"));
        } catch (IOException _) {
            return false;
        }
    }

    private boolean isInHostMounts(long pid) {
        var mounts = mounts(Long.toString(pid));
        return mounts.isPresent() && (mounts.equals(mounts("self")) || mounts.equals(mounts(Long.toString(INIT))));
    }

    private Optional<String> mounts(String pid) {
        try {
            return Optional.of(Files.readSymbolicLink(proc.resolve(pid + "/ns/mnt")).toString());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// Signals a process, unless its number has gone to another one, or it is init or the agent itself.
    ///
    /// @param force SIGKILL, else SIGTERM
    /// @return whether the kernel took the signal
    boolean signal(ProcessIdentity process, boolean force) {
        long pid = process.pid();
        if (pid == 0 || pid == INIT || pid == self) {
            return false;
        }
        var handle = ProcessHandle.of(pid);
        boolean same = handle.isPresent() && stat(pid).filter(stat -> stat.startTicks() == process.startTicks()).isPresent();
        return same && (force ? handle.get().destroyForcibly() : handle.get().destroy());
    }

    /// @param startTicks clock ticks since boot
    private record Stat(String name, long startTicks) {
    }

    /// `/proc/PID/stat` (proc_pid_stat(5)); the name, in parentheses, may hold anything.
    private Optional<Stat> stat(long pid) {
        try {
            var text = Files.readString(proc.resolve(pid + "/stat"));
            int open = text.indexOf('(');
            int close = text.lastIndexOf(')');
            var fields = text.substring(close + 2).split(" ");
            return Optional.of(new Stat(text.substring(open + 1, close), Long.parseLong(fields[START_TICKS])));
        } catch (IOException | RuntimeException _) {
            return Optional.empty();
        }
    }
}
