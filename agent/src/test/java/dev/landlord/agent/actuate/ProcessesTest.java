package dev.landlord.agent.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.agent.enforce.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {
    private static final String HOST = "mnt:[4026531840]";
    private static final String CONTAINER = "mnt:[4026532999]";

    @TempDir
    Path root;
    private Path proc;
    private Path group;
    private Processes processes;

    @BeforeEach
    void build() throws IOException {
        proc = Files.createDirectory(root.resolve("proc"));
        group = Files.createDirectory(root.resolve("group"));
        processes = new Processes(proc, Set.of("sshd", "containerd-shim-runc-v2"));
        process("1", "init", 0, HOST, 1);
        process("self", "java", 0, HOST, 50);
    }

    private void process(String pid, String name, long uid, String mounts, long startTicks) throws IOException {
        var directory = Files.createDirectories(proc.resolve(pid));
        Files.writeString(directory.resolve("stat"),
            pid + " (" + name + ") S 1 1 1 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 " + startTicks + " 2 3\n");
        Files.writeString(directory.resolve("status"), "Name:\tx\nUid:\t%d\t%d\t%d\t%d\n".formatted(uid, uid, uid, uid));
        Files.createSymbolicLink(Files.createDirectories(directory.resolve("ns")).resolve("mnt"), Path.of(mounts));
    }

    private List<String> untouchable(long pid) {
        return processes.untouchable(List.of(new ProcessIdentity(pid, 7)));
    }

    @Test
    void findsThoseInTheGroupAndBelowByTheirStart() throws IOException {
        process("100", "worker", 1_000, HOST, 12_345);
        process("200", "a) R 1 (b", 1_000, HOST, 777);
        Files.writeString(group.resolve("cgroup.procs"), "100\n300\n");
        Files.writeString(Files.createDirectories(group.resolve("a/b")).resolve("cgroup.procs"), "200\n");
        Files.writeString(group.resolve("a/cgroup.procs"), "");

        assertThat(processes.in(group)).as("300 is gone already").containsExactly(new ProcessIdentity(100, 12_345), new ProcessIdentity(200, 777));
    }

    @Test
    void initTheAgentItselfAndStrangersToItsNamespaceAreNotTouched() throws IOException {
        long self = ProcessHandle.current().pid();
        process(Long.toString(self), "java", 0, HOST, 50);

        assertThat(untouchable(1)).hasSize(1);
        assertThat(untouchable(self)).hasSize(1);
        assertThat(untouchable(0)).hasSize(1);
        assertThat(processes.holdsVital(List.of(new ProcessIdentity(self, 50)))).isTrue();
        assertThat(processes.signal(new ProcessIdentity(1, 1), false)).isFalse();
        assertThat(processes.signal(new ProcessIdentity(self, 50), false)).isFalse();
    }

    @Test
    void aNameProtectsOnlyRootsProcessesInTheHostsMounts() throws IOException {
        process("100", "sshd", 0, HOST, 7);
        process("101", "sshd", 1_000, HOST, 7);
        process("102", "sshd", 0, CONTAINER, 7);
        process("103", "containerd-shim", 0, HOST, 7);
        process("104", "worker", 0, HOST, 7);

        assertThat(untouchable(100)).containsExactly("sshd (100)");
        assertThat(untouchable(101)).as("a tenant's own").isEmpty();
        assertThat(untouchable(102)).as("root in a container").isEmpty();
        assertThat(untouchable(103)).as("the kernel cuts names to 15 characters").hasSize(1);
        assertThat(untouchable(104)).isEmpty();
    }

    @Test
    void aNumberThatWasGivenOutAgainIsNotSignalled() throws Exception {
        var sleeper = new ProcessBuilder("sleep", "60").start();
        try {
            process(Long.toString(sleeper.pid()), "sleep", 0, HOST, 9_999);

            assertThat(processes.signal(new ProcessIdentity(sleeper.pid(), 1), true)).isFalse();
            assertThat(sleeper.isAlive()).isTrue();
            assertThat(processes.signal(new ProcessIdentity(sleeper.pid(), 9_999), true)).isTrue();
            assertThat(sleeper.waitFor()).isNotZero();
        } finally {
            sleeper.destroyForcibly();
        }
    }
}
