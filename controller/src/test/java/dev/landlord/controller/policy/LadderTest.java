package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.ActionRequest;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.ProcessFact;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.TenantSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The rungs that a class may have or leave out, and what holds each of them back.
class LadderTest {
    private static final long MIB = 1 << 20;

    private static SimulatedHouse hogging(Rules rules, String policyClass) {
        var house = new SimulatedHouse();
        house.under(rules);
        house.declare(policyClass, SimulatedHouse.cpu(1));
        house.node("n1");
        house.pass(3);
        house.run("n1", "hog").cpuDemand = 2;
        return house;
    }

    private static SimulatedHouse leaking(Rules rules, String policyClass) {
        var house = new SimulatedHouse();
        house.under(rules);
        house.declare(policyClass, SimulatedHouse.memory(100 * MIB));
        house.node("n1");
        house.pass(3);
        house.run("n1", "leak").memoryBytes = 200 * MIB;
        return house;
    }

    private static Optional<Decision> held(SimulatedHouse house, String rule) {
        return house.decided(Decision.Action.HELD).stream().filter(decision -> decision.rule().equals(rule)).findFirst();
    }

    private static Limits limits(SimulatedHouse house) {
        return house.node("n1").limits;
    }

    @Test
    void aWeightIsTheRungBetweenTheWarningAndTheThrottle() {
        var house = hogging(ClassOf.like(PolicyClasses.STRICT).named("soft").weight(75, 25).rules(), "soft");
        house.pass(7);
        assertThat(house.stateOf(Resource.CPU)).isEqualTo(EnforcementState.WEIGHTED);
        assertThat(limits(house)).isEqualTo(Limits.NONE.withCpuWeight(25L));
        house.pass(10);
        assertThat(house.stateOf(Resource.CPU)).isEqualTo(EnforcementState.THROTTLED);
        assertThat(limits(house)).isEqualTo(Limits.ofCpu(1).withCpuWeight(25L));
        house.node("n1").workloads.get("hog").cpuDemand = 0;
        house.pass(60);
        assertThat(limits(house)).isEqualTo(Limits.NONE);
        assertThat(house.state.limits()).isEmpty();
        assertThat(house.stateOf(Resource.CPU)).isEqualTo(EnforcementState.FREE);
    }

    /// The weight goes on beside a throttle, and is a means of its own there, too.
    @Test
    void aWeightThatIsSwitchedOffIsPutBackAlsoWhereTheThrottleGoesOn() {
        var soft = ClassOf.like(PolicyClasses.STRICT).named("soft").weight(75, 25).rules();
        var house = hogging(soft, "soft");
        house.pass(20);
        house.under(new Rules(soft.classes(), Set.of(Means.WEIGHT), Set.of()));
        house.pass(5);
        assertThat(house.stateOf(Resource.CPU)).isEqualTo(EnforcementState.THROTTLED);
        assertThat(limits(house)).isEqualTo(Limits.ofCpu(1));
        house.under(soft);
        house.pass(5);
        assertThat(limits(house)).isEqualTo(Limits.ofCpu(1).withCpuWeight(25L));
    }

    @Test
    void aWeightThatHelpsIsPutBackWithoutAThrottle() {
        var house = hogging(ClassOf.like(PolicyClasses.STRICT).named("soft").weight(75, 25).rules(), "soft");
        house.pass(7);
        house.node("n1").workloads.get("hog").cpuDemand = 0;
        house.pass(30);
        assertThat(limits(house)).isEqualTo(Limits.NONE);
        assertThat(house.decisions).extracting(Decision::rule).contains("cpu.weight", "cpu.calm").doesNotContain("cpu.held");
        assertThat(house.decided(Decision.Action.THROTTLE)).extracting(Decision::rule).containsExactly("cpu.weight");
    }

