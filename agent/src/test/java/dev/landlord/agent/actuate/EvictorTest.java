package dev.landlord.agent.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.agent.enforce.Eviction;
import dev.landlord.agent.enforce.Eviction.Step;
import dev.landlord.agent.enforce.ProcessIdentity;
import dev.landlord.agent.enforce.Sighting;
import dev.landlord.agent.host.CgroupLayout;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Command.Evict;
import dev.landlord.protocol.message.Command.Fence;
import dev.landlord.protocol.message.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an eviction's step does on time and too late: a real process in a group that is a plain directory.
class EvictorTest {
    private static final String CGROUP = "/landlord/a/w";
    private static final long DEADLINE = 1_000;

    @TempDir
    Path fsRoot;
    private Path group;
    private Process process;
    private Evictor evictor;
    /// By which the clock goes on each time it is looked at: the kernel takes its time.
    private long pace;
    private long now;

    @BeforeEach
    void aWorkloadOnPureV2() throws IOException {
        write("proc/self/mountinfo", "38 31 0:35 / /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw\n");
        write("sys/fs/cgroup/cgroup.controllers", "cpu memory pids\n");
        process = new ProcessBuilder("sleep", "600").start();
        group = fsRoot.resolve("sys/fs/cgroup" + CGROUP);
        write("sys/fs/cgroup" + CGROUP + "/cgroup.procs", process.pid() + "\n");
        var files = new KernelFiles(CgroupLayout.detect(fsRoot));
        var writer = new KnobWriter(files, new LimitJournal(Files.createDirectory(fsRoot.resolve("journal")), "boot-1"), new EnforcementCounters());
        evictor = new Evictor(files, writer, new Processes(Path.of("/proc"), Set.of()), () -> now += pace);
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    @Test
    void asksToEndOnTime() throws IOException, InterruptedException {
        assertThat(evictor.advance(begun(), DEADLINE)).isInstanceOf(Step.Terminate.class);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void nobodyIsAskedToEndOnceTheOrderWasGivenUp() throws IOException {
        pace = DEADLINE - 1;
        assertThat(evictor.advance(begun(), DEADLINE)).isEqualTo(new Step.Wait());
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void nobodyIsKilledOnceTheOrderWasGivenUp() throws IOException {
        write("sys/fs/cgroup" + CGROUP + "/cgroup.kill", "");
        var killing = new Eviction(begun().order(), begun().found(), false, Eviction.Stage.TERMINATING, 0, 0);
        pace = DEADLINE - 1;
        assertThat(evictor.advance(killing, DEADLINE)).isEqualTo(new Step.Wait());
        assertThat(group.resolve("cgroup.kill")).isEmptyFile();

        now = 0;
        pace = 0;
        assertThat(evictor.advance(killing, DEADLINE)).isInstanceOf(Step.KillGroup.class);
        assertThat(group.resolve("cgroup.kill")).hasContent("1");
    }

    private Eviction begun() throws IOException {
        var fence = new Fence("boot-1", "w", CGROUP, KernelFiles.inode(group));
        var sighting = evictor.look(fence);
        var found = sighting instanceof Sighting.Present present ? present.processes() : List.<ProcessIdentity>of();
        assertThat(found).extracting(ProcessIdentity::pid).containsExactly(process.pid());
        return Eviction.accepted(new Evict(new NodeId("n1"), new TenantId("a"), "o1", 1, Instant.parse("2026-11-22T10:00:00Z"), 60_000, 5_000, fence,
            new Reason("test", "")), found);
    }

    private void write(String path, String text) throws IOException {
        Files.createDirectories(fsRoot.resolve(path).getParent());
        Files.writeString(fsRoot.resolve(path), text);
    }
}
