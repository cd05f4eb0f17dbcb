package dev.landlord.controller.policy;

import static dev.landlord.controller.policy.BudgetedHouse.SMALL;
import static dev.landlord.controller.policy.BudgetedHouse.house;
import static dev.landlord.controller.policy.BudgetedHouse.limits;
import static dev.landlord.controller.policy.BudgetedHouse.only;
import static dev.landlord.controller.policy.BudgetedHouse.passUntil;
import static dev.landlord.controller.policy.BudgetedHouse.rules;
import static dev.landlord.controller.policy.BudgetedHouse.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.policy.BudgetStanding.Stage;
import dev.landlord.protocol.message.Budget;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// How far a tenant gets with its budget, by the ledger's own figures: warned, spent, renewed and changed, each said once, and what is told of it.
class BudgetsTest {
    @Test
    void warnsLimitsToTheFloorAndBeginsAnewWithTheNextMonth() {
        var house = house("standard", SMALL);
        house.pass(40);
        assertThat(rules(house)).isEmpty();
        house.pass(2);
        assertThat(only(house, "budget.warn")).satisfies(warned -> {
            assertThat(warned.action()).isEqualTo(Decision.Action.WARN);
            assertThat(warned.text()).isEqualTo("Of its budget from 2026-11-01 to 2026-12-01 (UTC) it has used 0.0222 of 0.0278 CPU hours (80 %); "
                + "when it is spent, it is limited to 0.10 cores on each node.");
            assertThat(warned.inputs()).containsEntry("cpuUsageUsec", 80_000_000).containsEntry("share", 0.8).containsEntry("from", "2026-11-01")
                .containsEntry("to", "2026-12-01").containsEntry("zone", "UTC").containsEntry("threshold", 0.8);
        });
        house.pass(40);
        assertThat(rules(house)).containsExactly("budget.warn", "budget.spent", "budget.floor");
        assertThat(Duration.between(only(house, "budget.warn").at(), only(house, "budget.spent").at())).isEqualTo(Budgets.WARNED);
        assertThat(limits(house)).containsExactly(0.1, 0.1);
        assertThat(house.state.enforcement().state()).isEqualTo(EnforcementState.THROTTLED);
        assertThat(house.state.enforcement().reason()).isEqualTo("its budget for the month from 2026-11-01 (UTC) on is spent");

        house.pass((int) Duration.between(house.now, Instant.parse("2026-11-30T23:59:59Z")).toSeconds());
        assertThat(limits(house)).as("renewed by lease until the month's last second").containsExactly(0.1, 0.1);
        house.pass(1);
        assertThat(rules(house)).containsExactly("budget.warn", "budget.spent", "budget.floor", "budget.renewed");
        assertThat(only(house, "budget.renewed").action()).isEqualTo(Decision.Action.RELEASE);
        assertThat(limits(house)).containsOnlyNulls();
        assertThat(house.state.budget().stage()).isEqualTo(Stage.WITHIN);
        house.pass(45);
        assertThat(rules(house)).as("and so on").endsWith("budget.renewed", "budget.warn");
        assertThat(house.replayed()).isEqualTo(house.state);
    }

    @Test
    void aDayIsAPeriodToo() {
        var house = house("standard", seconds(100, Budget.Per.DAY));
        passUntil(house, Stage.SPENT);
        house.pass((int) Duration.between(house.now, Instant.parse("2026-12-01T00:00:00Z")).toSeconds());

        assertThat(rules(house)).containsExactly("budget.warn", "budget.spent", "budget.floor", "budget.renewed");
        assertThat(only(house, "budget.spent").inputs()).containsEntry("from", "2026-11-30").containsEntry("to", "2026-12-01");
    }

    @Test
    void memoryCountsByItself() {
        var house = house("standard", new Budget(1000.0, 1e-4, Budget.Per.MONTH));
        house.pass(3);
        house.step(tick(house, 300_000));
        assertThat(rules(house)).as("79 %").isEmpty();
        house.step(tick(house, 302_000));

        assertThat(only(house, "budget.warn").inputs()).containsKeys("memoryKibSeconds", "cpuUsageUsec", "budgetMemoryGibHours");
    }

    private static PolicyEvent tick(SimulatedHouse house, long memoryKibSeconds) {
        return new PolicyEvent.Tick(house.now, Allowance.UNBOUNDED, new BudgetUse(Budget.Per.MONTH.at(house.now), 1_000_000, memoryKibSeconds));
    }