    @Test
    void whoPressesAgainstTheLimitIsFrozenForAWhileAndThenGoesOn() {
        var house = hogging(ClassOf.like(PolicyClasses.STRICT).named("hard").freeze(Duration.ofSeconds(20), Duration.ofSeconds(10)).rules(),
            "hard");
        house.pass(34);
        assertThat(house.stateOf(Resource.CPU)).isEqualTo(EnforcementState.FROZEN);
        assertThat(limits(house)).isEqualTo(Limits.ofCpu(1).withFrozen(true));
        house.pass(10);
        assertThat(house.stateOf(Resource.CPU)).isEqualTo(EnforcementState.THROTTLED);
        assertThat(limits(house)).as("thawed with its limits kept").isEqualTo(Limits.ofCpu(1));
        house.node("n1").workloads.get("hog").cpuDemand = 0;
        house.pass(60);
        assertThat(limits(house)).isEqualTo(Limits.NONE);
    }

    /// A limit that begins to bind a little late, or lets go for a moment, lets the score fall a little.
    @Test
    void aHogThatDrewBreathIsFrozenAllTheSame() {
        var house = hogging(ClassOf.like(PolicyClasses.STRICT).named("hard").freeze(Duration.ofSeconds(20), Duration.ofSeconds(10)).rules(),
            "hard");
        var hog = house.node("n1").workloads.get("hog");
        while (house.stateOf(Resource.CPU) != EnforcementState.THROTTLED) {
            house.pass(1);
        }
        hog.cpuDemand = 0.5;
        house.pass(3);
        assertThat(house.state.resource(Resource.CPU).score()).isBetween(70.0, 95.0);
        hog.cpuDemand = 2;
        house.pass(20);
        assertThat(house.stateOf(Resource.CPU)).isEqualTo(EnforcementState.FROZEN);
        house.pass(10);
        assertThat(house.stateOf(Resource.CPU)).isEqualTo(EnforcementState.THROTTLED);
        house.pass(25);
        assertThat(house.stateOf(Resource.CPU)).as("it still presses").isEqualTo(EnforcementState.FROZEN);

        house.pass(5);
        hog.cpuDemand = 0.9;
        for (int i = 0; i < 60 && house.state.resource(Resource.CPU).score() > 40; i++) {
            house.pass(1);
        }
        hog.cpuDemand = 2;
        house.pass(25);
        assertThat(house.stateOf(Resource.CPU)).as("below the warning mark").isEqualTo(EnforcementState.THROTTLED);
        assertThat(house.state.resource(Resource.CPU).score()).isLessThan(50);
    }

    @Test
    void aClassThatWatchesSaysOnceWhatItWouldDoAndSendsNothing() {
        var house = hogging(Rules.of(PolicyClasses.builtIn()), "watch");
        house.pass(300);
        assertThat(house.commands).isEmpty();
        assertThat(house.decided(Decision.Action.HELD)).singleElement().satisfies(would -> {
            assertThat(would.rule()).isEqualTo("cpu.watch");
            assertThat(would.text()).contains("would be limited to 1.00 cores").contains("class watch only watches");
        });
        var leak = leaking(ClassOf.like(PolicyClasses.STRICT).named("look").mode(PolicyClass.Mode.WATCH).rules(), "look");
        leak.pass(60);
        assertThat(leak.commands).isEmpty();
        assertThat(leak.decided(Decision.Action.HELD)).extracting(Decision::rule).containsExactly("memory.watch", "memory.watch");
        assertThat(leak.decided(Decision.Action.HELD).getFirst().text()).contains("its memory would be squeezed");
        assertThat(leak.decided(Decision.Action.HELD).getLast().text()).contains("a workload would be ended");
    }

    @Test
    void onAnIdleNodeAClassThatAsksForContentionOnlyWarns() {
        var house = hogging(contended(), "shared");
        house.node("n1").cpuPressure = 90; // It waits for itself.
        house.pass(60);
        assertThat(house.commands).isEmpty();
        assertThat(held(house, "cpu.contended")).isPresent();
        house.node("n1").othersCores = 5;
        house.pass(10);
        assertThat(limits(house)).isEqualTo(Limits.ofCpu(1));
    }

    @Test
    void aLimitEndsWhenNobodyElseHasSufferedForAWhile() {
        var house = hogging(contended(), "shared");
        house.node("n1").cpuPressure = 90;
        house.node("n1").othersCores = 5;
        house.pass(40);
        assertThat(limits(house)).isEqualTo(Limits.ofCpu(1));
        house.node("n1").cpuPressure = 0;
        house.pass(40);
        assertThat(limits(house)).as("for less than a minute").isEqualTo(Limits.ofCpu(1));
        house.pass(40);
        assertThat(limits(house)).isEqualTo(Limits.NONE);
        assertThat(house.decided(Decision.Action.RELEASE)).extracting(Decision::rule).containsExactly("cpu.uncontended");
    }

