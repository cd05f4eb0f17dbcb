package dev.landlord.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.agent.host.Controller;
import dev.landlord.launcher.harness.TestSubtree;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.WorkloadId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class SubtreeRemovalKernelTest {
    private static final TenantId TENANT = new TenantId("tenant-a");

    private TestSubtree subtree;
    private Process outside;

    @BeforeEach
    void name() throws Exception {
        subtree = TestSubtree.named("landlord-removal");
    }

    @AfterEach
    void end() {
        try (var _ = subtree) {
            if (outside != null) {
                outside.destroyForcibly().onExit().join();
            }
        }
    }

    @Test
    void whatRunsThereEndsAndWhatRunsElsewhereDoesNot() throws Exception {
        RealGroups groups = RealGroups.in(subtree, TENANT);
        WorkloadGroup group = WorkloadGroup.create(groups.own(), TENANT, new WorkloadId("stays"));
        Workload inside = Workload.start(group, List.of("sh", "-c", "sleep 600 & sleep 600"), _ -> { });
        outside = new ProcessBuilder("sleep", "600").start();
        freeze(groups, group);

        assertThat(SubtreeRemoval.remove(groups.own(), Duration.ofSeconds(20))).isEmpty();

        assertThat(groups.own().directories()).noneMatch(Files::exists);
        assertThat(inside.exit().get(10, TimeUnit.SECONDS)).isEqualTo(128 + 9);
        assertThat(outside.isAlive()).isTrue();
        assertThat(SubtreeRemoval.remove(groups.own(), Duration.ZERO)).isEmpty();
    }

    private static void freeze(RealGroups groups, WorkloadGroup group) throws Exception {
        for (Path directory : group.directories()) {
            for (var setting : List.of(List.of("freezer.state", "FROZEN"), List.of("cgroup.freeze", "1"))) {
                if (Files.exists(directory.resolve(setting.getFirst()))) {
                    Files.writeString(directory.resolve(setting.getFirst()), setting.getLast());
                }
            }
        }
        assertThat(groups.own().layout().mount(Controller.FREEZER)).isPresent();
    }
}
