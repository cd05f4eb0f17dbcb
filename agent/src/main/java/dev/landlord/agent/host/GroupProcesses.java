package dev.landlord.agent.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// The processes of a group and of those below, and which of them have run most. For one thread.
final class GroupProcesses {
    /// Processes of one workload that are looked at.
    static final int MOST_PIDS = 256;
    /// Groups of one workload that are looked at.
    static final int MOST_GROUPS = 64;
    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;

    private final Mount counting;
    private final GroupTree tree;
    private final Path proc;
    private final FileTextReader text = new FileTextReader();

    GroupProcesses(Mount counting, Path fsRoot) {
        this.counting = counting;
        this.tree = new GroupTree(counting);
        this.proc = fsRoot.resolve("proc");
    }

    /// Process ids, at most [#MOST_PIDS], the group's own before those of groups below. A group that cannot be read has none.
    List<Long> pids(Group workload) {
        var pids = new ArrayList<Long>();
        var waiting = new ArrayDeque<Group>();
        waiting.add(workload);
        for (int looked = 0; looked < MOST_GROUPS && !waiting.isEmpty() && pids.size() < MOST_PIDS; looked++) {
            var group = waiting.remove();
            pids.addAll(own(group, MOST_PIDS - pids.size()));
            waiting.addAll(tree.children(group.cgroup()));
        }
        return pids;
    }

    private List<Long> own(Group group, int most) {
        try {
            return text.read(counting.group(group.cgroup()).resolve("cgroup.procs")).strip().lines()
                .limit(most).map(Long::valueOf).toList();
        } catch (IOException | NumberFormatException _) {
            return List.of();
        }
    }

    /// Clock ticks that a process has run, user and system, from `/proc/PID/stat` (proc_pid_stat(5)); empty where it is gone.
    OptionalLong ticks(long pid) {
        try {
            var stat = text.read(proc.resolve(Long.toString(pid)).resolve("stat")).strip();
            // The second field, the command in parentheses, may hold anything.
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return OptionalLong.of(Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]));
        } catch (IOException | RuntimeException _) {
            return OptionalLong.empty();
        }
    }
}
