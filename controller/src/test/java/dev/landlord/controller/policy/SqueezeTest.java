package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.ActionRequest;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Memory over quota, where the kernels have `memory.high`: it may not grow, and follows down, before a workload is ended. What holds after every
/// step (never below what is used, never up while over) is in [Invariants].
class SqueezeTest {
    private static final long MIB = 1 << 20;
    private static final Rules SHIPPED = Rules.of(PolicyClasses.builtIn());

    private static SimulatedHouse house(String policyClass, long quota, String... nodes) {
        return house(SHIPPED, policyClass, quota, nodes);
    }

    private static SimulatedHouse house(Rules rules, String policyClass, long quota, String... nodes) {
        var house = new SimulatedHouse();
        house.under(rules);
        house.declare(policyClass, SimulatedHouse.memory(quota));
        for (var node : nodes) {
            house.node(node).v2();
        }
        house.pass(3);
        return house;
    }

    /// One node, 100 MiB allowed, 200 MiB used.
    private static SimulatedHouse leaking(Rules rules, String policyClass) {
        var house = house(rules, policyClass, 100 * MIB, "n1");
        house.run("n1", "leak").memoryBytes = 200 * MIB;
        return house;
    }

    private static SimulatedHouse squeezed() {
        var house = leaking(SHIPPED, "standard");
        until(house, EnforcementState.THROTTLED);
        return house;
    }

    private static void until(SimulatedHouse house, EnforcementState state) {
        for (int i = 0; i < 600 && house.stateOf(Resource.MEMORY) != state; i++) {
            house.pass(1);
        }
        assertThat(house.stateOf(Resource.MEMORY)).isEqualTo(state);
    }

    private static void wants(SimulatedHouse house, String node, long mib) {
        house.node(node).workloads.values().iterator().next().memoryBytes = mib * MIB;
    }

    private static Long mark(SimulatedHouse house, String node) {
        return house.node(node).limits.memoryHighBytes();
    }

    private static long mib(double mib) {
        return (long) (mib * MIB);
    }

    @Test
    void memoryIsHeldWhereItIsBetweenTheWarningAndTheEviction() {
        var house = squeezed();

        assertThat(house.node("n1").limits).isEqualTo(Limits.NONE.withMemoryHighBytes(mib(212.5)));
        assertThat(house.decided(Decision.Action.THROTTLE)).singleElement().satisfies(decision -> {
            assertThat(decision.rule()).isEqualTo("memory.squeeze");
            assertThat(decision.text()).isEqualTo("memory 200 MiB of 100 MiB for 90 s; its memory is squeezed: it may not grow, and is to shrink to "
                + "100 MiB over all nodes.");
            assertThat(decision.before()).isEqualTo("warned");
            assertThat(decision.after()).isEqualTo("throttled");
            assertThat(decision.inputs()).containsEntry("threshold", 75.0).containsEntry("quotaMemoryBytes", (int) (100 * MIB))
                .containsEntry("limits", List.of(Map.of("node", "n1", "memoryHighBytes", (int) mib(212.5))));
        });
        wants(house, "n1", 1000);
        house.pass(5);
        assertThat(house.node("n1").memory()).as("it may not grow").isEqualTo(mib(212.5));
        assertThat(mark(house, "n1")).isEqualTo(mib(212.5));
        house.pass(30);
        assertThat(house.decided(Decision.Action.EVICT)).singleElement()
            .satisfies(decision -> assertThat(List.of(decision.before(), decision.after())).containsExactly("throttled", "evicting"));
    }

    /// Where a kernel has no memory.high, the rung is left out, and the eviction comes when it comes with it.
    @ParameterizedTest
    @CsvSource({"standard, 1.2", "standard, 2", "standard, 3", "standard, 9", "strict, 1.3", "strict, 2", "strict, 3", "strict, 9"})
    void theSqueezeDelaysNoEviction(String policyClass, double ratio) {
        var with = house(policyClass, 100 * MIB, "n1");
        var without = SimulatedHouse.with(policyClass, SimulatedHouse.memory(100 * MIB), "n1");
        var start = with.now;
        for (var house : List.of(with, without)) {
            house.run("n1", "leak").memoryBytes = (long) (ratio * 100 * MIB);
            house.pass(700);
        }
        assertThat(with.firstAfter(start, Decision.Action.EVICT)).isEqualTo(without.firstAfter(start, Decision.Action.EVICT)).isPresent();
        assertThat(with.decided(Decision.Action.THROTTLE)).isNotEmpty();
        assertThat(without.decided(Decision.Action.THROTTLE)).isEmpty();
        assertThat(without.decided(Decision.Action.HELD)).extracting(Decision::text).first().asString()
            .endsWith("its memory would be squeezed, but nothing is done: node n1 lacks 'limit.memoryHigh'.");
    }

