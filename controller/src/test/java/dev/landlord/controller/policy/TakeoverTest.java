package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.ActionRequest;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A controller dies and another one goes on from its state.
class TakeoverTest {
    private static final Rules OFF = new Rules(PolicyClasses.builtIn(), Set.of(Means.THROTTLE), Set.of());

    private static SimulatedHouse throttled() {
        var house = SimulatedHouse.with("strict", SimulatedHouse.cpu(0.5), "n1");
        house.run("n1", "hog").cpuDemand = 2;
        house.pass(15);
        assertThat(house.node("n1").limits).isEqualTo(Limits.ofCpu(0.5));
        return house;
    }

    @Test
    void withinTheLeaseTheThrottleGoesOnUnderTheNewEpoch() {
        var house = throttled();
        house.fail(Duration.ofSeconds(10));
        assertThat(house.commands.getLast()).isInstanceOfSatisfying(Command.Throttle.class, throttle -> {
            assertThat(throttle.epoch()).isEqualTo(912);
            assertThat(throttle.limits()).isEqualTo(Limits.ofCpu(0.5));
        });
        house.pass(60);
        assertThat(house.node("n1").limits).isEqualTo(Limits.ofCpu(0.5));
        assertThat(house.decided(Decision.Action.THROTTLE).stream().map(Decision::id).distinct()).hasSize(1);
    }

    @Test
    void whatIsSwitchedOffMeanwhileIsNotSentAgain() {
        var house = throttled();
        house.under(OFF);
        int before = house.commands.size();
        house.step(new PolicyEvent.TookOver(house.now, 900));
        assertThat(house.commands).hasSize(before);
        house.step(new PolicyEvent.Tick(house.now.plusMillis(500)));
        assertThat(house.commands.subList(before, house.commands.size())).singleElement()
            .isInstanceOfSatisfying(Command.Throttle.class, release -> assertThat(release.limits()).isEqualTo(Limits.NONE));
    }

    @Test
    void aWeightThatIsSwitchedOffIsNotSentAgainWithTheThrottleThatGoesOn() {
        var soft = ClassOf.like(PolicyClasses.STRICT).named("soft").weight(75, 25).rules();
        var house = SimulatedHouse.with("strict", SimulatedHouse.cpu(0.5), "n1");
        house.under(soft);
        house.declare("soft", SimulatedHouse.cpu(0.5));
        house.run("n1", "hog").cpuDemand = 2;
        house.pass(20);
        assertThat(house.node("n1").limits).isEqualTo(Limits.ofCpu(0.5).withCpuWeight(25L));
        house.under(new Rules(soft.classes(), Set.of(Means.WEIGHT), Set.of()));
        int before = house.commands.size();
        house.step(new PolicyEvent.TookOver(house.now, 900));
        house.step(new PolicyEvent.Tick(house.now));
        assertThat(house.commands.subList(before, house.commands.size())).singleElement()
            .isInstanceOfSatisfying(Command.Throttle.class, throttle -> assertThat(throttle.limits()).isEqualTo(Limits.ofCpu(0.5)));
    }

    @Test
    void whatAPersonLimitedIsSentAgainByTheFirstTickThen() {
        var house = throttled();
        house.request(ActionRequest.Action.THROTTLE, "n1", null, Limits.ofCpu(0.3), Duration.ofMinutes(5));
        house.pass(1);
        assertThat(house.node("n1").limits).isEqualTo(Limits.ofCpu(0.3));
        house.under(OFF);
        house.step(new PolicyEvent.TookOver(house.now, 900));
        house.step(new PolicyEvent.Tick(house.now));
        assertThat(house.commands.getLast()).isInstanceOfSatisfying(Command.Throttle.class, throttle -> {
            assertThat(throttle.epoch()).isEqualTo(900);
            assertThat(throttle.limits()).isEqualTo(Limits.ofCpu(0.3));
        });
        assertThat(house.stateOf(Resource.CPU)).isEqualTo(EnforcementState.FREE);
    }

