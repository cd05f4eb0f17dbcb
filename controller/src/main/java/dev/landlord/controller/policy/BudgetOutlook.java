package dev.landlord.controller.policy;

import dev.landlord.controller.policy.BudgetStanding.Stage;
import dev.landlord.protocol.message.Budget;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// What is left of a budget and what comes next, for people: a forecast at the present use, which promises nothing.
final class BudgetOutlook {
    private static final double MS_PER_HOUR = 3_600_000;
    private static final double BYTES_PER_GIB = 1L << 30;
    private static final double MINUTES_UP_TO_HOURS = 2;
    private static final double HOURS_UP_TO = 48;
    private static final double MINUTES = 60;
    private static final double HOURS_PER_DAY = 24;

    private final TenantState tenant;
    private final Rules rules;
    private final PolicyClass policyClass;
    private final Budget budget;
    private final BudgetUse used;
    private final Instant now;

    private BudgetOutlook(TenantState tenant, Rules rules, Budget budget, BudgetUse used, Instant now) {
        this.tenant = tenant;
        this.rules = rules;
        this.policyClass = rules.classes().of(tenant);
        this.budget = budget;
        this.used = used;
        this.now = now;
    }

    /// A sentence on what is used and left, and one on what follows.
    static String of(TenantState tenant, Rules rules, Budget budget, BudgetUse used, Instant now) {
        var outlook = new BudgetOutlook(tenant, rules, budget, used, now);
        return "Of its budget %s it has used %s; %s are left. %s".formatted(BudgetWords.period(used.period()), BudgetWords.used(budget, used),
            BudgetWords.left(budget, used), outlook.next());
    }

    private String next() {
        var standing = tenant.budget();
        var stage = standing == null || !standing.of(used.period()) ? Stage.WITHIN : standing.stage();
        return switch (stage) {
            case WITHIN -> rising(policyClass.budget().warnShare(), "%s %% of it are used".formatted(
                BudgetWords.percent(policyClass.budget().warnShare())), "then it is warned");
            case WARNED -> rising(1, "it is spent", "then " + due());
            case SPENT -> spent(standing);
        };
    }

    private String rising(double mark, String reached, String follows) {
        var use = tenant.use(now);
        double hours = Math.min(until(mark, budget.cpuHours(), used.cpuHours(), use.cpuCores()),
            until(mark, budget.memoryGibHours(), used.memoryGibHours(), gib(use.memoryBytes())));
        if (hours > 0 && (budget.cpuHours() != null && use.cpuCores() == null || budget.memoryGibHours() != null && use.memoryBytes() == null)) {
            return "No node reports at present what it uses, so that nothing is forecast.";
        }
        var end = used.period().end();
        if (hours > Duration.between(now, end).toMillis() / MS_PER_HOUR) {
            return "At its present use that lasts until the %s ends.".formatted(budget.per().wire());
        }
        return "At its present use %s in about %s, %s.".formatted(reached, in(hours), follows);
    }

    /// Hours until a part of a limit is used; infinite where that is never.
    private static double until(double mark, Double limit, double used, Double perHour) {
        if (limit == null) {
            return Double.POSITIVE_INFINITY;
        }
        double rest = mark * limit - used;
        return rest <= 0 ? 0 : perHour == null || perHour <= 0 ? Double.POSITIVE_INFINITY : rest / perHour;
    }

    private static Double gib(Long bytes) {
        return bytes == null ? null : Double.valueOf(bytes / BYTES_PER_GIB);
    }

    /// What is done when it is spent, or what will keep that from being done.
    private String due() {
        return switch (policyClass.budget().answer()) {
            case NOTIFY -> BudgetWords.answer(policyClass);
            case THROTTLE -> limiting();
            case EVICT -> policyClass.eviction() == null ? limiting() : ending();
        };
    }

    private String limiting() {
        return against(Means.THROTTLE).map(why -> "nothing will be done: " + why).orElseGet(() -> BudgetWords.answer(policyClass));
    }

    /// The limit comes also where no workload may be ended, and the other way round.
    private String ending() {
        var spared = against(Means.EVICT);
        var unlimited = against(Means.THROTTLE);
        if (spared.isPresent() && unlimited.isPresent()) {
            return "nothing will be done: " + (spared.equals(unlimited) ? spared.get() : spared.get() + ", and " + unlimited.get());
        }
        return spared.map(why -> "it is %s, but no workload is ended: %s".formatted(BudgetWords.limited(policyClass.budget()), why))
            .or(() -> unlimited.map(why -> "%s, but what is started anew is not limited: %s".formatted(BudgetWords.ENDED, why)))
            .orElseGet(() -> BudgetWords.answer(policyClass));
    }

    private Optional<String> against(Means means) {
        return Restraint.standing(tenant, rules, means).map(Restraint::why);
    }

    private String spent(BudgetStanding standing) {
        var until = "until %s, or until it has more".formatted(used.period().end().truncatedTo(ChronoUnit.SECONDS));
        if (standing.waived()) {
            return "It is spent, and a person let it go on until %s.".formatted(used.period().end().truncatedTo(ChronoUnit.SECONDS));
        }
        if (standing.floored()) {
            return "It is spent, so it is limited to %s cores on each node %s.".formatted(Words.cores(standing.floorCores()), until);
        }
        var held = tenant.held().getOrDefault(BudgetAnswers.FLOOR_KEY, tenant.held().get(BudgetAnswers.EVICT_KEY));
        return held != null ? "It is spent, but what ought to be done for that is held back: %s.".formatted(held)
            : "It is spent, so that %s.".formatted(BudgetWords.answer(policyClass));
    }

    private static String in(double hours) {
        return hours < MINUTES_UP_TO_HOURS ? "%s min".formatted(Math.max(1, Math.round(hours * MINUTES)))
            : hours < HOURS_UP_TO ? "%s h".formatted(Math.round(hours)) : "%s days".formatted(Math.round(hours / HOURS_PER_DAY));
    }
}
