package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.ActionRequest;
import dev.landlord.protocol.message.Budget;
import dev.landlord.protocol.message.ClassSetting.OnBudget.Answer;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Quota;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// An order that an agent deferred is not given again when what it was given for is no more.
class TakenBackTest {
    /// A tenant of class `strict` whose order to end its workload was deferred.
    private static SimulatedHouse deferred(boolean forItsBudget) {
        var house = new SimulatedHouse();
        house.declare("strict", forItsBudget ? Quota.NONE : SimulatedHouse.memory(100 << 20));
        var workload = house.run("n1", "w");
        workload.memoryBytes = 200 << 20;
        workload.cpuDemand = 1;
        if (forItsBudget) {
            house.budget(new Budget(10.0 / 3600, null, Budget.Per.MONTH));
        }
        house.node("n1").refusal = Optional.of(Ack.Outcome.DEFERRED);
        for (int second = 0; second < 200 && house.decided(Decision.Action.EVICT).isEmpty(); second++) {
            house.pass(1);
        }
        house.pass(1);
        assertThat(house.state.evictions()).singleElement().satisfies(order -> assertThat(order.resendAt()).isNotNull());
        return house;
    }

    private static void takenBack(SimulatedHouse house, String rule, String why) {
        var order = house.state.evictions().getFirst().order();
        long sent = sent(house, order);
        house.pass(1);
        assertThat(house.decisions.stream().filter(decision -> decision.rule().equals(rule)).toList()).singleElement()
            .satisfies(decision -> assertThat(decision.text()).isEqualTo("The order to end workload w on node n1 is taken back: " + why + "."));
        assertThat(house.state.evictions()).noneMatch(Eviction::pending);
        house.pass(15);
        assertThat(sent(house, order)).as("not sent again").isEqualTo(sent);
        assertThat(house.replayed()).isEqualTo(house.state);
    }

    private static long sent(SimulatedHouse house, String order) {
        return house.commands.stream().filter(command -> command instanceof Command.Evict evict && evict.order().equals(order)).count();
    }

    @Test
    void itIsGivenAgainWhileTheReasonHolds() {
        for (boolean forItsBudget : new boolean[] {false, true}) {
            var house = deferred(forItsBudget);
            house.pass(15);
            assertThat(sent(house, house.state.evictions().getFirst().order())).isEqualTo(2);
        }
    }

    @Test
    void whomAPersonLetsGoKeepsItsWorkload() {
        var house = deferred(false);
        house.request(ActionRequest.Action.RELEASE, null, null, null, Duration.ofMinutes(1));
        takenBack(house, "evict.calm", "its score for memory has come down");

        var spent = deferred(true);
        spent.request(ActionRequest.Action.RELEASE, null, null, null, Duration.ofMinutes(1));
        takenBack(spent, "evict.budget", "its budget is not spent any more, or a person let it go");
    }

    @Test
    void whoIsDeletedOrHasNoQuotaAnyMoreKeepsIt() {
        var gone = deferred(false);
        gone.step(new PolicyEvent.Deleted(gone.now));
        takenBack(gone, "evict.calm", "its score for memory has come down");

        var unbounded = deferred(false);
        unbounded.declare("strict", Quota.NONE);
        unbounded.pass(1);
        takenBack(unbounded, "evict.calm", "its score for memory has come down");
    }

    @Test
    void whoGaveTheMemoryBackKeepsIt() {
        var house = deferred(false);
        house.node("n1").workloads.get("w").memoryBytes = 10 << 20;
        house.pass(40);

        assertThat(house.decisions).extracting(Decision::rule).contains("evict.calm");
        assertThat(house.stateOf(Resource.MEMORY)).isEqualTo(EnforcementState.FREE);
        assertThat(house.decided(Decision.Action.EVICT)).hasSize(1);
    }

    @Test
    void aClassThatEndsNoneAnyMoreEndsNone() {
        var house = deferred(false);
        house.under(ClassOf.like(PolicyClasses.STRICT).noEviction().rules());
        takenBack(house, "evict.class", "class strict ends no workloads");

        var spent = deferred(true);
        spent.under(ClassOf.like(PolicyClasses.STRICT).budget(80, Answer.NOTIFY, 0.1).rules());
        takenBack(spent, "evict.class", "class strict ends no workloads for a spent budget");
    }
}
