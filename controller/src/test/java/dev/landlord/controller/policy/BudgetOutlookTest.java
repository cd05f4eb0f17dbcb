package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.message.Budget;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Quota;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a person is told of a budget before it is spent is what is done then.
class BudgetOutlookTest {
    private static final Budget SMALL = new Budget(100.0 / 3600, null, Budget.Per.MONTH);

    private static SimulatedHouse warned(Rules rules) {
        var house = new SimulatedHouse();
        house.under(rules);
        house.declare("strict", Quota.NONE);
        house.budget(SMALL);
        house.run("n1", "a").cpuDemand = 2;
        for (int second = 0; second < 200 && house.decided(Decision.Action.WARN).isEmpty(); second++) {
            house.pass(1);
        }
        assertThat(house.decided(Decision.Action.WARN)).hasSize(1);
        return house;
    }

    private static String told(SimulatedHouse house, Rules rules) {
        return BudgetOutlook.of(house.state, rules, SMALL, house.used(), house.now);
    }

    private static Set<Means> means(String names) {
        var off = EnumSet.noneOf(Means.class);
        List.of(names.split(" ")).forEach(name -> off.add(Means.valueOf(name)));
        return off;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        FREEZE         | its workloads are ended one after the other, and what is started anew is limited to 0.10 cores on each node | true  | true
        EVICT          | it is limited to 0.10 cores on each node, but no workload is ended: 'evict' is OFF | false | true
        THROTTLE       | its workloads are ended one after the other, but what is started anew is not limited: 'throttle' is OFF | true | false
        THROTTLE EVICT | nothing will be done: 'evict' is OFF, and 'throttle' is OFF | false | false
        """)
    void aClassThatEndsWorkloadsIsForetoldWithWhatIsSwitchedOff(String off, String follows, boolean ends, boolean limits) {
        var rules = new Rules(PolicyClasses.builtIn(), means(off), Set.of());
        var house = warned(rules);
        assertThat(told(house, rules)).endsWith(", then " + follows.replace("OFF", "switched off for the whole house") + ".");

        house.pass(60);
        assertThat(house.decided(Decision.Action.EVICT).isEmpty()).isEqualTo(!ends);
        assertThat(house.decisions.stream().anyMatch(decision -> decision.rule().equals("budget.floor"))).isEqualTo(limits);
    }

    @Test
    void aClassWithoutTermsForItsEndDoesNotThreatenWithIt() {
        var rules = ClassOf.like(PolicyClasses.STRICT).noEviction().rules();
        var house = warned(rules);

        assertThat(house.decided(Decision.Action.WARN).getFirst().text()).endsWith("when it is spent, it is limited to 0.10 cores on each node.");
        assertThat(told(house, rules)).endsWith(", then it is limited to 0.10 cores on each node.");
    }

    @Test
    void whatNobodyReportsIsNotForecast() {
        var house = warned(Rules.of(PolicyClasses.builtIn()));
        house.node("n1").reporting = false;
        house.pass(25);

        assertThat(told(house, Rules.of(PolicyClasses.builtIn())))
            .endsWith("left. No node reports at present what it uses, so that nothing is forecast.");
    }

    @Test
    void whatIsHeldBackForAnotherReasonIsToldWithThatReason() {
        var house = warned(Rules.of(PolicyClasses.builtIn()));
        house.allowance = new Allowance(1, 0);
        house.pass(40);
        assertThat(house.state.held()).containsEntry(BudgetAnswers.EVICT_KEY, "as many workloads as are allowed have been ended in the last minute");
        assertThat(house.decisions).filteredOn(decision -> decision.rule().equals("budget.guardrail")).singleElement().satisfies(held ->
            assertThat(held.text()).endsWith("a workload would be ended, but none is: "
                + "as many workloads as are allowed have been ended in the last minute."));

        house.under(new Rules(PolicyClasses.builtIn(), Set.of(), Set.of(SimulatedHouse.TENANT)));
        house.pass(1);
        assertThat(house.state.held()).doesNotContainKey(BudgetAnswers.EVICT_KEY)
            .containsEntry(BudgetAnswers.FLOOR_KEY, "the tenant is protected");
    }

    @Test
    void theUseOfAPeriodThatIsOverSaysNothingOfAnotherBudgetInThisOne() {
        var house = warned(Rules.of(PolicyClasses.builtIn()));
        var before = house.state.budget();
        house.budget(new Budget(1000.0, null, Budget.Per.MONTH));
        house.step(new PolicyEvent.Tick(house.now, Allowance.UNBOUNDED,
            new BudgetUse(Budget.Per.MONTH.at(Instant.parse("2000-01-01T00:00:00Z")), 0, 0)));

        assertThat(house.state.budget()).isEqualTo(before);
    }
}
