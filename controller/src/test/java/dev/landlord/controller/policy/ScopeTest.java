package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.ActionRequest;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// `scope: node`: each node is held to the quota by itself.
class ScopeTest {
    private static SimulatedHouse perNode(Quota quota, String... nodes) {
        var house = SimulatedHouse.with("strict", quota, nodes);
        house.declare("strict", quota, Scope.NODE);
        return house;
    }

    @Test
    void theQuotaOnEveryNodeIsNoOveruse() {
        var house = perNode(SimulatedHouse.cpu(1), "n1", "n2", "n3", "n4");
        for (var node : house.nodes.values()) {
            house.run(node.id.value(), "w").cpuDemand = 0.95;
        }
        house.pass(120);
        assertThat(house.commands).isEmpty();
        assertThat(house.state.resource(Resource.CPU).score()).isZero();
    }

    @Test
    void oneNodeAboveItIsOveruseHoweverLittleTheOthersUse() {
        var house = perNode(SimulatedHouse.cpu(1), "n1", "n2", "n3", "n4");
        house.run("n1", "w").cpuDemand = 0.1;
        house.run("n2", "w").cpuDemand = 0;
        house.run("n3", "hog").cpuDemand = 2;
        var start = house.now;
        house.pass(40);
        assertThat(house.firstAfter(start, Decision.Action.THROTTLE)).as("as soon as on one node alone")
            .hasValueSatisfying(s -> assertThat(s).isBetween(7L, 10L));
        var throttle = house.decided(Decision.Action.THROTTLE).getFirst();
        assertThat(throttle.text()).contains("CPU 2.00 of 1.00 cores on node n3").contains("limited to 1.00 cores on each node above the quota");
        assertThat(throttle.inputs()).containsEntry("worstNode", "n3");
        house.nodes.values().forEach(node -> assertThat(node.limits).as("node %s", node.id)
            .isEqualTo(node.id.value().equals("n3") ? Limits.ofCpu(1.0) : Limits.NONE));
        house.node("n3").workloads.get("hog").cpuDemand = 0.2;
        house.pass(60);
        house.nodes.values().forEach(node -> assertThat(node.limits).isEqualTo(Limits.NONE));
    }

    /// The score belongs to the worst node, and to one second a second, however many nodes report.
    @Test
    void theScoreDoesNotDependOnTheNumberOfNodes() {
        double alone = scoreAfterFive(1);
        assertThat(scoreAfterFive(2)).isCloseTo(alone, within(1e-6));
        assertThat(scoreAfterFive(10)).isCloseTo(alone, within(1e-6));
    }

    private static double scoreAfterFive(int nodes) {
        var house = perNode(SimulatedHouse.cpu(1));
        for (int i = 0; i < nodes; i++) {
            house.run("n" + i, "w");
        }
        house.pass(10);
        house.nodes.values().forEach(node -> node.workloads.get("w").cpuDemand = node.id.value().equals("n0") ? 1.5 : 1.2);
        house.controllerUp = false;
        house.pass(5);
        return house.state.resource(Resource.CPU).score();
    }

    @Test
    void aTierCutsTheOffendersOnly() {
        var house = perNode(SimulatedHouse.cpu(1), "n1", "n2");
        var hog = house.run("n1", "hog");
        house.run("n2", "w").cpuDemand = 0.9;
        for (int offence = 0; offence < 2; offence++) {
            hog.cpuDemand = 4;
            house.pass(20);
            assertThat(house.stateOf(Resource.CPU)).isEqualTo(EnforcementState.THROTTLED);
            assertThat(house.node("n1").limits.cpuCores()).isEqualTo(offence == 0 ? 1 : 0.75);
            assertThat(house.node("n2").limits).as("it was never above the quota").isEqualTo(Limits.NONE);
            hog.cpuDemand = 0;
            house.pass(120);
            assertThat(house.stateOf(Resource.CPU)).isEqualTo(EnforcementState.FREE);
        }
    }