    @Test
    void moreBudgetLiftsTheLimitAtOnceAndIsJudgedAnew() {
        var house = house("standard", SMALL);
        passUntil(house, Stage.SPENT);
        house.pass(5);
        house.budget(seconds(1_000, Budget.Per.MONTH));
        house.pass(1);
        assertThat(limits(house)).containsOnlyNulls();
        assertThat(only(house, "budget.changed").action()).isEqualTo(Decision.Action.RELEASE);
        assertThat(house.state.budget().stage()).isEqualTo(Stage.WITHIN);

        house.budget(seconds(150, Budget.Per.MONTH));
        house.pass(50);
        assertThat(rules(house)).containsExactly("budget.warn", "budget.spent", "budget.floor", "budget.changed", "budget.warn", "budget.spent",
            "budget.floor");
    }

    @Test
    void aLittleMoreLeavesTheWarning() {
        var house = house("standard", SMALL);
        passUntil(house, Stage.SPENT);
        house.pass(2);
        double used = house.used().cpuHours();
        house.budget(new Budget(used * 1.1, null, Budget.Per.MONTH));
        house.pass(1);

        assertThat(house.state.budget().stage()).isEqualTo(Stage.WARNED);
        assertThat(limits(house)).containsOnlyNulls();
        assertThat(only(house, "budget.warn")).as("no second warning").isNotNull();
    }

    @Test
    void aBudgetThatIsTakenAwayTakesItsLimitsWithIt() {
        var house = house("standard", SMALL);
        passUntil(house, Stage.SPENT);
        house.pass(5);
        house.budget(null);
        house.pass(1);

        assertThat(limits(house)).containsOnlyNulls();
        assertThat(rules(house)).endsWith("budget.removed");
        assertThat(house.state.budget()).isNull();
    }

    @Test
    void aBudgetThatIsSpentWhenItIsDeclaredIsWarnedOfBeforeAnythingIsDone() {
        var house = house("strict", null);
        house.pass(300);
        house.budget(SMALL);
        house.pass(1);
        assertThat(rules(house)).containsExactly("budget.warn");
        house.pass(Math.toIntExact(Budgets.WARNED.toSeconds()) - 1);
        assertThat(rules(house)).containsExactly("budget.warn");
        house.pass(1);
        assertThat(rules(house)).containsExactly("budget.warn", "budget.spent", "budget.evict");
        assertThat(only(house, "budget.warn").text()).contains("0.17 of 0.0278 CPU hours (60");
    }

    @Test
    void aClockThatIsBehindAtTheMonthsBeginningTurnsNothingBack() {
        var house = house("standard", SMALL);
        passUntil(house, Stage.SPENT);
        house.pass((int) Duration.between(house.now, Instant.parse("2026-12-01T00:00:01Z")).toSeconds());
        var renewed = house.state;
        house.now = Instant.parse("2026-11-30T23:59:57Z");
        house.step(new PolicyEvent.Tick(house.now, Allowance.UNBOUNDED, new BudgetUse(Budget.Per.MONTH.at(house.now), Long.MAX_VALUE, 0)));

        assertThat(house.state.budget()).isEqualTo(renewed.budget());
        assertThat(rules(house)).endsWith("budget.renewed");
    }

    @Test
    void anotherOwnerDecidesNothingASecondTime() {
        for (int after : List.of(0, 1, 5)) {
            var house = house("strict", SMALL);
            passUntil(house, Stage.WARNED);
            house.pass(after);
            house.fail(Duration.ofSeconds(3));
            passUntil(house, Stage.SPENT);
            house.pass(after);
            house.fail(Duration.ofSeconds(3));
            house.pass(60);

            var told = house.decisions.stream().filter(decision -> decision.rule().startsWith("budget.")).map(Decision::id).distinct().count();
            assertThat(told).as("warn, spent, two ended, floor").isEqualTo(5);
            assertThat(house.commands.stream().filter(Command.Evict.class::isInstance).map(command -> ((Command.Evict) command).order()).distinct())
                .hasSize(2);
            assertThat(house.replayed()).isEqualTo(house.state);
        }
    }

