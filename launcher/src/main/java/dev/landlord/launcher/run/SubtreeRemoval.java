package dev.landlord.launcher.run;

import dev.landlord.agent.host.OwnSubtree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Ends all that runs in a subtree of Landlord's own and removes its groups, in every hierarchy. For a subtree that lives no longer
/// than the program that made it.
public final class SubtreeRemoval {
    private static final long INTERVAL_NANOS = Duration.ofMillis(50).toNanos();
    private static final String V1_FREEZER = "freezer.state";
    private static final String V2_FREEZER = "cgroup.freeze";

    private SubtreeRemoval() {
    }

    /// @param patience how long to try
    /// @return the directories that could not be removed; empty if nothing is left
    public static List<Path> remove(OwnSubtree own, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            List<Path> groups = own.directories().stream().flatMap(directory -> below(directory).stream()).toList();
            groups.forEach(SubtreeRemoval::end);
            List<Path> left = groups.stream().filter(group -> !removed(group)).toList();
            if (left.isEmpty() || System.nanoTime() - deadline >= 0) {
                return left;
            }
            LockSupport.parkNanos(INTERVAL_NANOS);
        }
    }

    /// A frozen process dies only when it is thawed.
    private static void end(Path group) {
        for (String pid : lines(group.resolve("cgroup.procs"))) {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
        }
        write(group.resolve(V1_FREEZER), "THAWED");
        write(group.resolve(V2_FREEZER), "0");
    }

    private static boolean removed(Path group) {
        try {
            Files.deleteIfExists(group);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException _) {
            return List.of();
        }
    }

    private static void write(Path file, String text) {
        try {
            if (Files.exists(file)) {
                Files.writeString(file, text);
            }
        } catch (IOException _) {
            // The group went away, or is the next attempt's matter.
            return;
        }
    }

    /// The directory and those below it, the deepest first.
    private static List<Path> below(Path directory) {
        try (Stream<Path> tree = Files.walk(directory)) {
            return tree.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList();
        } catch (IOException | UncheckedIOException _) {
            return Files.exists(directory) ? List.of(directory) : List.of();
        }
    }
}
