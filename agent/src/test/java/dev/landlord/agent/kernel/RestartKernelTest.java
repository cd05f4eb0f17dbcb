package dev.landlord.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.agent.actuate.Restorer;
import dev.landlord.agent.host.Controller;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Ack.Outcome;
import dev.landlord.protocol.message.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What an agent that was killed with SIGKILL leaves behind, and how it is put in order.
@Timeout(240)
class RestartKernelTest extends KernelTest {
    private static final TenantId TENANT = new TenantId("tenant-b");

    private List<String> limits() throws IOException {
        return List.of(
            House.text(house.own(Controller.CPU, TENANT).resolve(house.isV1(Controller.CPU) ? "cpu.cfs_quota_us" : "cpu.max")),
            House.text(house.own(Controller.PIDS, TENANT).resolve("pids.max")),
            House.text(house.own(Controller.FREEZER, TENANT).resolve(house.isV1(Controller.FREEZER) ? "freezer.self_freezing" : "cgroup.freeze")));
    }

    private List<String> originals() {
        return List.of(house.isV1(Controller.CPU) ? "-1\n" : "max 100000\n", "max\n", "0\n");
    }

    private List<String> throttled() {
        return List.of(house.isV1(Controller.CPU) ? "50000\n" : "50000 100000\n", "70\n", "1\n");
    }

    @Test
    void theNextStartKeepsTheLimitWhileItsLeaseLastsAndTheReleasePutsTheOriginalBack() throws Exception {
        CrashedAgent.doesAndIsKilled(house, TENANT, "throttle");
        assertThat(limits()).isEqualTo(throttled());

        house.enforce();
        house.declare(TENANT);
        assertThat(limits()).isEqualTo(throttled());
        assertThat(house.throttled(TENANT, Limits.NONE).outcome()).as("generation 1 was the throttle's").isEqualTo(Outcome.UNCHANGED);
        assertThat(house.throttled(TENANT, Limits.NONE).outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(limits()).isEqualTo(originals());
    }

    @Test
    void restorePutsEverythingBackWithoutAnAgent() throws Exception {
        CrashedAgent.doesAndIsKilled(house, TENANT, "throttle");
        assertThat(limits()).isEqualTo(throttled());

        var report = Restorer.restoreAll(state, house.subtree, house.bootId);
        assertThat(report.problems()).isEmpty();
        assertThat(report.restored()).hasSize(3);
        assertThat(limits()).isEqualTo(originals());
        assertThat(Restorer.restoreAll(state, house.subtree, house.bootId).restored()).isEmpty();
    }

    @Test
    void anEvictionIsFinishedOnceAgainstThoseFoundBefore() throws Exception {
        house.enforce();
        house.declare(TENANT);
        var stubborn = house.run(TENANT, "stubborn", "trap '' TERM; while :; do sleep 0.2; done");
        house.enforcement().stop().join();
        CrashedAgent.doesAndIsKilled(house, TENANT, "evict");
        assertThat(stubborn.isAlive()).as("it ignores SIGTERM, and its grace is long").isTrue();

        shortenGrace();
        house.enforce();
        House.await("the order is answered").until(() -> house.acks.stream().anyMatch(a -> "o1".equals(a.order())));
        var ack = house.acks.stream().filter(a -> "o1".equals(a.order())).findFirst().orElseThrow();
        assertThat(stubborn.waitFor()).isNotZero();
        assertThat(ack.outcome()).as("applied, or interrupted if a child came after the crash").isIn(Outcome.APPLIED, Outcome.FAILED);
        if (ack.outcome() == Outcome.FAILED) {
            assertThat(ack.reason()).isEqualTo("interrupted");
        }
        assertThat(house.acks).filteredOn(a -> "o1".equals(a.order())).hasSize(1);
    }

    @Test
    void aCrashGivesNoFreshAllowanceOfEvictions() throws Exception {
        house.enforce();
        house.declare(TENANT);
        house.run(TENANT, "stubborn", "trap '' TERM; while :; do sleep 0.2; done");
        var other = house.run(TENANT, "other", "exec sleep 600");
        house.enforcement().stop().join();
        CrashedAgent.doesAndIsKilled(house, TENANT, "evict");

        house.enforce(Set.of(), 1);
        house.declare(TENANT);
        assertThat(house.evicted("o2", TENANT, house.fence("other", house.subtree.cgroup(TENANT) + "/other"), Duration.ZERO))
            .extracting(Ack::outcome, Ack::reason).containsExactly(Outcome.DEFERRED, "guardrail");
        assertThat(other.isAlive()).isTrue();
    }

    /// The test does not wait for the five minutes that kept the first agent from killing.
    private void shortenGrace() throws IOException {
        var order = state.resolve("orders").resolve("o1.json");
        Files.writeString(order, Files.readString(order).replace("\"graceMs\":" + Duration.ofMinutes(5).toMillis(), "\"graceMs\":200"));
    }
}
