package dev.landlord.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.agent.host.OwnSubtree;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.WorkloadId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Workloads in real groups of this machine.
@Tag("kernel")
class WorkloadKernelTest {
    private static final TenantId TENANT = new TenantId("tenant-a");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path scratch;

    private RealGroups groups;
    private OwnSubtree own;

    @BeforeEach
    void makeTenantsGroup() throws Exception {
        groups = RealGroups.of("landlord-workload", TENANT);
        own = groups.own();
    }

    @AfterEach
    void removeTenantsGroup() throws Exception {
        groups.close();
    }

    @Test
    void theCommandIsInEveryGroupFromItsFirstInstruction() throws Exception {
        Path said = scratch.resolve("said");
        WorkloadGroup group = WorkloadGroup.create(own, TENANT, new WorkloadId("look"));

        Workload workload = Workload.start(group, List.of("cat", "/proc/self/cgroup"), builder -> builder.redirectOutput(said.toFile()));

        assertThat(workload.await()).isZero();
        assertThat(Files.readAllLines(said).stream().filter(line -> line.endsWith(own.cgroup(TENANT, new WorkloadId("look")))))
            .hasSize(group.directories().size());
        assertThat(group.remove(PATIENCE)).isTrue();
    }

    @Test
    void argumentsStayArguments() throws Exception {
        Path said = scratch.resolve("said");
        WorkloadGroup group = WorkloadGroup.create(own, TENANT, new WorkloadId("words"));
        List<String> words = List.of("$(id)", "a b", "'; exit 9 #", "", "@x", "-n");

        Workload workload = Workload.start(group, concat(List.of("printf", "[%s]"), words), b -> b.redirectOutput(said.toFile()));

        assertThat(workload.await()).isZero();
        assertThat(said).hasContent("[$(id)][a b]['; exit 9 #][][@x][-n]");
        assertThat(group.remove(PATIENCE)).isTrue();
    }

    @Test
    void aSignalReachesTheCommandAndShowsInItsStatus() throws Exception {
        WorkloadGroup group = WorkloadGroup.create(own, TENANT, new WorkloadId("sleeper"));
        Workload workload = Workload.start(group, List.of("sleep", "600"), _ -> { });

        workload.signal("INT");

        assertThat(workload.exit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(128 + 2);
        assertThat(group.remove(PATIENCE)).isTrue();
    }

    @Test
    void whatStillRunsKeepsTheGroup() throws Exception {
        WorkloadGroup group = WorkloadGroup.create(own, TENANT, new WorkloadId("leaves-one"));
        Workload workload = Workload.start(group, List.of("sh", "-c", "sleep 600 >/dev/null 2>&1 &"), _ -> { });

        assertThat(workload.await()).isZero();
        assertThat(group.remove(Duration.ofMillis(100))).isFalse();
        List<Long> left = group.processes();
        assertThat(left).hasSize(1);

        ProcessHandle.of(left.getFirst()).orElseThrow().destroyForcibly();
        assertThat(group.remove(PATIENCE)).isTrue();
    }

    @Test
    void aGroupThatCannotBeEnteredStopsTheCommand() throws Exception {
        WorkloadGroup group = WorkloadGroup.create(own, TENANT, new WorkloadId("gone"));
        assertThat(group.remove(PATIENCE)).isTrue();
        Path touched = scratch.resolve("touched");

        Workload workload = Workload.start(group, List.of("touch", touched.toString()),
            builder -> builder.redirectError(ProcessBuilder.Redirect.DISCARD));

        assertThat(workload.await()).isEqualTo(Workload.COULD_NOT_ENTER);
        assertThat(touched).doesNotExist();
    }

    private static List<String> concat(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