    private static Rules contended() {
        return ClassOf.like(PolicyClasses.STRICT).named("shared").enforce(PolicyClass.Enforce.CONTENDED).rules();
    }

    @Test
    void aSwitchTakesBackWhatIsInForceAndHoldsBackWhatIsDue() {
        var rules = Rules.of(PolicyClasses.builtIn());
        var house = hogging(rules, "strict");
        house.pass(20);
        assertThat(limits(house)).isEqualTo(Limits.ofCpu(1));
        house.under(new Rules(rules.classes(), Set.of(Means.THROTTLE), Set.of()));
        house.pass(1);
        assertThat(limits(house)).as("at once").isEqualTo(Limits.NONE);
        house.pass(30);
        assertThat(held(house, "cpu.switch")).hasValueSatisfying(why -> assertThat(why.text()).contains("'throttle' is switched off"));
        assertThat(limits(house)).isEqualTo(Limits.NONE);
        house.under(rules);
        house.pass(2);
        assertThat(limits(house)).isEqualTo(Limits.ofCpu(1));

        var leak = leaking(new Rules(rules.classes(), Set.of(Means.EVICT), Set.of()), "strict");
        leak.pass(60);
        assertThat(leak.commands).isEmpty();
        assertThat(held(leak, "memory.switch")).isPresent();
    }

    @Test
    void aSwitchTakesBackWhatIsInForceWhereNothingFreshIsKnown() {
        var rules = Rules.of(PolicyClasses.builtIn());
        var house = hogging(rules, "strict");
        house.pass(20);
        house.nodes.values().forEach(node -> node.reporting = false);
        house.pass(8);
        assertThat(house.stateOf(Resource.CPU)).isEqualTo(EnforcementState.THROTTLED);
        house.under(new Rules(rules.classes(), Set.of(Means.THROTTLE), Set.of()));
        house.step(new PolicyEvent.Tick(house.now));
        assertThat(house.decided(Decision.Action.RELEASE)).extracting(Decision::rule).containsExactly("cpu.switch");
        assertThat(house.commands.getLast()).isInstanceOfSatisfying(Command.Throttle.class,
            release -> assertThat(release.limits()).isEqualTo(Limits.NONE));
    }

    @Test
    void aProtectedTenantIsMeteredAndWarnedOnly() {
        var house = hogging(new Rules(PolicyClasses.builtIn(), Set.of(), Set.of(SimulatedHouse.TENANT, new TenantId("other"))), "strict");
        house.pass(60);
        assertThat(house.commands).isEmpty();
        assertThat(house.decided(Decision.Action.WARN)).hasSize(1);
        assertThat(held(house, "cpu.protected")).isPresent();
    }

    @Test
    void aGuardrailHoldsBackAndSaysSo() {
        var house = hogging(Rules.of(PolicyClasses.builtIn()), "strict");
        house.allowance = new Allowance(0, 5);
        house.pass(60);
        assertThat(house.commands).isEmpty();
        assertThat(house.decided(Decision.Action.HELD)).as("said once").extracting(Decision::rule).containsExactly("cpu.guardrail");
        house.allowance = new Allowance(1, 5);
        house.pass(2);
        assertThat(limits(house)).isEqualTo(Limits.ofCpu(1));
        house.allowance = new Allowance(0, 5);
        house.pass(30);
        assertThat(limits(house)).as("what is in force stays").isEqualTo(Limits.ofCpu(1));

        var leak = leaking(Rules.of(PolicyClasses.builtIn()), "strict");
        leak.allowance = new Allowance(5, 0);
        leak.pass(60);
        assertThat(leak.commands).isEmpty();
        assertThat(held(leak, "memory.guardrail")).isPresent();
    }

