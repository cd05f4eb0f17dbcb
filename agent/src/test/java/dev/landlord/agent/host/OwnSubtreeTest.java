package dev.landlord.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.WorkloadId;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class OwnSubtreeTest {
    private static final TenantId TENANT = new TenantId("tenant-a");
    private static final WorkloadId WORKLOAD = new WorkloadId("train-1");

    @Test
    void hasADirectoryInEveryHierarchy() throws IOException {
        var root = CgroupLayoutTest.host("hybrid").resolve("sys/fs/cgroup");
        var own = new OwnSubtree(CgroupLayout.detect(CgroupLayoutTest.host("hybrid")), "landlord");

        assertThat(own.cgroup(TENANT, WORKLOAD)).isEqualTo("/landlord/tenant-a/train-1");
        assertThat(own.directories(TENANT)).hasSize(7)
            .contains(root.resolve("cpu/landlord/tenant-a"), root.resolve("unified/landlord/tenant-a"));
        assertThat(own.directories(TENANT, WORKLOAD)).contains(root.resolve("pids/landlord/tenant-a/train-1"));
        assertThat(own.directories()).contains(root.resolve("blkio/landlord"));
        assertThat(own.directory(Controller.CPU, TENANT)).contains(root.resolve("cpu/landlord/tenant-a"));
        assertThat(own.directory(Controller.CPU, TENANT, WORKLOAD)).contains(root.resolve("cpu/landlord/tenant-a/train-1"));
    }

    @Test
    void mayLieDeeper() throws IOException {
        var own = new OwnSubtree(CgroupLayout.detect(CgroupLayoutTest.host("v2")), "system.slice/landlord");

        assertThat(own.cgroup(TENANT)).isEqualTo("/system.slice/landlord/tenant-a");
    }

    @Test
    void refusesNamesThatLeaveItAndTheReservedTenant() throws IOException {
        var layout = CgroupLayout.detect(CgroupLayoutTest.host("v2"));

        for (var bad : new String[] {"", "/landlord", "landlord/", "a/../b", "..", "a//b", "a b"}) {
            assertThatThrownBy(() -> new OwnSubtree(layout, bad)).as(bad)
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("subtree");
        }
        var own = new OwnSubtree(layout, "landlord");
        assertThatThrownBy(() -> own.cgroup(TenantId.UNATTRIBUTED)).hasMessageContaining("no group of its own");
    }
}