    /// Whatever happens to it: each is said once in a period of one budget, and neither a replay nor another owner knows better.
    @Test
    void whateverHappensEachIsSaidOnceAndTheReplayAgrees() {
        long all = 0;
        for (int seed = 0; seed < 12; seed++) {
            var random = new Random(seed);
            var house = house(List.of("standard", "strict", "lenient", "watch").get(seed % 4), SMALL);
            int budgets = 1;
            for (int i = 0; i < 40; i++) {
                switch (random.nextInt(8)) {
                    case 0 -> {
                        house.budget(random.nextInt(4) == 0 ? null : seconds(20 + random.nextInt(600), Budget.Per.MONTH));
                        budgets++;
                    }
                    case 1 -> house.fail(Duration.ofSeconds(random.nextInt(8)));
                    case 2 -> house.under(new Rules(PolicyClasses.builtIn(), random.nextBoolean() ? Set.of() : Set.of(Means.THROTTLE), Set.of()));
                    case 3 -> house.run("n1", "w" + i).cpuDemand = random.nextDouble();
                    case 4 -> house.node("n2").reporting = random.nextBoolean();
                    default -> house.pass(1 + random.nextInt(40));
                }
                house.pass(1);
            }
            for (var rule : List.of("budget.warn", "budget.spent")) {
                long said = house.decisions.stream().filter(decision -> decision.rule().equals(rule)).map(Decision::id).distinct().count();
                assertThat(said).as("%s, seed %d", rule, seed).isLessThanOrEqualTo(budgets);
                all += said;
            }
            var groups = house.commands.stream().filter(Command.Evict.class::isInstance).map(Command.Evict.class::cast)
                .collect(Collectors.toMap(order -> order.node() + "/" + order.fence().cgroupId(), Command.Evict::order, (one, other) -> {
                    assertThat(one).isEqualTo(other);
                    return one;
                }));
            assertThat(groups).as("seed %d", seed).matches(ended -> house.state.spec().policyClass().equals("strict") || ended.isEmpty());
            assertThat(house.replayed()).as("seed %d", seed).isEqualTo(house.state);
        }
        assertThat(all).as("it happens at all").isGreaterThan(20);
    }

    @Test
    void explainTellsWhatIsLeftAndWhatComesNext() {
        var house = house("standard", SMALL);
        house.pass(20);
        assertThat(explained(house)).contains("Of its budget from 2026-11-01 to 2026-12-01 (UTC) it has used 0.0106 of 0.0278 CPU hours (38 %); "
            + "0.0172 CPU hours are left. At its present use 80 % of it are used in about 1 min, then it is warned.");
        passUntil(house, Stage.WARNED);
        assertThat(explained(house)).contains("At its present use it is spent in about 1 min, then it is limited to 0.10 cores on each node.");
        passUntil(house, Stage.SPENT);
        house.pass(3);
        assertThat(explained(house)).contains("It is spent, so it is limited to 0.10 cores on each node until 2026-12-01T00:00:00Z, "
            + "or until it has more.").contains("; no CPU hours are left. ").doesNotContain("score", "metered only")
            .contains("is spent. It has no quota; what bounds it is its budget.");
        house.budget(seconds(1e6, Budget.Per.MONTH));
        house.pass(3);
        assertThat(explained(house)).contains("Tenant tenant-b is free; what was done about it is over.",
            "At its present use that lasts until the month ends.");

        var watched = house("watch", SMALL);
        passUntil(watched, Stage.WARNED);
        assertThat(explained(watched)).contains("then nothing will be done: class watch only watches.");
        passUntil(watched, Stage.SPENT);
        assertThat(explained(watched)).contains("It is spent, but what ought to be done for that is held back: class watch only watches.");
    }

    @Test
    void explainLooksForTheReasonOfALimitNotInTheScore() {
        var house = house("standard", SMALL);
        house.declare("standard", SimulatedHouse.cpu(8));
        house.budget(SMALL);
        passUntil(house, Stage.SPENT);
        house.pass(3);

        assertThat(explained(house)).contains("has been throttled for 3 s: its budget for the month from 2026-11-01 (UTC) on is spent.")
            .doesNotContain("score");
    }

    private static String explained(SimulatedHouse house) {
        return String.join(" ", Explain.of(house.state, Rules.of(PolicyClasses.builtIn()), house.allowance, house.used(), house.now).sentences());
    }
}
