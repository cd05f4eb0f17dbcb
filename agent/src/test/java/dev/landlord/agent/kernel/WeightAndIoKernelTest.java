package dev.landlord.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.agent.actuate.Restorer;
import dev.landlord.agent.host.Controller;
import dev.landlord.agent.host.Discovered;
import dev.landlord.agent.host.FoundWorkload;
import dev.landlord.agent.host.Group;
import dev.landlord.agent.host.TenantGroups;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Ack.Outcome;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.WorkloadSample.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// CPU weights and rates of block IO on real cgroups and a real disk.
@Timeout(240)
class WeightAndIoKernelTest extends KernelTest {
    private static final TenantId TENANT = new TenantId("tenant-b");
    private static final TenantId NEIGHBOUR = new TenantId("tenant-a");
    private static final String HOG = "while :; do :; done";
    private static final long MIB = 1 << 20;
    private static final long RATE = 8 * MIB;

    private ScratchDisk disk;

    @AfterEach
    void closeDisk() throws IOException {
        if (disk != null) {
            disk.close();
        }
    }

    private Path weightFile(Path group) {
        return group.resolve(house.isV1(Controller.CPU) ? "cpu.shares" : "cpu.weight");
    }

    private String weight(long weight) {
        return (house.isV1(Controller.CPU) ? weight * 1024 / 100 : weight) + "\n";
    }

    /// CPU time of two tenants' groups, pinned to one and the same core, over the next seconds: the first's part of both.
    private double part(TenantId one, TenantId other) throws IOException {
        long started = System.nanoTime();
        long before = house.cpuNanos(house.subtree.cgroup(one));
        long otherBefore = house.cpuNanos(house.subtree.cgroup(other));
        House.await("three seconds").until(() -> System.nanoTime() - started > Duration.ofSeconds(3).toNanos());
        double used = house.cpuNanos(house.subtree.cgroup(one)) - before;
        return used / (used + house.cpuNanos(house.subtree.cgroup(other)) - otherBefore);
    }