    @Test
    void afterTheLeaseNobodyIsThrottledOnOldEvidence() {
        var house = throttled();
        house.node("n1").workloads.get("hog").cpuDemand = 0.1;
        house.fail(Duration.ofSeconds(90));
        assertThat(house.node("n1").limits).as("lifted by the agent").isEqualTo(Limits.NONE);
        house.pass(60);
        assertThat(house.node("n1").limits).isEqualTo(Limits.NONE);
        assertThat(house.stateOf(Resource.CPU)).isEqualTo(EnforcementState.FREE);
    }

    @Test
    void aHogThatWentOnIsCaughtAgain() {
        var house = throttled();
        house.fail(Duration.ofSeconds(90));
        house.pass(15);
        assertThat(house.node("n1").limits.cpuCores()).isNotNull();
    }

    @Test
    void anOrderWithoutAnAnswerIsSentAgainAsTheSameAndNoSecondEvictionHappens() {
        var house = SimulatedHouse.with("strict", SimulatedHouse.memory(100 << 20), "n1");
        house.run("n1", "good").memoryBytes = 10 << 20;
        house.run("n1", "leak").memoryBytes = 1L << 30;
        while (house.commands.isEmpty()) {
            house.now = house.now.plusSeconds(1);
            house.node("n1").runFor(1);
            house.step(new PolicyEvent.Sampled(house.now, house.node("n1").sample(house.now, 1000)));
            house.step(new PolicyEvent.Tick(house.now));
        }
        var restored = Restored.of(house.state);
        assertThat(restored).isEqualTo(house.state);
        house.step(new PolicyEvent.TookOver(house.now, 900));
        house.deliver();
        house.pass(60);
        var orders = house.commands.stream().filter(Command.Evict.class::isInstance).map(Command.Evict.class::cast).toList();
        assertThat(orders).extracting(Command.Evict::order).containsOnly("o-812-1-tenant-b");
        assertThat(orders).extracting(Command.Evict::epoch).containsExactly(812L, 900L);
        assertThat(house.node("n1").workloads).containsOnlyKeys("good");
        assertThat(house.decided(Decision.Action.EVICTED)).hasSize(1);
    }

    @Test
    void theLastDecisionsAreToldAgainWithTheSameIds() {
        var house = throttled();
        var told = house.decisions.stream().map(Decision::id).toList();
        house.fail(Duration.ofSeconds(1));
        var again = house.decisions.subList(told.size(), house.decisions.size()).stream().map(Decision::id).toList();
        assertThat(again).isNotEmpty();
        assertThat(told).containsAll(again);
        house.pass(60);
        int quiet = house.decisions.size();
        house.fail(Duration.ofSeconds(1));
        assertThat(house.decisions).as("what is long known is not told again").hasSize(quiet);
    }

    @Test
    void aReleaseWithoutAnAnswerIsSentAgain() {
        var house = throttled();
        house.node("n1").refusal = Optional.of(Ack.Outcome.FAILED);
        house.node("n1").workloads.get("hog").cpuDemand = 0;
        house.pass(12);
        assertThat(house.state.limits().values()).allMatch(desired -> !desired.limiting());
        house.node("n1").refusal = Optional.empty();
        house.step(new PolicyEvent.TookOver(house.now, 900));
        house.deliver();
        assertThat(house.node("n1").limits).isEqualTo(Limits.NONE);
        assertThat(house.state.limits()).isEmpty();
    }

    @Test
    void theFirstRecordOfAPartitionIsAnEpochToo() {
        var house = new SimulatedHouse(0);
        house.declare("strict", SimulatedHouse.cpu(0.5));
        house.run("n1", "hog").cpuDemand = 2;
        house.pass(15);
        assertThat(house.node("n1").limits).isEqualTo(Limits.ofCpu(0.5));
        assertThat(house.decisions.getFirst().id()).isEqualTo("tenant-b-0-1");
    }

    @Test
    void beforeAnybodyOwnsItNothingIsDecided() {
        var policy = new Policy(PolicyClasses.builtIn());
        var step = policy.step(TenantState.initial(SimulatedHouse.TENANT), new PolicyEvent.Tick(SimulatedHouse.START));
        assertThat(step.records()).isEmpty();
        assertThat(step.effects()).isEqualTo(List.of());
    }
}
