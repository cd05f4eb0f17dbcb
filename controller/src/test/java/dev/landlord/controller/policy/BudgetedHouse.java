package dev.landlord.controller.policy;

import dev.landlord.controller.policy.BudgetStanding.Stage;
import dev.landlord.protocol.message.Budget;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Quota;
import java.time.Instant;
import java.util.List;

/// A house with a budget, ten minutes before a month ends, and what its policy said of that.
final class BudgetedHouse {
    /// 100 core-seconds.
    static final Budget SMALL = seconds(100, Budget.Per.MONTH);
    private static final Instant LATE_IN_NOVEMBER = Instant.parse("2026-11-30T23:50:00Z");

    private BudgetedHouse() {
    }

    static Budget seconds(double cores, Budget.Per per) {
        return new Budget(cores / 3600, null, per);
    }

    /// A tenant without a quota that uses a core on each of two nodes.
    static SimulatedHouse house(String policyClass, Budget budget) {
        var house = new SimulatedHouse();
        house.now = LATE_IN_NOVEMBER;
        house.declare(policyClass, Quota.NONE);
        house.budget(budget);
        house.run("n1", "a").cpuDemand = 1;
        house.run("n2", "b").cpuDemand = 1;
        return house;
    }

    /// The rules by which something was decided of the budget, in order.
    static List<String> rules(SimulatedHouse house) {
        return house.decisions.stream().map(Decision::rule).filter(rule -> rule.startsWith("budget.")).toList();
    }

    /// What was decided by this rule, which was done once.
    static Decision only(SimulatedHouse house, String rule) {
        return house.decisions.stream().filter(decision -> decision.rule().equals(rule)).reduce((_, _) -> {
            throw new AssertionError("twice: " + rule);
        }).orElseThrow(() -> new AssertionError("never: " + rule + " in " + rules(house)));
    }

    /// The CPU limit in force on each node, in cores, or null.
    static List<Double> limits(SimulatedHouse house) {
        return house.nodes.values().stream().map(node -> node.limits.cpuCores()).toList();
    }

    /// Lets seconds pass until the budget stands like this, a quarter of an hour at most.
    static void passUntil(SimulatedHouse house, Stage stage) {
        for (int second = 0; second < 1000; second++) {
            if (house.state.budget() != null && house.state.budget().stage() == stage) {
                return;
            }
            house.pass(1);
        }
        throw new AssertionError("never " + stage);
    }
}
