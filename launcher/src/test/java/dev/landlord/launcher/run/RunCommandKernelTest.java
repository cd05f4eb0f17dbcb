package dev.landlord.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.landlord.agent.host.Controller;
import dev.landlord.agent.host.Discovery;
import dev.landlord.agent.host.FoundWorkload;
import dev.landlord.launcher.Landlord;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.TenantSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `landlord run` as a program of its own, in real groups of this machine.
@Tag("kernel")
class RunCommandKernelTest {
    private static final TenantId TENANT = new TenantId("tenant-a");
    private static final long TIMEOUT_SECONDS = 60;

    @TempDir
    Path scratch;

    private RealGroups groups;

    @BeforeEach
    void makeTenantsGroup() throws Exception {
        groups = RealGroups.of("landlord-run", TENANT);
    }

    @AfterEach
    void removeTenantsGroup() throws Exception {
        groups.close();
    }

    @Test
    void theCommandHasTheStreamsAndGivesTheStatus() throws Exception {
        Path input = Files.writeString(scratch.resolve("input"), "hello\n");

        Process run = start(List.of("--name", "cat"), List.of("sh", "-c", "cat; cat /proc/self/cgroup; exit 7"), input);

        assertThat(run.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).as(said("err")).isEqualTo(7);
        assertThat(said("out")).startsWith("hello\n").contains(groups.own().cgroup(TENANT) + "/cat");
        assertThat(tenantsWorkloads()).isEmpty();
    }

    @Test
    void aSignalIsPassedOnAndShowsInTheStatus() throws Exception {
        Process run = start(List.of("--name", "sleeper"), List.of("sleep", "600"), Path.of("/dev/null"));
        Path procs = groups.own().directories(TENANT).getFirst().resolve("sleeper/cgroup.procs");
        Awaitility.await().atMost(TIMEOUT_SECONDS, TimeUnit.SECONDS).until(
            () -> Files.exists(procs) && !Files.readString(procs).isBlank());

        run.destroy();

        assertThat(run.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).as(said("err")).isEqualTo(128 + 15);
        assertThat(tenantsWorkloads()).isEmpty();
    }

    @Test
    void whatWasKilledForWantOfMemoryStaysForTheAgentToReadWhereTheKernelForgetsIt() throws Exception {
        Path memory = groups.own().directory(Controller.MEMORY, TENANT).orElseThrow();
        Assumptions.assumeTrue(Files.exists(memory.resolve("memory.oom_control")), "cgroup v2 counts OOM kills in the tenant's group, too");
        Files.writeString(memory.resolve("memory.limit_in_bytes"), "16M");
        Path group = memory.resolve("greedy");

        Process run = start(List.of("--name", "greedy"), List.of("tail", "/dev/zero"), Path.of("/dev/null"));
        Awaitility.await().atMost(TIMEOUT_SECONDS, TimeUnit.SECONDS).pollInterval(Duration.ofMillis(50)).ignoreExceptions()
            .until(() -> Files.readString(group.resolve("memory.oom_control")).contains("oom_kill 1")
                && Files.readString(group.resolve("cgroup.procs")).isBlank());
        long ended = System.nanoTime();

        assertThat(run.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).as(said("err")).isEqualTo(128 + 9);
        assertThat(Duration.ofNanos(System.nanoTime() - ended)).as("two rounds of an agent").isGreaterThan(Duration.ofSeconds(2));
        assertThat(tenantsWorkloads()).isEmpty();
    }

    @Test
    void theAgentFindsTheWorkloadsPriority() throws Exception {
        Process run = start(List.of("--name", "dear", "--priority", "80"), List.of("sleep", "600"), Path.of("/dev/null"));
        try {
            Awaitility.await().atMost(TIMEOUT_SECONDS, TimeUnit.SECONDS).untilAsserted(() ->
                assertThat(new Discovery(groups.own()).look(List.of(declared())).tenants().getFirst().workloads())
                    .extracting(FoundWorkload::id, FoundWorkload::priority).containsExactly(tuple("dear", 80)));
        } finally {
            run.destroy();
            assertThat(run.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aPriorityThatIsNoneIsRefusedBeforeAnythingIsMade() throws Exception {
        Process run = start(List.of("--name", "x", "--priority", "101"), List.of("true"), Path.of("/dev/null"));

        assertThat(run.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).isEqualTo(2);
        assertThat(said("err")).contains("--priority: 101 is no priority; write 0 (ended first) to 100").doesNotContain("\tat ");
        assertThat(tenantsWorkloads()).isEmpty();
    }

    @Test
    void aTenantThatIsNotDeclaredIsTold() throws Exception {
        Process run = Landlord.start(builder -> builder.redirectError(scratch.resolve("err").toFile()),
            "run", "--tenant", "nobody", "--subtree", groups.own().subtree(), "--", "true");

        assertThat(run.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).isEqualTo(1);
        assertThat(said("err")).contains("tenant 'nobody' has no group on this node").doesNotContain("\tat ");
    }

    private static TenantSpec declared() {
        return new TenantSpec(TENANT, 1, "standard", Quota.NONE, Quota.NONE, List.of(), Map.of());
    }

    private Process start(List<String> options, List<String> command, Path input) throws Exception {
        List<String> line = new ArrayList<>(List.of("run", "--tenant", TENANT.value(), "--subtree", groups.own().subtree()));
        line.addAll(options);
        line.add("--");
        line.addAll(command);
        return Landlord.start(builder -> builder.redirectInput(input.toFile()).redirectOutput(scratch.resolve("out").toFile())
            .redirectError(scratch.resolve("err").toFile()), line.toArray(String[]::new));
    }

    private String said(String stream) throws Exception {
        return Files.readString(scratch.resolve(stream));
    }

    private List<Path> tenantsWorkloads() throws Exception {
        try (Stream<Path> entries = Files.list(groups.own().directories(TENANT).getFirst())) {
            return entries.filter(Files::isDirectory).toList();
        }
    }
}
