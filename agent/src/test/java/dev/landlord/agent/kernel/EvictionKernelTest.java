package dev.landlord.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.agent.host.Controller;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Ack.Outcome;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.Quota;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Evictions of real workloads, some of which do not want to go.
@Timeout(180)
class EvictionKernelTest extends KernelTest {
    private static final TenantId TENANT = new TenantId("tenant-b");
    private static final TenantId NEIGHBOUR = new TenantId("tenant-a");

    @BeforeEach
    void enforce() throws IOException {
        house.enforce();
        house.declare(TENANT, new Quota(null, null, 60L, null));
    }

    private Command.Fence fence(String workload) throws IOException {
        return house.fence(workload, house.subtree.cgroup(TENANT) + "/" + workload);
    }

    private boolean isEmpty(String workload) throws IOException {
        return house.pids(house.subtree.cgroup(TENANT) + "/" + workload).isEmpty();
    }

    @Test
    void aStubbornWorkloadEndsAndTheNeighboursLiveOn() throws Exception {
        house.declare(NEIGHBOUR);
        var neighbour = house.run(NEIGHBOUR, "quiet", "exec sleep 600");
        var sibling = house.run(TENANT, "sibling", "exec sleep 600");
        var stranger = new ProcessBuilder("sleep", "600").start();
        try {
            house.run(TENANT, "stubborn", """
                trap '' TERM
                sleep 600 &
                sh -c 'trap "" TERM; while :; do sleep 1; done' &
                while :; do (sleep 0.3 &); done""");
            House.await("it forks").until(() -> house.pids(house.subtree.cgroup(TENANT) + "/stubborn").size() > 5);

            var ack = house.evicted("o1", TENANT, fence("stubborn"), Duration.ofSeconds(1));
            assertThat(ack).extracting(Ack::outcome, Ack::remaining).containsExactly(Outcome.APPLIED, 0L);
            assertThat(isEmpty("stubborn")).isTrue();
            assertThat(neighbour.isAlive()).isTrue();
            assertThat(sibling.isAlive()).isTrue();
            assertThat(stranger.isAlive()).isTrue();
            assertThat(house.evicted("o2", TENANT, fence("stubborn"), Duration.ZERO).outcome()).as("again").isEqualTo(Outcome.UNCHANGED);
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void aFrozenWorkloadHearsTheSignalAndMayClean() throws Exception {
        var cleaned = state.resolve("cleaned");
        house.run(TENANT, "tidy", "trap 'echo bye > \"%s\"; exit 0' TERM; while :; do sleep 0.1; done".formatted(cleaned));
        var frozen = house.throttled(TENANT, Limits.ofCpu(0.5).withFrozen(true));
        assertThat(frozen.observed().frozen()).isTrue();

        var ack = house.evicted("o1", TENANT, fence("tidy"), Duration.ofSeconds(60));
        assertThat(ack.outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(cleaned).exists();
        assertThat(House.text(house.own(Controller.CPU, TENANT).resolve(house.isV1(Controller.CPU) ? "cpu.cfs_quota_us" : "cpu.max")))
            .as("limits are kept").startsWith("50000");
        House.await("what remains of the tenant freezes again").until(() ->
            House.text(house.own(Controller.FREEZER, TENANT).resolve(house.isV1(Controller.FREEZER) ? "freezer.self_freezing" : "cgroup.freeze"))
                .equals("1\n"));
    }

    @Test
    void aSuccessorOfTheSameNameIsNotTouched() throws Exception {
        var first = house.run(TENANT, "train", "exec sleep 600");
        var fence = fence("train");
        first.destroyForcibly().waitFor();
        House.await("the group can be removed").until(() -> isEmpty("train"));
        for (var directory : house.subtree.directories(TENANT)) {
            Files.delete(directory.resolve("train"));
        }
        var successor = house.run(TENANT, "train", "exec sleep 600");

        assertThat(house.evicted("o1", TENANT, fence, Duration.ZERO)).extracting(Ack::outcome, Ack::reason)
            .containsExactly(Outcome.REJECTED, "fence");
        assertThat(successor.isAlive()).isTrue();
    }

    @Test
    void aGroupThatIsNotTheTenantsIsNotTouched() throws Exception {
        house.declare(NEIGHBOUR);
        var neighbour = house.run(NEIGHBOUR, "quiet", "exec sleep 600");
        var theirs = house.subtree.cgroup(NEIGHBOUR) + "/quiet";
        var roundabout = house.subtree.cgroup(TENANT) + "/../tenant-a/quiet";
        var fence = house.fence("quiet", theirs);

        assertThat(house.evicted("o1", TENANT, fence, Duration.ZERO)).extracting(Ack::outcome, Ack::reason)
            .containsExactly(Outcome.REJECTED, "not-owned");
        assertThat(house.evicted("o2", TENANT, new Command.Fence(house.bootId, "quiet", roundabout, fence.cgroupId()), Duration.ZERO).outcome())
            .isNotEqualTo(Outcome.APPLIED);
        assertThat(house.evicted("o3", TENANT, house.fence("all", house.subtree.cgroup(TENANT)), Duration.ZERO)).extracting(Ack::reason)
            .as("the tenant's own group is no workload").isEqualTo("not-owned");
        assertThat(neighbour.isAlive()).isTrue();
    }

    @Test
    void theGuardrailHolds() throws Exception {
        house.enforcement().stop().join();
        house.enforce(Set.of(), 1);
        house.declare(TENANT);
        house.run(TENANT, "one", "exec sleep 600");
        var other = house.run(TENANT, "other", "exec sleep 600");

        assertThat(house.evicted("o1", TENANT, fence("one"), Duration.ZERO).outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(house.evicted("o2", TENANT, fence("other"), Duration.ZERO)).extracting(Ack::outcome, Ack::reason)
            .containsExactly(Outcome.DEFERRED, "guardrail");
        assertThat(other.isAlive()).isTrue();
    }
}