    /// Also beside a limit that is in force; and no longer than it is held back.
    @Test
    void explainTellsWhatHoldsTheEvictionBack() {
        var off = new Rules(PolicyClasses.builtIn(), Set.of(Means.EVICT), Set.of());
        var house = leaking(off, "standard");
        house.pass(200);
        assertThat(house.stateOf(Resource.MEMORY)).isEqualTo(EnforcementState.THROTTLED);
        var held = "What ought to be done is held back: 'evict' is switched off for the whole house.";
        assertThat(Explain.of(house.state, off, house.now).sentences()).element(3).isEqualTo(held);
        assertThat(Explain.of(house.state, SHIPPED, house.now).sentences()).doesNotContain(held);
        house.under(SHIPPED);
        house.pass(1);
        assertThat(house.decided(Decision.Action.EVICT)).hasSize(1);
        assertThat(Explain.of(house.state, SHIPPED, house.now).sentences()).doesNotContain(held);
    }

    @Test
    void whatIsGivenBackDoesNotComeBackUntilItIsCalmAgain() {
        var house = squeezed();
        wants(house, "n1", 195);
        house.pass(10);
        assertThat(mark(house, "n1")).as("a trifle").isEqualTo(mib(212.5));
        wants(house, "n1", 160);
        house.pass(10);
        assertThat(mark(house, "n1")).isEqualTo(mib(170));
        wants(house, "n1", 200);
        house.pass(2);
        assertThat(mark(house, "n1")).isEqualTo(mib(170));
        assertThat(house.node("n1").memory()).isEqualTo(mib(170));
        wants(house, "n1", 60);
        house.pass(10);
        assertThat(mark(house, "n1")).as("never below the quota").isEqualTo(100 * MIB);
        house.pass(90);
        assertThat(house.stateOf(Resource.MEMORY)).isEqualTo(EnforcementState.FREE);
        assertThat(house.node("n1").limits).isEqualTo(Limits.NONE);
        assertThat(house.decided(Decision.Action.EVICT)).isEmpty();
        assertThat(house.state.limits()).isEmpty();
        assertThat(house.state.resource(Resource.MEMORY).offences()).isZero();
    }

    @Test
    void theQuotaIsSharedOverTheNodes() {
        var house = house("standard", 160 * MIB, "n1", "n2", "n3");
        house.run("n1", "large").memoryBytes = 200 * MIB;
        house.run("n2", "small").memoryBytes = 20 * MIB;
        until(house, EnforcementState.THROTTLED);
        assertThat(mark(house, "n1")).as("what it uses, and a sixteenth").isEqualTo(mib(212.5));
        assertThat(mark(house, "n2")).as("what it uses, and 4 MiB").isEqualTo(24 * MIB);
        assertThat(mark(house, "n3")).as("it is not there").isNull();

        wants(house, "n1", 96);
        house.pass(10);
        assertThat(mark(house, "n1") + mark(house, "n2")).as("all of the quota").isBetween(160 * MIB - 2 * MemoryMarks.WHOLE, 160 * MIB);
        assertThat(mark(house, "n2")).as("room to grow").isGreaterThan(48 * MIB);
    }

    @Test
    void whatBeginsElsewhereMeanwhileGetsAQuarterOfAnEqualPart() {
        var house = house("standard", 160 * MIB, "n1", "n2");
        house.run("n1", "large").memoryBytes = 400 * MIB;
        until(house, EnforcementState.THROTTLED);
        house.run("n2", "new").memoryBytes = MIB;
        house.pass(3);
        assertThat(mark(house, "n2")).isEqualTo(20 * MIB);
    }

    @Test
    void eachNodeIsHeldToTheQuotaByItselfWhereTheTenantSaysSo() {
        var house = new SimulatedHouse();
        house.declare("standard", SimulatedHouse.memory(100 * MIB), Scope.NODE);
        house.node("n1").v2();
        house.node("n2").v2();
        house.pass(3);
        house.run("n1", "large").memoryBytes = 200 * MIB;
        house.run("n2", "small").memoryBytes = 10 * MIB;
        until(house, EnforcementState.THROTTLED);

        assertThat(mark(house, "n1")).isEqualTo(mib(212.5));
        assertThat(mark(house, "n2")).isEqualTo(100 * MIB);
    }