    /// It stays limited then: that it uses less under its limit does not show that it wants less.
    @Test
    void aNodeThatGoesOverMeanwhileIsLimitedAtOnceAndAsLong() {
        var house = perNode(SimulatedHouse.cpu(1), "n1", "n2", "n3");
        house.run("n1", "hog").cpuDemand = 4;
        var later = house.run("n2", "later");
        later.cpuDemand = 0.5;
        house.run("n3", "modest").cpuDemand = 0.9;
        house.pass(20);
        assertThat(house.node("n2").limits).isEqualTo(Limits.NONE);
        later.cpuDemand = 3;
        house.pass(2);
        assertThat(house.node("n2").limits).isEqualTo(Limits.ofCpu(1.0));
        later.cpuDemand = 0.2;
        house.pass(60);
        assertThat(house.node("n2").limits).isEqualTo(Limits.ofCpu(1.0));
        assertThat(house.node("n3").limits).isEqualTo(Limits.NONE);
        house.node("n1").workloads.get("hog").cpuDemand = 0.2;
        house.pass(60);
        house.nodes.values().forEach(node -> assertThat(node.limits).as("node %s", node.id).isEqualTo(Limits.NONE));
    }

    /// At the second offence, at the beginning of which strict leaves three quarters of the quota for half a minute.
    private static SimulatedHouse atTheDeeperTier() {
        var house = perNode(SimulatedHouse.cpu(1), "n1", "n2");
        var hog = house.run("n1", "hog");
        house.run("n2", "modest").cpuDemand = 0.5;
        hog.cpuDemand = 4;
        house.pass(20);
        hog.cpuDemand = 0;
        house.pass(120);
        hog.cpuDemand = 4;
        while (house.stateOf(Resource.CPU) != EnforcementState.THROTTLED) {
            house.pass(1);
        }
        assertThat(house.node("n1").limits).isEqualTo(Limits.ofCpu(0.75));
        return house;
    }

    @Test
    void aLimitByHandIsNoSignOfOveruseThoughItEqualsTheTiers() {
        for (double byHand : new double[] {0.75, 1, 0.25}) {
            var house = atTheDeeperTier();
            assertThat(house.node("n2").limits).isEqualTo(Limits.NONE);
            house.request(ActionRequest.Action.THROTTLE, "n2", null, Limits.ofCpu(byHand), Duration.ofSeconds(6));
            assertThat(house.node("n2").limits).isEqualTo(Limits.ofCpu(byHand));
            house.pass(6);
            assertThat(house.node("n2").limits).as("after %s cores by hand", byHand).isEqualTo(Limits.NONE);
        }
    }

    @Test
    void whoIsHeldToATierStaysSoAfterALimitByHand() {
        for (double byHand : new double[] {0.75, 0.5, 0.9}) {
            var house = atTheDeeperTier();
            house.request(ActionRequest.Action.THROTTLE, "n1", null, Limits.ofCpu(byHand), Duration.ofSeconds(22));
            house.pass(2);
            assertThat(house.node("n1").limits).isEqualTo(Limits.ofCpu(Math.min(byHand, 0.75)));
            house.pass(22);
            assertThat(house.node("n1").limits).as("after %s cores by hand", byHand).isEqualTo(Limits.ofCpu(0.75));
            house.pass(10);
            assertThat(house.node("n1").limits).as("after the tier's time").isEqualTo(Limits.ofCpu(1.0));
        }
    }

    @Test
    void whatAPersonFrozeGoesOnWhileThePolicyFreezesAnotherNode() {
        var house = perNode(SimulatedHouse.cpu(1), "n1", "n2");
        house.under(ClassOf.like(PolicyClasses.STRICT).named("hard").freeze(Duration.ofSeconds(20), Duration.ofSeconds(25)).rules());
        house.declare("hard", SimulatedHouse.cpu(1), Scope.NODE);
        house.run("n1", "hog").cpuDemand = 4;
        house.run("n2", "modest").cpuDemand = 0.5;
        while (house.stateOf(Resource.CPU) != EnforcementState.FROZEN) {
            house.pass(1);
        }
        house.request(ActionRequest.Action.THROTTLE, "n2", null, Limits.NONE.withFrozen(true), Duration.ofSeconds(5));
        house.pass(3);
        assertThat(house.node("n2").limits.frozen()).isTrue();
        house.pass(5);
        assertThat(house.stateOf(Resource.CPU)).isEqualTo(EnforcementState.FROZEN);
        assertThat(house.node("n1").limits.frozen()).isTrue();
        assertThat(house.node("n2").limits).isEqualTo(Limits.NONE);
    }

