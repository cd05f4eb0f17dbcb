package dev.landlord.controller.policy;

import static dev.landlord.controller.policy.BudgetedHouse.SMALL;
import static dev.landlord.controller.policy.BudgetedHouse.house;
import static dev.landlord.controller.policy.BudgetedHouse.limits;
import static dev.landlord.controller.policy.BudgetedHouse.only;
import static dev.landlord.controller.policy.BudgetedHouse.passUntil;
import static dev.landlord.controller.policy.BudgetedHouse.rules;
import static dev.landlord.controller.policy.BudgetedHouse.seconds;
import static dev.landlord.controller.policy.SimulatedHouse.cpu;
import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.policy.BudgetStanding.Stage;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.ActionRequest;
import dev.landlord.protocol.message.Budget;
import dev.landlord.protocol.message.ClassSetting.OnBudget.Answer;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a spent budget leads to: a limit, the end of workloads or nothing, and what holds it back, lifts it or is stricter.
class BudgetAnswersTest {
    @Test
    void whereTheClassEndsWorkloadsEachOfThemIsEndedOnceAfterAWarningAndWhatIsStartedAnewIsHeldToTheFloor() {
        var house = house("strict", SMALL);
        house.node("n2").workloads.get("b").priority = 10;
        passUntil(house, Stage.SPENT);
        assertThat(limits(house)).as("its last moments are its own").containsOnlyNulls();
        house.pass(60);

        assertThat(house.decided(Decision.Action.EVICT)).extracting(Decision::workload).as("the lowest priority first").containsExactly("b", "a");
        assertThat(house.decided(Decision.Action.EVICT)).allSatisfy(evict -> assertThat(evict.rule()).isEqualTo("budget.evict"));
        assertThat(house.nodes.values()).allSatisfy(node -> assertThat(node.workloads).isEmpty());
        assertThat(only(house, "budget.floor").at()).isAfter(house.decided(Decision.Action.EVICTED).getLast().at().minusSeconds(1));

        house.run("n1", "again").cpuDemand = 1;
        house.pass(30);
        assertThat(house.decided(Decision.Action.EVICT)).hasSize(2);
        assertThat(house.node("n1").limits.cpuCores()).isEqualTo(0.1);
        assertThat(house.replayed()).isEqualTo(house.state);
    }

    @Test
    void anOrderThatFailsIsNotGivenAgain() {
        var house = house("strict", SMALL);
        house.node("n2").workloads.clear();
        house.node("n1").refusal = Optional.of(Ack.Outcome.FAILED);
        passUntil(house, Stage.SPENT);
        house.pass(Math.toIntExact(Victims.SPARED.toSeconds()) / 3);

        assertThat(house.decided(Decision.Action.EVICT)).hasSize(1);
        assertThat(only(house, "budget.floor")).isNotNull();
    }

    @Test
    void aClassThatEndsNoneLimits() {
        var house = house("mild", SMALL);
        house.under(ClassOf.like(PolicyClasses.STRICT).named("mild").noEviction().rules());
        passUntil(house, Stage.SPENT);
        house.pass(10);

        assertThat(house.decided(Decision.Action.EVICT)).isEmpty();
        assertThat(rules(house)).containsExactly("budget.warn", "budget.spent", "budget.class", "budget.floor");
        assertThat(limits(house)).containsExactly(0.1, 0.1);
    }

    @Test
    void aClassThatOnlyNotifiesDoesNothingElse() {
        var house = house("lenient", SMALL);
        passUntil(house, Stage.SPENT);
        house.pass(60);

        assertThat(rules(house)).containsExactly("budget.warn", "budget.spent");
        assertThat(house.commands).isEmpty();
    }

    @Test
    void whatHoldsEverythingBackHoldsThisBackTooAndSaysSoOnce() {
        var watched = house("watch", SMALL);
        passUntil(watched, Stage.SPENT);
        watched.pass(60);
        assertThat(rules(watched)).containsExactly("budget.warn", "budget.spent", "budget.watch");
        assertThat(only(watched, "budget.watch").action()).isEqualTo(Decision.Action.HELD);

        var sheltered = house("strict", SMALL);
        sheltered.under(new Rules(PolicyClasses.builtIn(), Set.of(), Set.of(SimulatedHouse.TENANT)));
        passUntil(sheltered, Stage.SPENT);
        sheltered.pass(60);
        assertThat(rules(sheltered)).containsExactly("budget.warn", "budget.spent", "budget.protected");
        assertThat(sheltered.commands).isEmpty();
        assertThat(watched.commands).isEmpty();
    }

