package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.ActionRequest;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.NodeReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What becomes of commands that agents do not simply carry out.
class AnswersTest {
    private static final NodeId N1 = new NodeId("n1");

    private static SimulatedHouse hogging() {
        var house = SimulatedHouse.with("strict", SimulatedHouse.cpu(0.5), "n1");
        house.run("n1", "hog").cpuDemand = 2;
        return house;
    }

    private static List<Instant> sent(SimulatedHouse house) {
        return house.commands.stream().filter(Command.Throttle.class::isInstance).map(Command::issuedAt).toList();
    }

    @Test
    void inWatchModeNothingIsSentAndThatIsSaidOnce() {
        var house = hogging();
        house.node("n1").mode = NodeReport.Mode.WATCH;
        house.pass(120);
        assertThat(house.commands).isEmpty();
        assertThat(house.stateOf(Resource.CPU)).isEqualTo(EnforcementState.WARNED);
        assertThat(house.decided(Decision.Action.HELD)).singleElement()
            .satisfies(held -> assertThat(held.text()).contains("node n1 is in watch mode"));
        assertThat(Explain.of(house.state, Rules.of(PolicyClasses.builtIn()), house.now).sentences()).last().asString().contains("watch mode");
        house.node("n1").mode = NodeReport.Mode.ENFORCE;
        house.pass(10);
        assertThat(house.node("n1").limits).isEqualTo(Limits.ofCpu(0.5));
        assertThat(house.state.held()).isEmpty();
    }

    @Test
    void aNodeWithoutTheCapabilityIsHeldWithItsReason() {
        var house = hogging();
        house.node("n1").capabilities = new TreeMap<>();
        house.node("n1").capabilities.put("limit.cpu", NodeReport.Capability.no("controller cpu is not mounted"));
        house.pass(60);
        assertThat(house.commands).isEmpty();
        assertThat(house.decided(Decision.Action.HELD)).singleElement()
            .satisfies(held -> assertThat(held.text()).contains("'limit.cpu' (controller cpu is not mounted)"));
    }

    @Test
    void whereOneNodeCannotTheOthersAreLimitedAndTheShareOfTheFirstIsNotGivenAway() {
        var house = SimulatedHouse.with("strict", SimulatedHouse.cpu(2), "n1", "n2");
        house.node("n2").mode = NodeReport.Mode.WATCH;
        house.run("n1", "a").cpuDemand = 2;
        house.run("n2", "b").cpuDemand = 2;
        house.pass(30);
        assertThat(house.node("n2").limits).isEqualTo(Limits.NONE);
        assertThat(house.node("n1").limits.cpuCores()).isLessThanOrEqualTo(1.0);
        assertThat(house.decided(Decision.Action.HELD)).extracting(Decision::rule).containsExactly("limits.held");
    }

    @Test
    void aRejectedCommandIsNotRepeatedUntilTheNodeRestarts() {
        var house = hogging();
        house.node("n1").refusal = Optional.of(Ack.Outcome.REJECTED);
        house.pass(120);
        assertThat(sent(house)).hasSize(1);
        assertThat(house.decided(Decision.Action.HELD)).extracting(Decision::rule).containsExactly("limits.rejected");
        assertThat(house.state.enforcement().limits()).singleElement()
            .satisfies(on -> assertThat(on.outcome()).isEqualTo(Ack.Outcome.REJECTED));
        house.node("n1").refusal = Optional.empty();
        house.node("n1").restartAgent();
        house.pass(10);
        assertThat(house.node("n1").limits).isEqualTo(Limits.ofCpu(0.5));
    }

    @ParameterizedTest
    @EnumSource(names = {"DEFERRED", "FAILED"})
    void whatDidNotWorkIsTriedAgainWithGrowingPausesAndGivenUp(Ack.Outcome outcome) {
        var house = hogging();
        house.node("n1").refusal = Optional.of(outcome);
        house.pass(600);
        var sent = sent(house);
        assertThat(sent).hasSize(LimitCommands.MAX_TRIES);
        for (int i = 2; i < sent.size(); i++) {
            assertThat(Duration.between(sent.get(i - 1), sent.get(i))).isGreaterThan(Duration.between(sent.get(i - 2), sent.get(i - 1)));
        }
        assertThat(house.decided(Decision.Action.HELD)).hasSize(2);
        assertThat(house.decided(Decision.Action.HELD).getLast().text()).contains("given up after 6 attempts");
    }

    @Test
    void afterAnAttemptThatFailedTheNextMaySucceed() {
        var house = hogging();
        house.node("n1").refusal = Optional.of(Ack.Outcome.FAILED);
        house.pass(10);
        house.node("n1").refusal = Optional.empty();
        house.pass(40);
        assertThat(house.node("n1").limits).isEqualTo(Limits.ofCpu(0.5));
        assertThat(house.state.limits().get(N1).tries()).isZero();
        assertThat(house.decided(Decision.Action.ACK)).extracting(Decision::rule).contains("limits.applied");
    }

