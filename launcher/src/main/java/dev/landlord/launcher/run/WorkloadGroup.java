package dev.landlord.launcher.run;

import dev.landlord.agent.host.Controller;
import dev.landlord.agent.host.OwnSubtree;
import dev.landlord.agent.host.PriorityMark;
import dev.landlord.launcher.RemedyException;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.WorkloadId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A workload's group: one directory below the tenant's in every hierarchy of this node.
///
/// The directory in the hierarchy that counts CPU is made last and removed first, because by it the agent finds the workload: what
/// the agent finds is complete.
public final class WorkloadGroup {
    private static final long REMOVAL_INTERVAL_NANOS = Duration.ofMillis(50).toNanos();
    private static final String PROCESSES = "cgroup.procs";
    /// Of cgroup v1; v2 counts in `memory.events`, also in the groups above.
    private static final String KILLS_V1 = "memory.oom_control";
    private static final Pattern SOME_KILLS = Pattern.compile("^oom_kill [1-9]", Pattern.MULTILINE);

    private final List<Path> directories;

    private WorkloadGroup(List<Path> directories) {
        this.directories = List.copyOf(directories);
    }

    /// Makes the group. Nothing is left behind if it fails.
    ///
    /// @throws RemedyException if the tenant has no group here, the name is taken, or the kernel does not allow it
    public static WorkloadGroup create(OwnSubtree own, TenantId tenant, WorkloadId workload) {
        TenantGroups.require(own, tenant);
        List<Path> wanted = new ArrayList<>(own.directories(tenant, workload));
        own.directory(Controller.CPUACCT, tenant, workload).ifPresent(counting -> {
            wanted.remove(counting);
            wanted.add(counting);
        });
        List<Path> made = new ArrayList<>();
        try {
            for (Path directory : wanted) {
                Files.createDirectory(directory);
                made.add(directory);
            }
            return new WorkloadGroup(wanted);
        } catch (IOException e) {
            new WorkloadGroup(made).tryRemove();
            throw explained(e, tenant, workload);
        }
    }

    private static RemedyException explained(IOException e, TenantId tenant, WorkloadId workload) {
        return switch (e) {
            case FileAlreadyExistsException taken -> new RemedyException(
                ("workload '%s' of %s exists on this node (%s); choose another --name, or, if nothing runs in it any more, "
                    + "remove that directory with rmdir").formatted(workload, tenant, taken.getFile()), e);
            case AccessDeniedException denied -> new RemedyException(
                "making the group %s is not allowed to this user; run as root: sudo landlord run …".formatted(denied.getFile()), e);
            case NoSuchFileException gone -> new RemedyException(
                "the group of %s went away while %s was being made; was the tenant deleted?".formatted(tenant, gone.getFile()), e);
            default -> new RemedyException("the group of workload '%s' of %s cannot be made: %s".formatted(workload, tenant, e), e);
        };
    }

    /// Says how dear the workload is to its owner, for the agent to read; before anything runs in the group.
    ///
    /// @param priority 0 (of the tenant's workloads, ended first) to 100
    /// @throws RemedyException if the kernel does not keep it
    public void prioritize(int priority) {
        Path counting = directories.getLast();
        try {
            Files.setAttribute(counting, PriorityMark.ATTRIBUTE, Integer.toString(priority).getBytes(StandardCharsets.US_ASCII));
        } catch (IOException | UnsupportedOperationException e) {
            // Unsupported: the JDK has no attribute view `user` for this file system.
            throw new RemedyException("the priority cannot be kept on %s (%s); it needs Linux 5.7 or later; leave --priority out"
                .formatted(counting, e.getMessage()), e);
        }
    }

    /// One directory a hierarchy, the one that counts CPU last.
    public List<Path> directories() {
        return directories;
    }

    /// The processes in the group and below it.
    public List<Long> processes() {
        List<Long> found = new ArrayList<>();
        for (Path group : groupsBelow(directories.getLast())) {
            try (Stream<String> lines = Files.lines(group.resolve(PROCESSES))) {
                lines.map(Long::valueOf).forEach(found::add);
            } catch (IOException | UncheckedIOException _) {
                // A group that went away meanwhile holds no process.
                continue;
            }
        }
        return found;
    }

    /// Whether the kernel has ended processes in it for want of memory and will forget that with the group: cgroup v1 counts it in no group above,
    /// so that nobody learns of it if the group is removed before the agent's next round.
    public boolean forgetsKills() {
        for (Path directory : directories) {
            for (Path group : groupsBelow(directory)) {
                try {
                    if (SOME_KILLS.matcher(Files.readString(group.resolve(KILLS_V1))).find()) {
                        return true;
                    }
                } catch (IOException _) {
                    // Another hierarchy, or v2.
                    continue;
                }
            }
        }
        return false;
    }

    /// Removes the group as soon as it is empty, also in part where only one hierarchy still holds on.
    ///
    /// @param patience how long to try; the kernel may hold on to a group for moments after its last process ended
    /// @return whether nothing of it is left
    public boolean remove(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!tryRemove()) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            LockSupport.parkNanos(REMOVAL_INTERVAL_NANOS);
        }
        return true;
    }

    private boolean tryRemove() {
        boolean gone = true;
        for (Path directory : directories.reversed()) {
            for (Path group : groupsBelow(directory)) {
                try {
                    Files.deleteIfExists(group);
                } catch (IOException _) {
                    gone = false;
                }
            }
        }
        return gone;
    }

    /// The directory and those that the workload made below it, the deepest first; none if it is gone.
    private static List<Path> groupsBelow(Path directory) {
        try (Stream<Path> tree = Files.walk(directory)) {
            return tree.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList();
        } catch (IOException | UncheckedIOException _) {
            return Files.exists(directory) ? List.of(directory) : List.of();
        }
    }
}