    @Test
    void onlySomeNodesCanDoIt() {
        var house = house("standard", 100 * MIB, "n1");
        house.run("n1", "leak").memoryBytes = 80 * MIB;
        house.run("n2", "leak").memoryBytes = 80 * MIB;
        until(house, EnforcementState.THROTTLED);
        house.pass(2);

        assertThat(mark(house, "n1")).isEqualTo(mib(85));
        assertThat(house.node("n2").limits).isEqualTo(Limits.NONE);
        assertThat(house.decided(Decision.Action.HELD)).extracting(Decision::text)
            .containsExactly("Not all limits can be set on node n2: node n2 lacks 'limit.memoryHigh'.");
    }

    @Test
    void aClassMayLeaveTheRungOutOrEndWithIt() {
        var hard = leaking(ClassOf.like(PolicyClasses.STRICT).named("hard").noSqueeze().rules(), "hard");
        hard.pass(60);
        assertThat(hard.decided(Decision.Action.THROTTLE)).isEmpty();
        assertThat(hard.decided(Decision.Action.EVICT)).isNotEmpty();

        var mild = leaking(ClassOf.like(PolicyClasses.STRICT).named("mild").noEviction().rules(), "mild");
        mild.pass(300);
        assertThat(mild.stateOf(Resource.MEMORY)).isEqualTo(EnforcementState.THROTTLED);
        assertThat(mild.decided(Decision.Action.HELD)).singleElement().satisfies(held ->
            assertThat(held.text()).endsWith("a workload would be ended, but nothing is done: class mild ends no workloads."));
    }

    @Test
    void aClassThatSqueezesNoMoreLetsGo() {
        var house = squeezed();
        house.under(ClassOf.like(PolicyClasses.STANDARD).noSqueeze().rules());
        house.pass(2);
        assertThat(house.decided(Decision.Action.RELEASE)).extracting(Decision::rule).containsExactly("memory.class");
        assertThat(house.node("n1").limits).isEqualTo(Limits.NONE);
    }

    @Test
    void theSwitchOfThrottlesTakesItBackAtOnceAlsoWhileAWorkloadIsEnded() {
        var off = new Rules(PolicyClasses.builtIn(), Set.of(Means.THROTTLE), Set.of());
        var house = squeezed();
        house.under(off);
        house.pass(1);
        assertThat(house.node("n1").limits).isEqualTo(Limits.NONE);
        assertThat(house.decided(Decision.Action.RELEASE)).extracting(Decision::rule).containsExactly("memory.switch");
        house.pass(60);
        assertThat(house.decided(Decision.Action.EVICT)).as("warned anew").hasSize(1);

        var evicting = evicting();
        evicting.under(off);
        evicting.pass(1);
        assertThat(evicting.commands).last().extracting("limits").isEqualTo(Limits.NONE);
        assertThat(evicting.stateOf(Resource.MEMORY)).isEqualTo(EnforcementState.EVICTING);
    }

    /// The order is on its way for five seconds; what is sent after it is not held up any more.
    private static SimulatedHouse evicting() {
        var house = squeezed();
        house.delay = () -> house.decided(Decision.Action.EVICT).isEmpty() ? 0 : 5;
        until(house, EnforcementState.EVICTING);
        return house;
    }

    @Test
    void theMarkStaysWhileAWorkloadIsEndedAndGoesWithIt() {
        var house = evicting();
        house.pass(3);
        assertThat(house.stateOf(Resource.MEMORY)).isEqualTo(EnforcementState.EVICTING);
        assertThat(mark(house, "n1")).isEqualTo(mib(212.5));
        house.pass(20);
        assertThat(house.decided(Decision.Action.EVICTED)).hasSize(1);
        assertThat(house.node("n1").limits).isEqualTo(Limits.NONE);
    }

    @Test
    void aPersonsReleaseLiftsItInEveryState() {
        for (var house : List.of(squeezed(), evicting())) {
            house.request(ActionRequest.Action.RELEASE, null, null, null, Duration.ofMinutes(1));
            assertThat(house.commands).last().extracting("limits").isEqualTo(Limits.NONE);
            assertThat(house.state.resource(Resource.MEMORY).score()).isZero();
        }
    }

