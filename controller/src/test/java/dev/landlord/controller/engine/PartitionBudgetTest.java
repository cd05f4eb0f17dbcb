package dev.landlord.controller.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.policy.BudgetStanding;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.message.Budget;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Decision;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A budget in the hands of one owner after the other: it acts once, whenever the last one is lost with all that it had not written.
class PartitionBudgetTest {
    /// 60 core-seconds; the tenant uses two cores, whatever it is told.
    private static final Budget SMALL = new Budget(60.0 / 3600, null, Budget.Per.MONTH);
    private static final int LONG_ENOUGH = 90;
    /// Samples before its declaration is heard, and the one with which counting begins.
    private static final int BEFORE = 2;

    private final PartitionedHouse house = new PartitionedHouse(1, Guardrails.NONE);

    @Test
    void theOwnerTellsThePolicyWhatItsLedgerHasBooked() {
        declare("lenient");
        house.seconds(30);

        var warned = told("budget.warn").getFirst();
        assertThat(warned.inputs()).containsEntry("cpuUsageUsec", 48_000_000);
        assertThat(house.ledger(0, "tenant-a").toDate().in(Budget.Per.MONTH.at(house.now())).cpuUsageUsec()).isEqualTo(56_000_000);
    }

    /// One owner that lives, one that is lost now and then, one that is lost every second.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 7, 11, 26, 31, 56})
    void itActsOnceAcrossFailOvers(int every) {
        declare("strict");
        for (int second = 1; second <= LONG_ENOUGH; second++) {
            house.second();
            if (every > 0 && second % every == 0) {
                house.crash(0);
            }
        }

        for (var rule : List.of("budget.warn", "budget.spent", "budget.evict", "budget.floor")) {
            assertThat(told(rule).stream().map(Decision::id).distinct()).as(rule).hasSize(1);
            assertThat(told(rule).stream().distinct()).as("told again as it was").hasSize(1);
        }
        assertThat(house.sent(Command.Evict.class).stream().map(Command.Evict::order).distinct()).as("though the workload is still there").hasSize(1);
        assertThat(house.sent(Command.Throttle.class).getLast().limits().cpuCores()).isEqualTo(0.1);
        assertThat(state().budget().stage()).isEqualTo(BudgetStanding.Stage.SPENT);
        assertThat(house.ledger(0, "tenant-a").toDate().in(Budget.Per.MONTH.at(house.now())).cpuUsageUsec()).as("and nothing is booked twice")
            .isEqualTo((LONG_ENOUGH - BEFORE) * 2_000_000L);
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 25, 26, 55, 56, 57})
    void itsMomentsDoNotDependOnWhoDecides(int lostAt) {
        declare("standard");
        house.seconds(lostAt);
        house.crash(0);
        house.seconds(LONG_ENOUGH - lostAt);
        var one = new PartitionedHouse(1, Guardrails.NONE);
        declare(one, "standard");
        one.seconds(LONG_ENOUGH);

        for (var rule : List.of("budget.warn", "budget.spent", "budget.floor")) {
            assertThat(moment(house, rule)).as(rule).isEqualTo(moment(one, rule));
        }
    }

    @Test
    void moreBudgetIsHeardByTheNextOwnerToo() {
        declare("standard");
        house.seconds(LONG_ENOUGH);
        house.budget("tenant-a", new Budget(1.0, null, Budget.Per.MONTH));
        house.crash(0);
        house.seconds(2);

        assertThat(told("budget.changed")).hasSize(1);
        assertThat(state().budget().stage()).isEqualTo(BudgetStanding.Stage.WITHIN);
        assertThat(state().heldBack()).isFalse();
    }

    private void declare(String policyClass) {
        declare(house, policyClass);
    }

    private static void declare(PartitionedHouse house, String policyClass) {
        house.declare("tenant-a", policyClass, PartitionedHouse.Load.CPU);
        house.budget("tenant-a", SMALL);
    }

    private static Instant moment(PartitionedHouse house, String rule) {
        return house.decisions().stream().filter(decision -> decision.rule().equals(rule)).findFirst().orElseThrow().at();
    }

    private List<Decision> told(String rule) {
        return house.decisions().stream().filter(decision -> decision.rule().equals(rule)).toList();
    }

    private TenantState state() {
        return house.states(0).getFirst();
    }
}