    @Test
    void aLimitByHandThatBindsDoesNotKeepAnotherNodeLimited() {
        var house = perNode(SimulatedHouse.cpu(1), "n1", "n2");
        var hog = house.run("n1", "hog");
        hog.cpuDemand = 4;
        house.run("n2", "modest").cpuDemand = 0.9;
        house.pass(20);
        house.request(ActionRequest.Action.THROTTLE, "n2", null, Limits.ofCpu(0.2), Duration.ofHours(1));
        hog.cpuDemand = 0.1;
        house.pass(60);
        assertThat(house.stateOf(Resource.CPU)).isEqualTo(EnforcementState.FREE);
        assertThat(house.node("n1").limits).isEqualTo(Limits.NONE);
        assertThat(house.node("n2").limits).isEqualTo(Limits.ofCpu(0.2));
    }

    @Test
    void whatAPersonWantedOfASilentNodeEndsWhileAnotherIsLimited() {
        var house = perNode(SimulatedHouse.cpu(1), "n1", "n2");
        house.run("n1", "hog").cpuDemand = 4;
        house.run("n2", "modest").cpuDemand = 0.5;
        house.pass(20);
        house.request(ActionRequest.Action.THROTTLE, "n2", null, Limits.ofCpu(0.2), Duration.ofSeconds(15));
        house.pass(2);
        house.node("n2").reporting = false;
        house.pass(15);
        assertThat(house.stateOf(Resource.CPU)).isEqualTo(EnforcementState.THROTTLED);
        assertThat(house.state.limits().get(house.node("n2").id).limits()).as("sent, and not waited for to lapse").isEqualTo(Limits.NONE);
    }

    @Test
    void nothingIsDoneOnOneNodeBecauseNothingCanBeDoneOnAnother() {
        var house = perNode(SimulatedHouse.cpu(1), "n1", "n2");
        house.node("n1").capabilities.remove("limit.cpu");
        house.run("n1", "hog").cpuDemand = 4;
        house.run("n2", "modest").cpuDemand = 0.5;
        house.pass(30);
        assertThat(house.commands).isEmpty();
        assertThat(house.decided(Decision.Action.HELD)).singleElement().satisfies(decision ->
            assertThat(decision.text()).contains("nothing is done: node n1 lacks 'limit.cpu'"));
    }

    /// Whatever is done about one node, by whom and across fail-overs: another that stays within the quota is not limited, does not stand still
    /// and waits behind nobody.
    @Test
    void aNodeWithinTheQuotaIsNeverAnsweredForAnother() {
        int deeper = 0;
        int frozen = 0;
        for (int seed = 0; seed < 12; seed++) {
            var random = new Random(seed);
            var quota = new Quota(1.0, null, null, 100L << 20);
            var house = perNode(quota, "a", "b");
            house.under(ClassOf.like(PolicyClasses.STRICT).named("hard").weight(60, 25).freeze(Duration.ofSeconds(20), Duration.ofSeconds(25))
                .rules());
            house.declare("hard", quota, Scope.NODE);
            var hog = house.run("a", "hog");
            var modest = house.run("b", "modest");
            modest.cpuDemand = 0.3 + 0.6 * random.nextDouble();
            modest.ioPerSecond = 70 << 20;
            Instant byHandUntil = house.now;
            for (int second = 0; second < 300; second++) {
                hog.cpuDemand = second % 150 < 100 ? 4 : 0;
                hog.ioPerSecond = second % 150 < 100 ? 400 << 20 : 0;
                if (random.nextInt(15) == 0) {
                    var cores = random.nextBoolean() ? 0.75 : 0.1 + 0.4 * random.nextDouble();
                    var limits = new Limits(cores, null, null, null, null, null, random.nextBoolean() ? 75L << 20 : (10L + random.nextInt(40)) << 20);
                    var lasts = Duration.ofSeconds(3 + random.nextInt(10));
                    boolean both = random.nextBoolean();
                    house.request(ActionRequest.Action.THROTTLE, both ? null : "a", null, limits, lasts);
                    byHandUntil = both && byHandUntil.isBefore(house.now.plus(lasts)) ? house.now.plus(lasts) : byHandUntil;
                }
                if (random.nextInt(60) == 0) {
                    house.fail(Duration.ofSeconds(1 + random.nextInt(5)));
                }
                house.pass(1);
                var limits = house.node("b").limits;
                assertThat(limits.frozen()).as("seed %d, second %d: %s", seed, second, limits).isNull();
                assertThat(limits.cpuWeight()).as("seed %d, second %d: %s", seed, second, limits).isNull();
                if (house.now.isAfter(byHandUntil.plusSeconds(8))) {
                    assertThat(limits).as("seed %d, second %d", seed, second).isEqualTo(Limits.NONE);
                }
                var held = house.node("a").limits;
                deeper += held.cpuCores() != null && held.cpuCores() == 0.75 ? 1 : 0;
                frozen += held.frozen() != null ? 1 : 0;
            }
        }
        assertThat(deeper).as("seconds in which the other was held to three quarters").isPositive();
        assertThat(frozen).as("seconds in which the other stood still").isPositive();
    }