    @Test
    void anotherEditionOfAClassConvictsNobodyOfWhatWasDoneUnderTheOldOne() {
        var lax = ClassOf.like(PolicyClasses.STANDARD).named("house").mode(PolicyClass.Mode.WATCH);
        var house = leaking(lax.rules(), "house");
        house.pass(600);
        assertThat(house.state.resource(Resource.MEMORY).score()).isEqualTo(100);
        house.under(ClassOf.like(PolicyClasses.STRICT).named("house").rules());
        var changed = house.now;
        house.pass(1);
        assertThat(house.state.resource(Resource.MEMORY).score()).isLessThanOrEqualTo(PolicyClasses.STRICT.marks().warn());
        house.pass(55);
        assertThat(house.commands).as("nobody in the first minute").isEmpty();
        assertThat(held(house, "memory.class-changed")).isPresent();
        house.pass(5 * 60);
        assertThat(house.firstAfter(changed, Decision.Action.EVICT)).hasValueSatisfying(s -> assertThat(s).isBetween(60L, 301L));
    }

    @Test
    void evictionsAfterAChangeAreSpreadOverMinutes() {
        var starts = IntStream.range(0, 100).mapToObj(i -> {
            var tenant = new TenantId("tenant-" + i);
            var policy = new Policy(ClassOf.like(PolicyClasses.STANDARD).named("standard").rules());
            var state = TenantState.initial(tenant).apply(new PolicyRecord.EpochBegan(1))
                .apply(new PolicyRecord.SpecTaken(new TenantSpec(tenant, 1, "standard", null, null, List.of(), null)))
                .apply(new PolicyRecord.ClassTaken(new ClassStanding("another", null)));
            return policy.step(state, new PolicyEvent.Tick(SimulatedHouse.START)).state().answers().evictsFrom();
        }).sorted().toList();
        assertThat(starts.getFirst()).isAfterOrEqualTo(SimulatedHouse.START.plus(ClassChanges.SOONEST));
        assertThat(starts.getLast()).isBeforeOrEqualTo(SimulatedHouse.START.plus(ClassChanges.LATEST));
        for (int i = 0; i + 20 < starts.size(); i++) {
            assertThat(Duration.between(starts.get(i), starts.get(i + 20))).as("a fifth of them").isGreaterThan(Duration.ofSeconds(15));
        }
    }

    @Test
    void whereMostSamplesAreMissingNothingIsDone() {
        var house = hogging(Rules.of(PolicyClasses.builtIn()), "strict");
        var node = house.node("n1");
        for (int i = 0; i < 12; i++) { // One sample in four arrives.
            node.reporting = false;
            for (int missing = 0; missing < 3; missing++) {
                house.pass(1);
                node.skipSample();
            }
            node.reporting = true;
            house.pass(1);
        }
        assertThat(house.state.coverage(Resource.CPU, house.now)).isLessThan(0.5);
        assertThat(house.commands).isEmpty();
        assertThat(held(house, "cpu.data")).isPresent();
        house.pass(15);
        assertThat(limits(house)).as("the data is there again").isEqualTo(Limits.ofCpu(1));
    }

    @Test
    void exemptProcessesDoNotCountAndTheirWorkloadIsNotEnded() {
        var rules = ClassOf.like(PolicyClasses.STRICT).named("kind").exempt(Set.of("sshd"), Set.of("root")).rules();
        var house = hogging(rules, "kind");
        var hog = house.node("n1").workloads.get("hog");
        hog.processes = List.of(new ProcessFact(7, Instant.EPOCH, "ada", "/usr/sbin/sshd -D", 0.6, MIB),
            new ProcessFact(8, Instant.EPOCH, "root", "backup", 0.6, MIB));
        house.pass(60);
        assertThat(house.decided(Decision.Action.WARN)).as("0.8 of 1 core count").isEmpty();
        hog.processes = List.of(new ProcessFact(7, Instant.EPOCH, "ada", "python train.py", 1.9, MIB));
        house.pass(20);
        assertThat(limits(house)).isEqualTo(Limits.ofCpu(1));

        hog.processes = List.of(new ProcessFact(7, Instant.EPOCH, "root", "python train.py", 0.99, MIB));
        house.pass(20);
        assertThat(limits(house)).as("told late, when the limit is pressed against already").isEqualTo(Limits.NONE);
        assertThat(Explain.of(house.state, rules, house.now).sentences()).element(1).asString()
            .matches("It uses CPU 2.00 of 1.00 cores\\. Some of that is exempt; what counts: CPU 1.01 cores\\.");
        var owners = house.state.meters().get(house.node("n1").id);
        var readers = owners.withWorkloads(owners.workloads().stream().map(workload -> workload.withExempt(null)).toList());
        assertThat(readers.counted()).isEqualTo(owners.use());
        assertThat(readers.exemptAs(owners)).isEqualTo(owners);
        assertThat(readers.exemptAs(null)).isEqualTo(readers);

        var leak = leaking(rules, "kind");
        leak.node("n1").workloads.get("leak").processes = List.of(new ProcessFact(7, Instant.EPOCH, "root", "backup", 0.0, MIB));
        leak.pass(60);
        assertThat(leak.commands).isEmpty();
        assertThat(leak.decided(Decision.Action.HELD)).last().satisfies(why -> {
            assertThat(why.rule()).isEqualTo("memory.held");
            assertThat(why.text()).contains("no workload that could be ended");
        });
    }