    @Test
    void aPersonsOwnMarkHoldsBesideItAndLeavesNothingBehind() {
        var house = squeezed();
        house.request(ActionRequest.Action.THROTTLE, null, null, Limits.NONE.withMemoryHighBytes(150 * MIB), Duration.ofSeconds(12));
        house.pass(1);
        assertThat(mark(house, "n1")).as("the stricter one").isEqualTo(150 * MIB);
        house.pass(14);
        assertThat(mark(house, "n1")).isEqualTo(mib(212.5));
    }

    @Test
    void theNextOwnerGoesOnWithTheMarkThatThereIs() {
        var house = squeezed();
        wants(house, "n1", 160);
        house.pass(8);
        var restored = Restored.of(house.state);
        assertThat(restored).isEqualTo(house.state);
        house.state = restored;
        house.fail(Duration.ofSeconds(2));
        wants(house, "n1", 300);
        house.pass(3);
        assertThat(house.stateOf(Resource.MEMORY)).isEqualTo(EnforcementState.THROTTLED);
        assertThat(mark(house, "n1")).isEqualTo(mib(170));
    }

    @Test
    void aWatchedOrGuardedTenantIsNotSqueezedAndADecisionSaysSo() {
        var watched = leaking(SHIPPED, "watch");
        watched.pass(100);
        assertThat(watched.commands).isEmpty();
        assertThat(watched.decided(Decision.Action.HELD)).extracting(Decision::rule).containsExactly("memory.watch");

        var full = leaking(SHIPPED, "standard");
        full.allowance = new Allowance(0, 5);
        full.pass(100);
        assertThat(full.commands).isEmpty();
        assertThat(full.decided(Decision.Action.HELD)).extracting(Decision::rule).containsExactly("memory.guardrail");
        full.allowance = Allowance.UNBOUNDED;
        full.pass(1);
        assertThat(full.stateOf(Resource.MEMORY)).isEqualTo(EnforcementState.THROTTLED);
        assertThat(full.state.held()).doesNotContainKey("memory.squeeze");
    }

    @Test
    void theExplanationTellsIt() {
        assertThat(Explain.of(squeezed().state, SHIPPED, squeezed().now).sentences()).element(2).asString()
            .startsWith("Node n1 is to hold it to memory.high 213 MiB until");
        var old = SimulatedHouse.with("standard", SimulatedHouse.memory(100 * MIB), "n1");
        old.run("n1", "leak").memoryBytes = 200 * MIB;
        old.pass(100);
        assertThat(Explain.of(old.state, SHIPPED, old.now).sentences()).element(2).asString()
            .startsWith("Its memory is not squeezed first: node n1 lacks 'limit.memoryHigh'.");
    }

    /// Loads, nodes that fall silent, fail-overs. Nobody's class ends workloads, so that the squeeze lasts; when it is calm, nothing is left.
    @Test
    void whateverHappensTheMarksAreGoneWhenItIsCalm() {
        var rules = ClassOf.like(PolicyClasses.STRICT).named("mild").noEviction().rules();
        int squeezed = 0;
        for (int seed = 0; seed < Integer.getInteger("landlord.seeds", 20); seed++) {
            var random = new Random(seed);
            var house = house(rules, "mild", 300 * MIB, "n1", "n2", "n3");
            var nodes = List.copyOf(house.nodes.values());
            nodes.forEach(node -> house.run(node.id.value(), "w"));
            for (int i = 0; i < 60; i++) {
                var node = nodes.get(random.nextInt(nodes.size()));
                switch (random.nextInt(8)) {
                    case 0 -> node.reporting = !node.reporting;
                    case 1 -> node.restartAgent();
                    case 2 -> house.fail(Duration.ofSeconds(random.nextInt(50)));
                    default -> wants(house, node.id.value(), random.nextInt(400));
                }
                house.pass(1 + random.nextInt(15));
                squeezed += house.state.resource(Resource.MEMORY).squeezed() ? 1 : 0;
            }
            nodes.forEach(node -> {
                node.reporting = true;
                wants(house, node.id.value(), 50);
            });
            house.pass(120);
            assertThat(house.stateOf(Resource.MEMORY)).as("seed %d", seed).isEqualTo(EnforcementState.FREE);
            assertThat(nodes).as("seed %d", seed).allSatisfy(node -> assertThat(node.limits).isEqualTo(Limits.NONE));
            assertThat(house.replayed()).isEqualTo(house.state);
        }
        assertThat(squeezed).as("of %d looks", 20 * 60).isGreaterThan(200);
    }
}
