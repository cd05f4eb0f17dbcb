package dev.landlord.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.landlord.agent.host.Controller;
import dev.landlord.agent.host.Discovered;
import dev.landlord.agent.host.FoundWorkload;
import dev.landlord.agent.host.Group;
import dev.landlord.agent.host.TenantGroups;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Ack.Outcome;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.NodeReport.EnforcementCounts;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.WorkloadSample.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Limits on real cgroups, with real workloads.
@Timeout(180)
class ThrottleKernelTest extends KernelTest {
    private static final TenantId TENANT = new TenantId("tenant-b");
    private static final String HOG = "while :; do :; done";
    private static final long MIB = 1 << 20;

    @BeforeEach
    void enforce() throws IOException {
        house.enforce();
    }

    private Path cpuFile(Path group) {
        return group.resolve(house.isV1(Controller.CPU) ? "cpu.cfs_quota_us" : "cpu.max");
    }

    private Path memoryFile() {
        return house.own(Controller.MEMORY, TENANT).resolve(house.isV1(Controller.MEMORY) ? "memory.limit_in_bytes" : "memory.max");
    }

    /// Cores used by the tenant over the next two seconds.
    private double cores() throws Exception {
        long started = System.nanoTime();
        long before = house.cpuNanos(house.subtree.cgroup(TENANT));
        House.await("two seconds").until(() -> System.nanoTime() - started > Duration.ofSeconds(2).toNanos());
        return (house.cpuNanos(house.subtree.cgroup(TENANT)) - before) / (double) (System.nanoTime() - started);
    }

