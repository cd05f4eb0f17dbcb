package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.Quota;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnforcementScenarioTest {
    @Test
    void aHogUnderStrictIsWarnedThenThrottledWithinTenSecondsAndStaysAtItsQuota() {
        var house = SimulatedHouse.with("strict", SimulatedHouse.cpu(0.5), "n1");
        var hog = house.run("n1", "hog");
        hog.cpuDemand = 1;
        var start = house.now;
        house.pass(30);
        assertThat(house.firstAfter(start, Decision.Action.WARN)).hasValueSatisfying(s -> assertThat(s).isBetween(3L, 6L));
        assertThat(house.firstAfter(start, Decision.Action.THROTTLE)).hasValueSatisfying(s -> assertThat(s).isBetween(7L, 10L));
        assertThat(house.node("n1").limits).isEqualTo(Limits.ofCpu(0.5));
        assertThat(house.pass(120)).as("core-seconds in two minutes").isEqualTo(60, within(2.0));
        assertThat(house.decided(Decision.Action.THROTTLE)).as("a hog is throttled once and stays so").hasSize(1);
        assertThat(house.decided(Decision.Action.RELEASE)).isEmpty();
        assertThat(house.state.enforcement().state()).isEqualTo(EnforcementState.THROTTLED);

        hog.cpuDemand = 0.05;
        var calm = house.now;
        house.pass(60);
        assertThat(house.firstAfter(calm, Decision.Action.RELEASE)).hasValueSatisfying(s -> assertThat(s).isBetween(5L, 30L));
        assertThat(house.node("n1").limits).isEqualTo(Limits.NONE);
        assertThat(house.state.limits()).as("the release is acknowledged").isEmpty();
        assertThat(house.effects).anyMatch(effect -> effect instanceof Effect.Clear(var key) && key.toString().equals("n1/tenant-b"));
        assertThat(house.state.enforcement().state()).isEqualTo(EnforcementState.FREE);
    }

    @Test
    void whoIsFreeIsSoSinceTheLastOfItsResourcesIs() {
        var house = SimulatedHouse.with("strict", new Quota(0.5, 100L << 20, null, null), "n1");
        var workload = house.run("n1", "w");
        workload.cpuDemand = 1;
        house.pass(5);
        workload.cpuDemand = 0.01;
        house.pass(30);
        workload.memoryBytes = 200L << 20;
        house.pass(6);
        workload.memoryBytes = 1L << 20;
        house.pass(30);

        var all = house.state.enforcement();
        assertThat(all.state()).isEqualTo(EnforcementState.FREE);
        assertThat(all.byResource().get(Resource.CPU).since()).isBefore(all.byResource().get(Resource.MEMORY).since());
        assertThat(all.since()).isEqualTo(all.byResource().get(Resource.MEMORY).since());
        assertThat(all.reason()).startsWith("memory ");
    }

    @Test
    void aHogThatCalmsJustBelowItsQuotaIsReleasedWithinTheDrain() {
        var house = SimulatedHouse.with("strict", SimulatedHouse.cpu(0.5), "n1");
        var hog = house.run("n1", "hog");
        hog.cpuDemand = 2;
        house.pass(60);
        hog.cpuDemand = 0.45;
        var calm = house.now;
        house.pass(60);
        assertThat(house.firstAfter(calm, Decision.Action.RELEASE)).hasValueSatisfying(s -> assertThat(s).isBetween(15L, 32L));
    }

    @Test
    void oneBadSampleConvictsNobody() {
        var house = SimulatedHouse.with("strict", SimulatedHouse.cpu(1), "n1");
        house.node("n1").sampleMillis = 10_000;
        var spike = house.run("n1", "spike");
        house.pass(27);
        spike.cpuDemand = 8;
        house.pass(10);
        assertThat(house.state.resource(Resource.CPU).score()).isEqualTo(100);
        spike.cpuDemand = 0.9;
        house.pass(60);
        assertThat(house.decisions).extracting(Decision::action).doesNotContain(Decision.Action.THROTTLE);
        assertThat(house.commands).isEmpty();
    }

    @Test
    void loadThatMovesFromASilentNodeToAnotherIsNotCountedTwice() {
        var house = SimulatedHouse.with("strict", SimulatedHouse.cpu(1), "n1", "n2");
        house.nodes.values().forEach(node -> node.sampleMillis = 10_000);
        var here = house.run("n1", "w");
        var there = house.run("n2", "w");
        here.cpuDemand = 0.9;
        house.pass(57);
        house.node("n1").reporting = false;
        here.cpuDemand = 0;
        there.cpuDemand = 0.9;
        house.pass(10);
        double once = house.state.resource(Resource.CPU).score();
        house.pass(60);
        assertThat(once).as("while it may just be late").isLessThanOrEqualTo(PolicyClasses.STRICT.marks().warn());
        assertThat(house.decided(Decision.Action.WARN)).isEmpty();
    }

    @Test
    void aCompileOfHalfAMinuteUnderStandardIsWarnedAtMost() {
        for (double cores : new double[] {1, 2, 8}) {
            var house = SimulatedHouse.with("standard", SimulatedHouse.cpu(0.5), "n1");
            var compile = house.run("n1", "compile");
            compile.cpuDemand = cores;
            house.pass(30);
            compile.cpuDemand = 0;
            house.pass(300);
            assertThat(house.decided(Decision.Action.THROTTLE)).as("%s cores", cores).isEmpty();
            assertThat(house.commands).as("%s cores", cores).isEmpty();
            assertThat(house.state.resource(Resource.CPU).score()).isZero();
        }
    }

    @Test
    void lastingOveruseUnderStandardIsThrottledAfterAboutTwoMinutesAtTwiceTheQuota() {
        var house = SimulatedHouse.with("standard", SimulatedHouse.cpu(2), "n1");
        house.run("n1", "hog").cpuDemand = 4;
        var start = house.now;
        house.pass(130);
        assertThat(house.firstAfter(start, Decision.Action.THROTTLE)).hasValueSatisfying(s -> assertThat(s).isBetween(119L, 122L));
    }

    @Test
    void leasesAreRenewedEachThirdWithHigherGenerations() {
        var house = SimulatedHouse.with("strict", SimulatedHouse.cpu(0.5), "n1");
        house.run("n1", "hog").cpuDemand = 1;
        house.pass(75);
        var throttles = house.commands.stream().map(Command.Throttle.class::cast).toList();
        assertThat(throttles).hasSizeBetween(6, 8).allMatch(t -> t.leaseMs() == 30_000 && t.limits().equals(Limits.ofCpu(0.5)));
        assertThat(throttles).extracting(Command.Throttle::generation).isSorted().doesNotHaveDuplicates();
        for (int i = 1; i < throttles.size(); i++) {
            assertThat(Duration.between(throttles.get(i - 1).issuedAt(), throttles.get(i).issuedAt())).isEqualTo(Duration.ofSeconds(10));
        }
        assertThat(house.decided(Decision.Action.ACK)).as("renewals are no news").hasSize(1);
    }

    @Test
    void twoNodesShareOneQuotaByNeedAndTheShareMovesWithTheLoad() {
        var house = SimulatedHouse.with("strict", SimulatedHouse.cpu(2), "n1", "n2");
        house.run("n1", "a").cpuDemand = 3;
        var moving = house.run("n2", "b");
        moving.cpuDemand = 1;
        house.pass(20);
        assertThat(house.node("n1").limits.cpuCores() + house.node("n2").limits.cpuCores()).isEqualTo(2, within(1e-9));
        house.pass(60);
        assertThat(house.pass(60)).as("both want more than there is: the quota is used").isEqualTo(120, within(5.0));
        moving.cpuDemand = 0.1;
        house.pass(60);
        assertThat(house.node("n1").limits.cpuCores()).as("what one leaves the other may have").isGreaterThan(1.7);
        assertThat(house.node("n2").limits.cpuCores()).isBetween(0.1, 0.3);
        assertThat(house.state.enforcement().limits()).hasSize(2);
    }

    @Test
    void overuseSpreadOverNodesIsOveruse() {
        var house = SimulatedHouse.with("strict", SimulatedHouse.cpu(2), "n1", "n2", "n3", "n4");
        for (var node : List.of("n1", "n2", "n3", "n4")) {
            house.run(node, "w").cpuDemand = 1;
        }
        house.pass(15);
        assertThat(house.stateOf(Resource.CPU)).isEqualTo(EnforcementState.THROTTLED);
        house.nodes.values().forEach(node -> assertThat(node.limits.cpuCores()).isEqualTo(0.5, within(0.01)));
    }

    @Test
    void aWorkloadThatTurnsUpOnAnotherNodeIsLimitedThereAtOnce() {
        var house = SimulatedHouse.with("strict", SimulatedHouse.cpu(1), "n1", "n2");
        house.run("n1", "hog").cpuDemand = 4;
        house.pass(20);
        house.run("n2", "second").cpuDemand = 4;
        house.pass(3);
        assertThat(house.node("n2").limits.cpuCores()).isNotNull();
        house.pass(40);
        assertThat(house.pass(10)).isEqualTo(10, within(0.6));
    }

    @Test
    void aRepeatedOffenceIsThrottledDeeperAndLongerAndCleanTimeForgives() {
        var house = SimulatedHouse.with("strict", SimulatedHouse.cpu(1), "n1");
        var hog = house.run("n1", "hog");
        for (double expected : new double[] {1, 0.75, 0.5, 0.5}) {
            hog.cpuDemand = 4;
            house.pass(20);
            assertThat(house.node("n1").limits.cpuCores()).isEqualTo(expected);
            hog.cpuDemand = 0;
            house.pass(60);
            assertThat(house.node("n1").limits).isEqualTo(Limits.NONE);
        }
        house.pass(3 * 300);
        assertThat(house.state.resource(Resource.CPU).offences()).isZero();
        hog.cpuDemand = 4;
        house.pass(20);
        assertThat(house.node("n1").limits.cpuCores()).isEqualTo(1);
    }

    @Test
    void aLeakIsWarnedThenTheLargestWorkloadIsEvictedOnceWithGrace() {
        var house = SimulatedHouse.with("strict", SimulatedHouse.memory(256 << 20), "n1");
        house.run("n1", "good").memoryBytes = 50 << 20;
        var leak = house.run("n1", "leak");
        for (int second = 0; second < 60 && house.node("n1").workloads.containsKey("leak"); second++) {
            leak.memoryBytes += 25 << 20;
            house.pass(1);
        }
        assertThat(house.node("n1").workloads).containsOnlyKeys("good");
        house.pass(120);
        assertThat(house.node("n1").workloads).containsOnlyKeys("good");
        var actions = house.decisions.stream().map(Decision::action)
            .filter(action -> List.of(Decision.Action.WARN, Decision.Action.EVICT, Decision.Action.EVICTED, Decision.Action.CALM).contains(action));
        assertThat(actions).containsExactly(Decision.Action.WARN, Decision.Action.EVICT, Decision.Action.EVICTED, Decision.Action.CALM);
        var order = (Command.Evict) house.commands.getFirst();
        assertThat(order.order()).isEqualTo("o-812-1-tenant-b");
        assertThat(order.graceMs()).isEqualTo(5000);
        assertThat(order.fence()).isEqualTo(new Command.Fence("boot-1", "leak", "/landlord/tenant-b/leak", leak.cgroupId));
        var decision = house.decided(Decision.Action.EVICT).getFirst();
        assertThat(decision.inputs()).containsKeys("memoryBytes", "quotaMemoryBytes", "score", "victims", "graceMs");
        assertThat(house.state.enforcement().state()).isEqualTo(EnforcementState.FREE);
    }

    @Test
    void whereSeveralAreNeededTheyGoOneByOneWithPausesBetween() {
        var house = SimulatedHouse.with("strict", SimulatedHouse.memory(100 << 20), "n1");
        for (int i = 0; i < 4; i++) {
            house.run("n1", "w" + i).memoryBytes = 60 << 20;
        }
        house.pass(120);
        assertThat(house.node("n1").workloads).hasSize(1);
        var evictions = house.decided(Decision.Action.EVICT);
        assertThat(evictions).hasSize(3);
        for (int i = 1; i < evictions.size(); i++) {
            assertThat(Duration.between(evictions.get(i - 1).at(), evictions.get(i).at())).isGreaterThanOrEqualTo(Duration.ofSeconds(10));
        }
    }

    @Test
    void tooManyProcessesAreLimitedToTheQuota() {
        var house = SimulatedHouse.with("strict", new Quota(null, null, 100L, null), "n1");
        var bomb = house.run("n1", "bomb");
        bomb.pids = 300;
        house.pass(15);
        assertThat(house.node("n1").limits).isEqualTo(Limits.NONE.withPids(100L));
        bomb.pids = 100;
        house.pass(60);
        assertThat(house.stateOf(Resource.PIDS)).as("as many as the limit allows: it binds").isEqualTo(EnforcementState.THROTTLED);
        bomb.pids = 10;
        house.pass(30);
        assertThat(house.node("n1").limits).isEqualTo(Limits.NONE);
    }

    @Test
    void blockIoIsLimitedWhereANodeCanAndElseSaysThatItCannot() {
        var house = SimulatedHouse.with("strict", new Quota(null, null, null, 1L << 20), "n1");
        house.node("n1").capabilities.put("limit.io", NodeReport.Capability.no("no block device"));
        house.node("n1").restartAgent();
        house.run("n1", "io").ioPerSecond = 10 << 20;
        house.pass(60);
        assertThat(house.stateOf(Resource.IO)).isEqualTo(EnforcementState.WARNED);
        assertThat(house.commands).isEmpty();
        assertThat(house.decided(Decision.Action.HELD)).singleElement().satisfies(held -> {
            assertThat(held.rule()).isEqualTo("io.held");
            assertThat(held.text()).contains("node n1 lacks 'limit.io' (no block device)");
        });
        house.node("n1").capabilities.put("limit.io", NodeReport.Capability.YES);
        house.pass(10);
        assertThat(house.node("n1").limits).isEqualTo(Limits.NONE.withIoBytesPerSecond(1L << 20));
        house.pass(60);
        assertThat(house.stateOf(Resource.IO)).as("as much as the limit allows: it binds").isEqualTo(EnforcementState.THROTTLED);
        house.node("n1").workloads.get("io").ioPerSecond = 1000;
        house.pass(60);
        assertThat(house.node("n1").limits).isEqualTo(Limits.NONE);
    }

    @Test
    void aNewQuotaTakesEffectAtOnceOnLimitsAndConvictsNobodyOfThePast() {
        var house = SimulatedHouse.with("strict", SimulatedHouse.cpu(0.5), "n1");
        house.run("n1", "hog").cpuDemand = 2;
        house.pass(20);
        house.declare("strict", SimulatedHouse.cpu(0.8));
        house.pass(2);
        assertThat(house.node("n1").limits).isEqualTo(Limits.ofCpu(0.8));
        house.declare("strict", SimulatedHouse.memory(1));
        house.pass(2);
        assertThat(house.node("n1").limits).as("no quota for CPU any more").isEqualTo(Limits.NONE);
        assertThat(house.decided(Decision.Action.CHANGED)).hasSize(2);

        var full = SimulatedHouse.with("strict", SimulatedHouse.memory(1L << 30), "n1");
        for (int i = 0; i < 5; i++) {
            full.run("n1", "w" + i).memoryBytes = 100 << 20;
        }
        full.pass(30);
        full.declare("strict", SimulatedHouse.memory(50 << 20));
        var changed = full.now;
        full.pass(8);
        assertThat(full.decided(Decision.Action.EVICT).stream().filter(d -> d.at().isBefore(changed.plusSeconds(3)))).isEmpty();
        assertThat(full.decided(Decision.Action.EVICT)).hasSizeLessThanOrEqualTo(1);
    }

    /// A share that equals a node's use counts as one that binds, and would be passed to and fro for ever. Found by simulation.
    @Test
    void limitsOnProcessesAreLiftedOnTwoNodesThatUseFew() {
        var house = SimulatedHouse.with("strict", new Quota(null, null, 34L, null), "n1", "n2");
        house.run("n1", "many").pids = 60;
        house.run("n2", "few").pids = 4;
        house.pass(20);
        assertThat(house.stateOf(Resource.PIDS)).isEqualTo(EnforcementState.THROTTLED);
        house.node("n1").workloads.get("many").pids = 7;
        house.pass(60);
        assertThat(house.stateOf(Resource.PIDS)).isEqualTo(EnforcementState.FREE);
        assertThat(house.state.limits()).isEmpty();
    }

    @Test
    void deletionLiftsEverythingAndEndsNothing() {
        var house = SimulatedHouse.with("strict", SimulatedHouse.cpu(0.5), "n1");
        house.run("n1", "hog").cpuDemand = 2;
        house.pass(20);
        house.step(new PolicyEvent.Deleted(house.now));
        assertThat(house.state.settledAfterDeletion()).isFalse();
        house.deliver();
        assertThat(house.node("n1").limits).isEqualTo(Limits.NONE);
        assertThat(house.node("n1").workloads).containsKey("hog");
        house.pass(30);
        assertThat(house.state.settledAfterDeletion()).isTrue();
        assertThat(house.decided(Decision.Action.THROTTLE)).hasSize(1);
        assertThat(house.decided(Decision.Action.DELETED)).hasSize(1);
    }

    @Test
    void replayGivesTheSameStateAndJsonKeepsIt() {
        var house = SimulatedHouse.with("strict", new Quota(0.5, 256L << 20, 50L, 1L << 20), "n1", "n2");
        var hog = house.run("n1", "hog");
        hog.cpuDemand = 3;
        house.pass(20);
        house.run("n2", "leak").memoryBytes = 1L << 30;
        house.pass(13);
        assertThat(house.replayed()).isEqualTo(house.state);
        assertThat(Restored.of(house.state)).isEqualTo(house.state);
        house.pass(60);
        assertThat(house.replayed()).isEqualTo(house.state);
        assertThat(Map.copyOf(house.state.meters())).containsOnlyKeys(new NodeId("n1"), new NodeId("n2"));
    }
}