    @Test
    void toAStaleAnswerTheOwnerReassertsWithAHigherGeneration() {
        var house = hogging();
        house.node("n1").fenceAt(812, 40);
        house.pass(15);
        assertThat(house.node("n1").limits).isEqualTo(Limits.ofCpu(0.5));
        assertThat(house.state.limits().get(N1).generation()).isGreaterThan(1000);
        assertThat(house.decided(Decision.Action.HELD)).extracting(Decision::rule).containsExactly("limits.stale");
    }

    @Test
    void repeatedAnswersAndAnswersToOthersChangeNothing() {
        var house = hogging();
        house.pass(15);
        var state = house.state;
        var desired = state.limits().get(N1);
        var last = desired.answer();
        for (var ack : List.of(
            new Ack(N1, SimulatedHouse.TENANT, desired.epoch(), last.generation(), null, last.outcome(), null, null, last.observed(), null,
                last.at()),
            new Ack(N1, SimulatedHouse.TENANT, desired.epoch() - 1, 1L, null, Ack.Outcome.STALE, null, null, null, null, house.now.plusSeconds(1)),
            new Ack(N1, SimulatedHouse.TENANT, desired.epoch(), 99L, null, Ack.Outcome.FAILED, null, null, null, null, house.now),
            new Ack(N1, SimulatedHouse.TENANT, desired.epoch(), null, "o-1-1", Ack.Outcome.APPLIED, null, null, null, null, house.now),
            new Ack(new NodeId("nx"), SimulatedHouse.TENANT, desired.epoch(), 1L, null, Ack.Outcome.FAILED, null, null, null, null, house.now))) {
            assertThat(house.policy.step(state, new PolicyEvent.Acked(house.now, ack)).records()).as("%s", ack).isEmpty();
        }
    }

    /// An agent says it again to a command that it is given twice, and to a renewal that is too old already when it finds it at its start.
    @Test
    void thatANodeLiftedLimitsByItselfIsToldOnce() {
        var house = hogging();
        house.pass(15);
        expired(house, 0);
        expired(house, 2);
        house.step(new PolicyEvent.Tick(house.now.plusSeconds(2)));
        expired(house, 4);
        assertThat(house.decided(Decision.Action.LIFTED)).singleElement().satisfies(lifted -> {
            assertThat(lifted.rule()).isEqualTo("lease.expired");
            assertThat(lifted.at()).isEqualTo(house.now);
        });
        house.step(new PolicyEvent.Tick(house.now.plusSeconds(4)));
        answered(house, Ack.Outcome.APPLIED, 5);
        expired(house, 40);
        assertThat(house.decided(Decision.Action.LIFTED)).as("limits that were set again can be lifted again").hasSize(2);
    }

    private static void expired(SimulatedHouse house, int seconds) {
        answered(house, Ack.Outcome.EXPIRED, seconds);
    }

    /// To the newest command.
    private static void answered(SimulatedHouse house, Ack.Outcome outcome, int seconds) {
        var desired = house.state.limits().get(N1);
        var at = house.now.plusSeconds(seconds);
        house.step(new PolicyEvent.Acked(at, new Ack(N1, SimulatedHouse.TENANT, desired.epoch(), desired.generation(), null, outcome, null, null,
            Limits.NONE, null, at)));
    }

    @Test
    void aReleaseWithoutAnAnswerIsSentAgainAndGivenUpInTheEnd() {
        var house = hogging();
        house.pass(15);
        house.node("n1").workloads.clear();
        for (int i = 0; i < 120; i++) {
            house.now = house.now.plusSeconds(1);
            house.step(new PolicyEvent.Sampled(house.now, house.node("n1").sample(house.now, 1000)));
            house.step(new PolicyEvent.Tick(house.now));
        }
        var releases = house.commands.stream().filter(c -> c instanceof Command.Throttle t && t.limits().equals(Limits.NONE)).toList();
        assertThat(releases).hasSize(LimitCommands.MAX_TRIES);
        assertThat(house.state.limits()).isEmpty();
        assertThat(house.decided(Decision.Action.LIFTED)).extracting(Decision::rule).containsExactly("release.unanswered");
    }

    @Test
    void aSilentNodeIsNotRenewedAndNothingIsDecidedOnStaleSamples() {
        var house = hogging();
        house.pass(15);
        int before = sent(house).size();
        house.node("n1").reporting = false;
        house.pass(120);
        assertThat(sent(house).size() - before).as("renewals in the first seconds, while the last sample is fresh").isLessThanOrEqualTo(1);
        assertThat(house.node("n1").limits).as("the agent lifted it by itself").isEqualTo(Limits.NONE);
        assertThat(house.state.limits()).isEmpty();
        assertThat(house.stateOf(Resource.CPU)).isEqualTo(EnforcementState.FREE);
        assertThat(house.decided(Decision.Action.RELEASE)).extracting(Decision::rule).containsExactly("cpu.no-data");
        house.node("n1").reporting = true;
        house.pass(30);
        assertThat(house.stateOf(Resource.CPU)).as("it still hogs").isEqualTo(EnforcementState.THROTTLED);
    }