    @Test
    void aSwitchTakesTheLimitBackAndGivesItAgain() {
        var house = house("standard", SMALL);
        passUntil(house, Stage.SPENT);
        house.pass(5);
        house.under(new Rules(PolicyClasses.builtIn(), Set.of(Means.THROTTLE), Set.of()));
        house.pass(5);
        assertThat(limits(house)).containsOnlyNulls();
        assertThat(rules(house)).containsExactly("budget.warn", "budget.spent", "budget.floor", "budget.switch", "budget.switch");
        assertThat(house.decisions.stream().filter(decision -> decision.rule().equals("budget.switch"))).extracting(Decision::action)
            .containsExactly(Decision.Action.RELEASE, Decision.Action.HELD);

        house.under(Rules.of(PolicyClasses.builtIn()));
        house.pass(5);
        assertThat(limits(house)).containsExactly(0.1, 0.1);
    }

    @Test
    void guardrailsBoundIt() {
        var house = house("standard", SMALL);
        house.allowance = new Allowance(0, 0);
        passUntil(house, Stage.SPENT);
        house.pass(30);
        assertThat(rules(house)).containsExactly("budget.warn", "budget.spent", "budget.guardrail");
        assertThat(only(house, "budget.guardrail").inputs()).containsEntry("means", "throttle");
        assertThat(house.state.heldBack()).isFalse();

        house.allowance = new Allowance(1, 0);
        house.pass(1);
        assertThat(limits(house)).containsExactly(0.1, 0.1);
        assertThat(house.state.heldBack()).as("it is counted").isTrue();
        house.allowance = new Allowance(0, 0);
        house.pass(30);
        assertThat(limits(house)).as("who is held back already goes on to be").containsExactly(0.1, 0.1);

        var ended = house("strict", SMALL);
        ended.allowance = new Allowance(1, 0);
        passUntil(ended, Stage.SPENT);
        ended.pass(30);
        assertThat(rules(ended)).containsExactly("budget.warn", "budget.spent", "budget.guardrail");
        ended.allowance = Allowance.UNBOUNDED;
        ended.pass(1);
        assertThat(ended.decided(Decision.Action.EVICT)).hasSize(1);
    }

    @Test
    void aPersonMayLetItGoForTheRestOfThePeriod() {
        var house = house("standard", SMALL);
        passUntil(house, Stage.SPENT);
        house.pass(5);
        house.request(ActionRequest.Action.RELEASE, null, null, null, Duration.ofMinutes(1));
        house.pass(60);
        assertThat(limits(house)).containsOnlyNulls();

        house.pass((int) Duration.between(house.now, Instant.parse("2026-12-01T00:00:00Z")).toSeconds());
        passUntil(house, Stage.SPENT);
        house.pass(2);
        assertThat(limits(house)).as("the next month").containsExactly(0.1, 0.1);
    }

    @Test
    void theStricterOfTheReasonsHolds() {
        var house = house("standard", SMALL);
        passUntil(house, Stage.SPENT);
        house.request(ActionRequest.Action.THROTTLE, "n1", null, new Limits(0.05, null, null, null, null, null, null), Duration.ofMinutes(1));
        house.request(ActionRequest.Action.THROTTLE, "n2", null, new Limits(0.5, null, null, null, null, null, null), Duration.ofMinutes(1));
        house.pass(5);
        assertThat(limits(house)).containsExactly(0.05, 0.1);

        var over = SimulatedHouse.with("strict", cpu(0.5), "n1");
        over.under(ClassOf.like(PolicyClasses.STRICT).budget(80, Answer.THROTTLE, 2).rules());
        over.run("n1", "hog").cpuDemand = 4;
        over.pass(20);
        over.budget(seconds(20, Budget.Per.MONTH));
        over.pass(40);
        assertThat(over.state.budget().floorCores()).isEqualTo(2);
        assertThat(over.stateOf(Resource.CPU)).isEqualTo(EnforcementState.THROTTLED);
        assertThat(over.node("n1").limits.cpuCores()).isEqualTo(0.5);
    }

    @Test
    void aDeletedTenantIsLetGo() {
        var house = house("standard", SMALL);
        passUntil(house, Stage.SPENT);
        house.pass(5);
        house.step(new PolicyEvent.Deleted(house.now));
        house.deliver();

        assertThat(limits(house)).containsOnlyNulls();
        assertThat(house.state.budget()).isNull();
    }
}