    @Test
    void aHogIsThrottledAndTheReleasePutsTheOriginalBack() throws Exception {
        house.declare(TENANT);
        var file = cpuFile(house.own(Controller.CPU, TENANT));
        var stat = house.own(Controller.CPU, TENANT).resolve("cpu.stat");
        var original = House.text(file);
        house.run(TENANT, "hog", HOG);

        var ack = house.throttled(TENANT, Limits.ofCpu(0.2));
        assertThat(ack.outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(ack.observed()).isEqualTo(Limits.ofCpu(0.2));
        assertThat(House.text(file)).startsWith("20000");

        long throttled = House.number(stat, "nr_throttled");
        House.await("the kernel throttles").until(() -> House.number(stat, "nr_throttled") > throttled + 5);
        House.await("use within a tenth of the limit").untilAsserted(() -> assertThat(cores()).isBetween(0.18, 0.22));

        assertThat(house.throttled(TENANT, Limits.ofCpu(0.2)).outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(house.throttled(TENANT, Limits.NONE).outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(House.text(file)).isEqualTo(original);
        assertThat(house.throttled(TENANT, Limits.NONE).outcome()).isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void aLeaseThatRunsOutLifts() throws Exception {
        house.declare(TENANT);
        var file = cpuFile(house.own(Controller.CPU, TENANT));
        var original = House.text(file);
        house.throttle(TENANT, Limits.ofCpu(0.5), Duration.ofSeconds(2));
        House.await("the limit is set").until(() -> !House.text(file).equals(original));

        House.await("the limit is lifted").until(() -> house.acks.getLast().outcome() == Outcome.EXPIRED);
        assertThat(House.text(file)).isEqualTo(original);
    }

    @Test
    void aCeilingStandsFromTheFirstMomentAndUnderEveryThrottle() throws Exception {
        house.declare(TENANT, new Quota(1.0, 512 * MIB, 100L, null));
        var file = cpuFile(house.own(Controller.CPU, TENANT));
        House.await("the ceiling is set").until(() -> House.text(file).startsWith("100000"));
        assertThat(House.text(memoryFile())).isEqualTo(512 * MIB + "\n");

        var ack = house.throttled(TENANT, Limits.ofCpu(2));
        assertThat(ack).extracting(Ack::outcome, Ack::reason).containsExactly(Outcome.CLAMPED, "ceiling");
        house.throttled(TENANT, Limits.ofCpu(0.5));
        assertThat(House.text(file)).startsWith("50000");
        house.throttled(TENANT, Limits.NONE);
        assertThat(House.text(file)).startsWith("100000");
    }

    @Test
    void aMemoryLimitHolds() throws Exception {
        house.declare(TENANT);
        var original = House.text(memoryFile());
        assertThat(house.throttled(TENANT, Limits.NONE.withMemoryBytes(32 * MIB)).outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(House.text(memoryFile())).isEqualTo(32 * MIB + "\n");

        var hungry = house.run(TENANT, "hungry", "head -c 100000000 /dev/zero | tail -c 100000000 > /dev/null");
        assertThat(hungry.waitFor()).as("the kernel's answer to memory beyond the limit").isNotZero();

        assertThat(house.throttled(TENANT, Limits.NONE).outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(House.text(memoryFile())).isEqualTo(original);
    }

    @Test
    void aMemoryLimitBelowTheUseKillsNobody() throws Exception {
        house.declare(TENANT);
        var holder = house.run(TENANT, "holder", "head -c 60000000 /dev/zero | tail -c 60000000 | sleep 600");
        var usage = house.own(Controller.MEMORY, TENANT)
            .resolve(house.isV1(Controller.MEMORY) ? "memory.usage_in_bytes" : "memory.current");
        House.await("the memory is in use").until(() -> Long.parseLong(House.text(usage).strip()) > 55_000_000);

        var ack = house.throttled(TENANT, Limits.NONE.withMemoryBytes(16 * MIB));
        assertThat(ack).extracting(Ack::outcome, Ack::reason).containsExactly(Outcome.CLAMPED, "in-use");
        assertThat(ack.observed().memoryBytes()).isBetween(56_000_000L, 120_000_000L);
        assertThat(holder.isAlive()).isTrue();

        holder.descendants().forEach(ProcessHandle::destroyForcibly);
        holder.destroyForcibly();
        House.await("the limit follows the use down, and that is told").until(() -> house.acks.getLast().outcome() == Outcome.APPLIED);
        assertThat(House.text(memoryFile())).isEqualTo(16 * MIB + "\n");
    }

    @Test
    void aPidsLimitStopsForks() throws Exception {
        house.declare(TENANT);
        var pids = house.own(Controller.PIDS, TENANT);
        var original = House.text(pids.resolve("pids.max"));
        house.throttled(TENANT, Limits.NONE.withPids(6L));
        house.run(TENANT, "forks", "for i in 1 2 3 4 5 6 7 8 9; do sleep 600 & done; sleep 600");

        House.await("forks").until(() -> Long.parseLong(House.text(pids.resolve("pids.current")).strip()) >= 5);
        assertThat(Long.parseLong(House.text(pids.resolve("pids.current")).strip())).isLessThanOrEqualTo(6);
        house.throttled(TENANT, Limits.NONE);
        assertThat(House.text(pids.resolve("pids.max"))).isEqualTo(original);
    }

    @Test
    void freezeStopsAndThawGoesOn() throws Exception {
        house.declare(TENANT);
        house.run(TENANT, "hog", HOG);
        var cgroup = house.subtree.cgroup(TENANT);
        assertThat(house.throttled(TENANT, Limits.NONE.withFrozen(true)))
            .extracting(Ack::outcome, ack -> ack.observed().frozen()).containsExactly(Outcome.APPLIED, true);
        long frozenAt = house.cpuNanos(cgroup);
        assertThat(cores()).isLessThan(0.01);
        assertThat(house.cpuNanos(cgroup)).isLessThan(frozenAt + 20_000_000);

        house.throttled(TENANT, Limits.NONE);
        House.await("it runs again").until(() -> house.cpuNanos(cgroup) > frozenAt + 50_000_000);
    }

    @Test
    void aGroupWithAProtectedProcessIsNotFrozen() throws Exception {
        house.declare(TENANT);
        var sshd = Files.copy(Path.of("/bin/sleep").toRealPath(), state.resolve("sshd"));
        assertThat(sshd.toFile().setExecutable(true)).isTrue();
        house.run(TENANT, "login", "exec '" + sshd + "' 600");
        House.await("it is called so").until(() -> house.pids(house.subtree.cgroup(TENANT) + "/login").stream()
            .allMatch(pid -> readName(pid).equals("sshd")));

        assertThat(house.throttled(TENANT, Limits.NONE.withFrozen(true)))
            .extracting(Ack::outcome, Ack::reason, ack -> ack.observed().frozen()).containsExactly(Outcome.REJECTED, "protected", null);
        var fence = house.fence("login", house.subtree.cgroup(TENANT) + "/login");
        assertThat(house.evicted("o1", TENANT, fence, Duration.ZERO)).extracting(Ack::outcome, Ack::reason)
            .containsExactly(Outcome.REJECTED, "protected");
    }

    private static String readName(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/comm")).strip();
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void whatSomebodyElseHasWrittenSinceIsLeftAloneOnRelease() throws Exception {
        house.declare(TENANT);
        var pids = house.own(Controller.PIDS, TENANT).resolve("pids.max");
        house.throttled(TENANT, Limits.NONE.withPids(50L));
        Files.writeString(pids, "40");
        house.throttled(TENANT, Limits.NONE);

        assertThat(House.text(pids)).isEqualTo("40\n");
        assertThat(house.enforcement().counts()).isEqualTo(new EnforcementCounts(1L, 0L, 1L, 0L, 0L));
    }

    @Test
    void aLimitThatSomebodyElseHasWipedIsSetAgain() throws Exception {
        house.declare(TENANT);
        var pids = house.own(Controller.PIDS, TENANT).resolve("pids.max");
        house.throttled(TENANT, Limits.NONE.withPids(50L));
        Files.writeString(pids, "max");

        House.await("it is set again").until(() -> House.text(pids).equals("50\n"));
        house.throttled(TENANT, Limits.NONE);
        assertThat(House.text(pids)).isEqualTo("max\n");
        assertThat(house.enforcement().counts()).isEqualTo(new EnforcementCounts(3L, 0L, 1L, 0L, 0L));
    }

    @Test
    void nestedLimitsOfAdoptedGroupsAreNarrowedBottomUpAndPutBack() throws Exception {
        house.declare(TENANT);
        var job = house.subtree.cgroup() + "-job";
        house.makeGroup(job + "/step/task");
        var outer = cpuFile(house.layout.group(Controller.CPU, job).orElseThrow());
        var step = cpuFile(house.layout.group(Controller.CPU, job + "/step").orElseThrow());
        var task = cpuFile(house.layout.group(Controller.CPU, job + "/step/task").orElseThrow());
        Files.writeString(step, house.isV1(Controller.CPU) ? "150000" : "150000 100000");
        Files.writeString(task, house.isV1(Controller.CPU) ? "100000" : "100000 100000");
        var originals = List.of(House.text(outer), House.text(step), House.text(task));
        house.runIn(job + "/step/task", "exec sleep 600");
        adopt(job);

        assertThat(house.throttled(TENANT, Limits.ofCpu(0.5)).outcome()).isIn(Outcome.APPLIED, Outcome.CLAMPED);
        assertThat(House.text(outer)).as("all but the floor of the tenant's own empty group").startsWith("49000");
        if (house.isV1(Controller.CPU)) {
            assertThat(House.text(step)).isEqualTo("49000\n");
            assertThat(House.text(task)).isEqualTo("49000\n");
        }
        assertThat(house.throttled(TENANT, Limits.NONE).outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(List.of(House.text(outer), House.text(step), House.text(task))).isEqualTo(originals);
    }

    @Test
    void aNestedGroupOfAShortPeriodIsHeldByTheGroupAbove() throws Exception {
        assumeTrue(house.isV1(Controller.CPU), "a limit of cgroup v2 may be wider than the one above");
        house.declare(TENANT);
        var job = house.subtree.cgroup() + "-short";
        house.makeGroup(job + "/step/task");
        var step = house.layout.group(Controller.CPU, job + "/step").orElseThrow();
        Files.writeString(step.resolve("cpu.cfs_period_us"), "10000");
        Files.writeString(cpuFile(step), "5000");
        var task = cpuFile(house.layout.group(Controller.CPU, job + "/step/task").orElseThrow());
        Files.writeString(task, "40000");
        house.runIn(job + "/step/task", HOG);
        adopt(job);

        assertThat(house.throttled(TENANT, Limits.ofCpu(0.05)).outcome()).isIn(Outcome.APPLIED, Outcome.CLAMPED);
        assertThat(List.of(House.text(cpuFile(step)), House.text(task))).as("no quota below a millisecond exists").containsExactly("-1\n", "4000\n");
        assertThat(house.throttled(TENANT, Limits.ofCpu(0.3)).outcome()).isIn(Outcome.APPLIED, Outcome.CLAMPED);
        assertThat(List.of(House.text(cpuFile(step)), House.text(task))).containsExactly("2900\n", "29000\n");
        assertThat(house.throttled(TENANT, Limits.ofCpu(0.05)).outcome()).isIn(Outcome.APPLIED, Outcome.CLAMPED);
        assertThat(house.throttled(TENANT, Limits.NONE).outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(List.of(House.text(cpuFile(step)), House.text(task))).containsExactly("5000\n", "40000\n");
    }

    private void adopt(String... cgroups) throws IOException {
        var workloads = new ArrayList<FoundWorkload>();
        for (var cgroup : cgroups) {
            workloads.add(new FoundWorkload(cgroup, new Group(cgroup, house.fence("x", cgroup).cgroupId()), Origin.ADOPTED, false));
        }
        var own = house.subtree.cgroup(TENANT);
        var found = new TenantGroups(TENANT, Optional.of(new Group(own, house.fence("x", own).cgroupId())), workloads);
        house.enforcement().found(new Discovered(List.of(found), List.of()), Map.of());
    }

    @Test
    void aTenantsLimitHoldsOverAllItsGroups() throws Exception {
        house.declare(TENANT);
        var one = house.subtree.cgroup() + "-one";
        var other = house.subtree.cgroup() + "-other";
        house.makeGroup(one);
        house.makeGroup(other);
        house.runIn(one, "exec sleep 600");
        house.runIn(other, "exec sleep 600");
        adopt(one, other);

        var ack = house.throttled(TENANT, Limits.ofCpu(0.61));
        assertThat(ack.observed().cpuCores()).isBetween(0.60, 0.61);
        assertThat(House.text(cpuFile(house.layout.group(Controller.CPU, one).orElseThrow()))).startsWith("30000");
        assertThat(House.text(cpuFile(house.layout.group(Controller.CPU, other).orElseThrow()))).startsWith("30000");
    }

    @Test
    void aDeletedTenantsGroupGoesOnceItIsEmpty() throws Exception {
        house.declare(TENANT);
        var workload = house.run(TENANT, "w", "exec sleep 600");
        house.enforcement().undeclare(TENANT);
        assertThat(workload.isAlive()).isTrue();
        workload.destroyForcibly();

        House.await("the groups are gone").until(() -> house.subtree.directories().stream().noneMatch(Files::exists));
    }

    @Test
    void aCleanStopPutsEverythingBack() throws Exception {
        house.declare(TENANT, new Quota(1.0, null, null, null));
        var file = cpuFile(house.own(Controller.CPU, TENANT));
        house.throttled(TENANT, Limits.ofCpu(0.5).withPids(50L).withFrozen(true));

        assertThat(house.enforcement().stop().join()).isEmpty();
        assertThat(House.text(file)).startsWith(house.isV1(Controller.CPU) ? "-1" : "max");
        assertThat(House.text(house.own(Controller.PIDS, TENANT).resolve("pids.max"))).isEqualTo("max\n");
    }
}