    @Test
    void anEvictionThatTheAgentDefersIsSentAgainAsTheSameOrderAndThenExpires() {
        var house = SimulatedHouse.with("strict", SimulatedHouse.memory(100 << 20), "n1");
        house.run("n1", "leak").memoryBytes = 1L << 30;
        house.node("n1").refusal = Optional.of(Ack.Outcome.DEFERRED);
        house.pass(60);
        var orders = house.commands.stream().map(Command.Evict.class::cast).toList();
        assertThat(orders).hasSizeGreaterThan(2).allMatch(order -> order.order().equals("o-812-1-tenant-b"));
        assertThat(house.decided(Decision.Action.HELD)).filteredOn(AnswersTest::isNoSqueeze).hasSize(1);
        assertThat(Explain.of(house.state, Rules.of(PolicyClasses.builtIn()), house.now).sentences()).anySatisfy(sentence ->
            assertThat(sentence).startsWith("What ought to be done is held back: node n1 does not end workload leak just now"));
        house.pass(60);
        assertThat(house.decided(Decision.Action.ACK)).extracting(Decision::rule).contains("evict.unanswered");
        house.node("n1").refusal = Optional.empty();
        house.pass(120);
        assertThat(house.node("n1").workloads).isEmpty();
        assertThat(house.decided(Decision.Action.EVICTED)).hasSize(1);
    }

    @Test
    void anEvictionThatTheAgentDeferredIsTakenBackWhenTheMeansIsSwitchedOff() {
        var house = SimulatedHouse.with("strict", SimulatedHouse.memory(100 << 20), "n1");
        house.run("n1", "leak").memoryBytes = 1L << 30;
        house.node("n1").refusal = Optional.of(Ack.Outcome.DEFERRED);
        house.pass(30);
        house.under(new Rules(PolicyClasses.builtIn(), Set.of(Means.EVICT), Set.of()));
        house.node("n1").refusal = Optional.empty();
        int sent = house.commands.size();
        house.step(new PolicyEvent.TookOver(house.now, 900));
        house.pass(60);

        assertThat(house.commands).as("nothing is sent again, by the next owner neither").hasSize(sent);
        assertThat(house.node("n1").workloads).isNotEmpty();
        assertThat(house.stateOf(Resource.MEMORY)).isEqualTo(EnforcementState.WARNED);
        assertThat(house.decided(Decision.Action.RELEASE)).extracting(Decision::rule).containsExactly("evict.switch");
        assertThat(house.state.evictions()).noneMatch(Eviction::pending);
    }

    @Test
    void anEvictionByHandGoesOnWhenThePolicysIsSwitchedOff() {
        var house = SimulatedHouse.with("strict", SimulatedHouse.memory(1L << 34), "n1");
        house.run("n1", "stuck").memoryBytes = 1L << 20;
        house.node("n1").refusal = Optional.of(Ack.Outcome.DEFERRED);
        house.pass(3);
        house.under(new Rules(PolicyClasses.builtIn(), Set.of(Means.EVICT), Set.of()));
        house.request(ActionRequest.Action.EVICT, null, "stuck", null, Duration.ofMinutes(1));
        house.pass(25);

        assertThat(house.commands).as("at once, after 10 s, after 20 s").hasSize(3).allMatch(Command.Evict.class::isInstance);
        assertThat(house.decided(Decision.Action.RELEASE)).isEmpty();
    }

    @Test
    void aDeferralThatIsToldTwiceDoesNotDelayTheOrder() {
        var house = SimulatedHouse.with("strict", SimulatedHouse.memory(100 << 20), "n1");
        house.run("n1", "leak").memoryBytes = 1L << 30;
        house.node("n1").refusal = Optional.of(Ack.Outcome.DEFERRED);
        while (house.state.evictions().stream().noneMatch(eviction -> eviction.resendAt() != null)) {
            house.pass(1);
        }
        var deferred = house.log.reversed().stream().filter(PolicyEvent.Acked.class::isInstance).map(PolicyEvent.Acked.class::cast).findFirst()
            .orElseThrow();
        var later = new PolicyEvent.Acked(deferred.at().plusSeconds(5), deferred.ack());
        assertThat(house.policy.step(house.state, later).records()).isEmpty();
    }

    @Test
    void aWorkloadThatCannotBeEvictedIsPassedOver() {
        var house = SimulatedHouse.with("strict", SimulatedHouse.memory(100 << 20), "n1");
        house.run("n1", "stuck").memoryBytes = 1L << 30;
        house.node("n1").refusal = Optional.of(Ack.Outcome.FAILED);
        house.pass(300);
        assertThat(house.decided(Decision.Action.EVICT)).hasSize(1);
        assertThat(house.decided(Decision.Action.HELD)).filteredOn(AnswersTest::isNoSqueeze).singleElement()
            .satisfies(held -> assertThat(held.text()).contains("no workload that could be ended"));
    }

    /// The nodes here have no `memory.high`, which is told first.
    private static boolean isNoSqueeze(Decision held) {
        return !"throttle".equals(held.inputs().get("means"));
    }
}