    @Test
    void onlyWorkloadsOnNodesAboveTheQuotaAreEnded() {
        var house = perNode(SimulatedHouse.memory(100 << 20), "n1", "n2");
        house.run("n1", "large").memoryBytes = 90 << 20;
        house.run("n2", "one").memoryBytes = 60 << 20;
        house.run("n2", "other").memoryBytes = 55 << 20;
        house.pass(60);
        assertThat(house.node("n1").workloads).containsOnlyKeys("large");
        assertThat(house.node("n2").workloads).hasSize(1);
        assertThat(house.decided(Decision.Action.EVICT)).singleElement()
            .satisfies(decision -> assertThat(decision.node().value()).isEqualTo("n2"));
    }

    @Test
    void aChangedScopeConvictsNobodyOfThePastAndMovesTheLimits() {
        var house = SimulatedHouse.with("strict", SimulatedHouse.cpu(1), "n1", "n2");
        house.run("n1", "a").cpuDemand = 2;
        house.run("n2", "b").cpuDemand = 2;
        house.pass(20);
        assertThat(house.node("n1").limits).isEqualTo(Limits.ofCpu(0.5));
        house.declare("strict", SimulatedHouse.cpu(1), Scope.NODE);
        house.pass(3);
        assertThat(house.node("n1").limits).isEqualTo(Limits.ofCpu(1.0));
        assertThat(house.decided(Decision.Action.CHANGED)).last()
            .satisfies(decision -> assertThat(decision.text())
                .contains("quota CPU 1.00 on each node, class strict; it had quota CPU 1.00, class strict"));
        house.declare("strict", SimulatedHouse.cpu(1), Scope.FLEET);
        house.pass(2);
        assertThat(house.node("n1").limits.cpuCores() + house.node("n2").limits.cpuCores()).isEqualTo(1, within(1e-9));

        var warned = SimulatedHouse.with("standard", SimulatedHouse.cpu(1), "n1");
        warned.run("n1", "a").cpuDemand = 2;
        warned.pass(110);
        warned.declare("standard", SimulatedHouse.cpu(1), Scope.NODE);
        assertThat(warned.state.resource(Resource.CPU).score()).isEqualTo(PolicyClasses.STANDARD.marks().warn());
    }

    @Test
    void aShareOfTheFleetsQuotaIsNoSignOfOveruseOnANode() {
        var house = SimulatedHouse.with("strict", SimulatedHouse.cpu(1), "n1", "n2");
        house.run("n1", "hog").cpuDemand = 4;
        house.run("n2", "modest").cpuDemand = 0.1;
        house.pass(20);
        assertThat(house.node("n2").limits.cpuCores()).isNotNull();
        house.declare("strict", SimulatedHouse.cpu(1), Scope.NODE);
        house.pass(3);
        assertThat(house.node("n1").limits).isEqualTo(Limits.ofCpu(1.0));
        assertThat(house.node("n2").limits).isEqualTo(Limits.NONE);
    }

    @Test
    void explanationsSpeakOfTheNodeWhereItIsMost() {
        var house = perNode(SimulatedHouse.cpu(1), "n1", "n2");
        house.run("n1", "a").cpuDemand = 0.5;
        house.run("n2", "b").cpuDemand = 0.75;
        house.pass(10);
        var explanation = Explain.of(house.state, Rules.of(PolicyClasses.builtIn()), house.now.plus(Duration.ofMillis(1)));
        assertThat(explanation.sentences()).anySatisfy(sentence ->
            assertThat(sentence).isEqualTo("It uses CPU 0.75 of 1.00 cores on the node where that is most."));
        assertThat(Map.of("use", explanation.figures().getFirst().use())).containsEntry("use", 0.75);
    }
}
