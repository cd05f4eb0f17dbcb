package dev.landlord.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.landlord.agent.host.CgroupLayout;
import dev.landlord.agent.host.OwnSubtree;
import dev.landlord.launcher.RemedyException;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.WorkloadId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadGroupTest {
    private static final TenantId TENANT = new TenantId("tenant-a");
    private static final WorkloadId WORKLOAD = new WorkloadId("train-1");

    @TempDir
    Path fsRoot;

    private OwnSubtree own;

    @BeforeEach
    void mount() {
        own = FakeHierarchies.below(fsRoot);
    }

    @Test
    void theGroupIsMadeInEveryHierarchyAndLastWhereItIsFound() throws IOException {
        declareTenant();

        WorkloadGroup group = WorkloadGroup.create(own, TENANT, WORKLOAD);

        assertThat(group.directories()).containsExactly(
            fsRoot.resolve("cg/memory/landlord/tenant-a/train-1"), fsRoot.resolve("cg/cpu/landlord/tenant-a/train-1"));
        assertThat(group.directories()).allMatch(Files::isDirectory);
        assertThat(group.processes()).isEmpty();
        assertThat(group.remove(Duration.ZERO)).isTrue();
        assertThat(own.directories(TENANT)).allMatch(Files::isDirectory).allSatisfy(tenant -> assertThat(tenant).isEmptyDirectory());
    }

    @Test
    void groupsThatTheWorkloadMadeGoToo() throws IOException {
        declareTenant();
        WorkloadGroup group = WorkloadGroup.create(own, TENANT, WORKLOAD);
        Files.createDirectories(group.directories().getLast().resolve("inner/most"));

        assertThat(group.remove(Duration.ZERO)).isTrue();
        assertThat(group.directories()).noneMatch(Files::exists);
    }

    @Test
    void aGroupInUseStays() throws IOException {
        declareTenant();
        WorkloadGroup group = WorkloadGroup.create(own, TENANT, WORKLOAD);
        Files.writeString(group.directories().getLast().resolve("cgroup.procs"), "12\n13\n");

        assertThat(group.processes()).containsExactly(12L, 13L);
        assertThat(group.remove(Duration.ofMillis(10))).isFalse();
    }

    @Test
    void aTakenNameIsRefusedAndLeavesNothing() throws IOException {
        declareTenant();
        Files.createDirectory(fsRoot.resolve("cg/cpu/landlord/tenant-a/train-1"));

        assertThatExceptionOfType(RemedyException.class).isThrownBy(() -> WorkloadGroup.create(own, TENANT, WORKLOAD))
            .withMessageContaining("workload 'train-1' of tenant-a exists").withMessageContaining("--name");
        assertThat(fsRoot.resolve("cg/memory/landlord/tenant-a")).isEmptyDirectory();
        assertThat(fsRoot.resolve("cg/cpu/landlord/tenant-a/train-1")).exists();
    }

    @Test
    void anUndeclaredTenantIsToldHowToDeclare() throws IOException {
        Files.createDirectory(fsRoot.resolve("cg/cpu/landlord"));

        assertThatExceptionOfType(RemedyException.class).isThrownBy(() -> WorkloadGroup.create(own, TENANT, WORKLOAD))
            .withMessageContaining("tenant 'tenant-a' has no group on this node").withMessageContaining("landlord tenant apply");
    }

    @Test
    void aNodeWithoutAnAgentIsToldToStartOne() {
        assertThatExceptionOfType(RemedyException.class).isThrownBy(() -> TenantGroups.await(own, TENANT, Duration.ofMillis(1)))
            .withMessageContaining("no agent has prepared this node").withMessageContaining("landlord up");
    }

    @Test
    void aNodeWithoutCgroupsIsSentToTheDoctor(@TempDir Path bare) throws IOException {
        OwnSubtree nothing = new OwnSubtree(CgroupLayout.detect(bare), "landlord");

        assertThatExceptionOfType(RemedyException.class).isThrownBy(() -> WorkloadGroup.create(nothing, TENANT, WORKLOAD))
            .withMessageContaining("landlord doctor");
    }

    private void declareTenant() throws IOException {
        for (Path directory : own.directories(TENANT)) {
            Files.createDirectories(directory);
        }
    }
}
