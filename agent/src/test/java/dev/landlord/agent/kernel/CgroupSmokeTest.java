package dev.landlord.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.test.Require;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The least that every other kernel test rests on: a cgroup can be made, take a process, name it, and go.
@Tag("kernel")
class CgroupSmokeTest {
    private static final Path CGROUP_ROOT = Path.of("/sys/fs/cgroup");

    @Test
    void cgroupTakesAProcessAndNamesIt() throws Exception {
        Path hierarchy = writableHierarchy();
        Path group = Files.createDirectory(hierarchy.resolve("landlord-smoke-" + ProcessHandle.current().pid()));
        try {
            Process sleeper = new ProcessBuilder("sleep", "60").start();
            try {
                Files.writeString(group.resolve("cgroup.procs"), Long.toString(sleeper.pid()));

                assertThat(processesIn(group)).containsExactly(Long.toString(sleeper.pid()));
            } finally {
                sleeper.destroyForcibly();
                assertThat(sleeper.waitFor(30, TimeUnit.SECONDS)).isTrue();
            }
            Awaitility.await().untilAsserted(() -> assertThat(processesIn(group)).isEmpty());
        } finally {
            Files.delete(group);
        }
        assertThat(group).doesNotExist();
    }

    /// The v2 root on a pure v2 host, else one hierarchy of v1 (every mount of it looks alike to this test).
    private static Path writableHierarchy() throws IOException {
        Stream<Path> candidates = Stream.of(CGROUP_ROOT, CGROUP_ROOT.resolve("pids"), CGROUP_ROOT.resolve("cpu"));
        Path found = candidates.filter(dir -> Files.exists(dir.resolve("cgroup.procs")) && Files.isWritable(dir))
            .findFirst().orElse(null);
        Require.capability("kernel", found != null, "no writable cgroup hierarchy below " + CGROUP_ROOT + " (run as root)");
        return found;
    }

    private static List<String> processesIn(Path group) throws IOException {
        return Files.readAllLines(group.resolve("cgroup.procs"));
    }
}