    @Test
    void aWeightGivesWayToTheNeighbourAndTheReleasePutsTheOriginalBack() throws Exception {
        house.enforce();
        house.declare(TENANT);
        house.declare(NEIGHBOUR);
        var file = weightFile(house.own(Controller.CPU, TENANT));
        var original = House.text(file);
        house.run(TENANT, "hog", "taskset -p 1 $$ > /dev/null; " + HOG);
        house.run(NEIGHBOUR, "hog", "taskset -p 1 $$ > /dev/null; " + HOG);
        House.await("both have about the same").untilAsserted(() -> assertThat(part(TENANT, NEIGHBOUR)).isBetween(0.4, 0.6));

        var ack = house.throttled(TENANT, Limits.NONE.withCpuWeight(25L));
        assertThat(ack).extracting(Ack::outcome, Ack::observed).containsExactly(Outcome.APPLIED, Limits.NONE.withCpuWeight(25L));
        assertThat(House.text(file)).isEqualTo(weight(25));
        House.await("one part in five").untilAsserted(() -> assertThat(part(TENANT, NEIGHBOUR)).isBetween(0.15, 0.27));

        assertThat(house.throttled(TENANT, Limits.NONE.withCpuWeight(25L)).outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(house.throttled(TENANT, Limits.NONE)).extracting(Ack::outcome, Ack::observed).containsExactly(Outcome.APPLIED, Limits.NONE);
        assertThat(House.text(file)).isEqualTo(original);
    }

    @Test
    void adoptedGroupsGetBackTheWeightsThatTheyHad() throws Exception {
        house.enforce();
        var outside = house.subtree.cgroup() + "-outside";
        var groups = new ArrayList<Group>();
        for (var name : List.of("/one", "/two")) {
            house.makeGroup(outside + name);
            var inode = (Long) Files.getAttribute(house.layout.group(Controller.CPUACCT, outside + name).orElseThrow(), "unix:ino");
            groups.add(new Group(outside + name, inode));
        }
        var one = weightFile(house.layout.group(Controller.CPU, outside + "/one").orElseThrow());
        var two = weightFile(house.layout.group(Controller.CPU, outside + "/two").orElseThrow());
        Files.writeString(one, weight(77).strip());
        Files.writeString(two, weight(10).strip());
        var adopted = groups.stream().map(g -> new FoundWorkload(g.cgroup(), g, Origin.ADOPTED, false)).toList();
        house.enforcement().found(new Discovered(List.of(new TenantGroups(TENANT, Optional.empty(), adopted)), List.of()), Map.of());

        assertThat(house.throttled(TENANT, Limits.NONE.withCpuWeight(25L)).outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(List.of(House.text(one), House.text(two))).as("what is lower already stays").containsExactly(weight(25), weight(10));
        house.throttled(TENANT, Limits.NONE);
        assertThat(List.of(House.text(one), House.text(two))).containsExactly(weight(77), weight(10));
    }

    /// Every rule about block IO in a group, as text.
    private List<String> rules(Path group) throws IOException {
        return house.isV1(Controller.IO)
            ? List.of(House.text(group.resolve("blkio.throttle.read_bps_device")), House.text(group.resolve("blkio.throttle.write_bps_device")))
            : List.of(House.text(group.resolve("io.max")));
    }

    /// Bytes a second that a workload writes past the page cache, over the next four seconds.
    private double written(String workload) throws IOException {
        long started = System.nanoTime();
        long before = disk.written(house, workload);
        House.await("four seconds").until(() -> System.nanoTime() - started > Duration.ofSeconds(4).toNanos());
        return (disk.written(house, workload) - before) * 1e9 / (System.nanoTime() - started);
    }

    @Test
    void aWriterIsHeldToTheRateAndTheReleasePutsEveryRuleBack() throws Exception {
        disk = ScratchDisk.require(house, state);
        house.enforce();
        house.declare(TENANT);
        var group = house.own(Controller.IO, TENANT);
        disk.someoneElsesRule(house, group);
        var original = rules(group);
        house.run(TENANT, "writer", disk.writer());
        House.await("it writes faster than it may").untilAsserted(() -> assertThat(written("writer")).isGreaterThan(1.5 * RATE));

        var ack = house.throttled(TENANT, Limits.NONE.withIoBytesPerSecond(RATE));
        assertThat(ack.outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(ack.observed().ioBytesPerSecond()).isBetween(RATE * 9 / 10, RATE);
        House.await("within 15 % of the rate").untilAsserted(() -> assertThat(written("writer")).isBetween(0.85 * RATE, 1.1 * RATE));
        assertThat(house.enforcement().limits(new Group(house.subtree.cgroup(TENANT), 0)).ioBytesPerSecond()).as("never more than the figure")
            .isBetween(RATE * 9 / 10, RATE);

        assertThat(house.throttled(TENANT, Limits.NONE)).extracting(Ack::outcome, Ack::observed).containsExactly(Outcome.APPLIED, Limits.NONE);
        assertThat(rules(group)).isEqualTo(original);
        assertThat(rules(house.workload(Controller.IO, TENANT, "writer"))).allSatisfy(text -> assertThat(text.strip()).isEmpty());
        House.await("it is free again").untilAsserted(() -> assertThat(written("writer")).isGreaterThan(1.5 * RATE));
    }

    @Test
    void whatAKilledAgentLimitedIsPutBackByteForByte() throws Exception {
        disk = ScratchDisk.require(house, state);
        CrashedAgent.doesAndIsKilled(house, TENANT, "io");
        var group = house.own(Controller.IO, TENANT);
        assertThat(House.text(weightFile(house.own(Controller.CPU, TENANT)))).isEqualTo(weight(25));
        assertThat(String.join("", rules(group))).contains(disk.device());

        var report = Restorer.restoreAll(state, house.subtree, house.bootId);
        assertThat(report.problems()).isEmpty();
        assertThat(report.restored()).anyMatch(line -> line.contains("limit.cpuWeight")).anyMatch(line -> line.contains(disk.device() + " write"));
        assertThat(House.text(weightFile(house.own(Controller.CPU, TENANT)))).isEqualTo(weight(100));
        assertThat(rules(group)).allSatisfy(text -> assertThat(text.strip()).isEmpty());
    }
}