    /// With a limit below the quota that binds, use says nothing: such a throttle must not last for ever.
    @Test
    void whoWantsNoMoreThanTheQuotaIsReleasedFromADeepTierToo() {
        for (double demand : new double[] {0.3, 0.6, 0.8, 0.95}) {
            var house = hogging(Rules.of(PolicyClasses.builtIn()), "strict");
            var hog = house.node("n1").workloads.get("hog");
            for (int offence = 1; offence <= 3; offence++) {
                hog.cpuDemand = 2;
                house.pass(20);
                assertThat(house.state.resource(Resource.CPU).offences()).isEqualTo(offence);
                hog.cpuDemand = demand;
                house.pass(100);
                assertThat(limits(house)).as("offence %d, then %s of the quota", offence, demand).isEqualTo(Limits.NONE);
            }
        }
    }

    @Test
    void aClassMayEndNoWorkloads() {
        var house = leaking(ClassOf.like(PolicyClasses.STRICT).named("mild").noEviction().rules(), "mild");
        house.pass(60);
        assertThat(house.commands).isEmpty();
        assertThat(held(house, "memory.class")).isPresent();
    }

    @Test
    void everyDecisionOfTheLadderTellsItsThreshold() {
        var house = hogging(ClassOf.like(PolicyClasses.STRICT).named("soft").weight(75, 25).rules(), "soft");
        house.pass(20);
        house.node("n1").workloads.get("hog").cpuDemand = 0;
        house.pass(60);
        assertThat(house.decisions.stream().filter(decision -> decision.rule().startsWith("cpu.")).toList()).hasSize(4)
            .allSatisfy(decision -> assertThat(decision.inputs()).containsKeys("threshold", "score", "cpuCores", "quotaCpuCores"));
        assertThat(house.state.limits()).doesNotContainKey(new NodeId("n1"));
    }

    /// A release says what ends, and what does not.
    @Test
    void aReleaseTellsWhatIsLiftedAndWhatStillHolds() {
        var house = SimulatedHouse.with("strict", new Quota(1.0, null, null, 10L << 20), "n1");
        var hog = house.run("n1", "hog");
        hog.cpuDemand = 4;
        hog.ioPerSecond = 40 << 20;
        house.pass(20);
        house.request(ActionRequest.Action.THROTTLE, "n1", null, Limits.ofCpu(0.75), Duration.ofSeconds(100));
        hog.cpuDemand = 0.1;
        house.pass(40);
        assertThat(house.decided(Decision.Action.RELEASE)).last().satisfies(decision -> assertThat(decision.text())
            .endsWith(", so its CPU limit is lifted. Still in force: its limit on block IO; what alice asked for (CPU 0.75 cores on node n1)."));
        hog.ioPerSecond = 0;
        house.pass(40);
        assertThat(house.decided(Decision.Action.RELEASE)).last().satisfies(decision -> assertThat(decision.text())
            .endsWith(", so its limit on block IO is lifted. Still in force: what alice asked for (CPU 0.75 cores on node n1)."));
        house.pass(30);
        assertThat(house.decided(Decision.Action.RELEASE)).last().satisfies(decision -> assertThat(decision.text())
            .isEqualTo("The throttle that alice asked for (CPU 0.75 cores) has ended."));
    }
}
