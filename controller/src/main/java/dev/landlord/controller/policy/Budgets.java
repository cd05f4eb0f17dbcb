package dev.landlord.controller.policy;

import dev.landlord.controller.policy.BudgetStanding.Stage;
import dev.landlord.protocol.message.Budget;
import dev.landlord.protocol.message.ClassSetting;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Reason;
import dev.landlord.protocol.message.TenantSpec;
import java.time.Duration;
import java.util.Optional;

/// How far a tenant gets with its budget, told by the ledger: within, warned, spent, and within again with the next period. Each is decided once
/// in a period and kept in the state, so that no other owner and no replay decides it again. [BudgetAnswers] says what being spent leads to.
final class Budgets {
    /// The rule of the decision that a budget is spent, and of what is done for that.
    static final String SPENT = "budget.spent";
    /// A warning has stood for so long before a budget counts as spent: also one that was declared when all of it was used already.
    static final Duration WARNED = Duration.ofSeconds(30);

    private Budgets() {
    }

    /// @param used by the ledger, in the period that it is; null: the ledger is not at hand, and nothing is decided
    static void tick(Turn turn, TenantSpec spec, BudgetUse used) {
        var before = turn.state().budget();
        if (spec.budget() == null) {
            if (before != null) {
                end(turn, before, null, "removed", "there is no budget any more", null);
            }
            return;
        }
        if (used == null) {
            return;
        }
        if (before == null) {
            turn.record(new PolicyRecord.BudgetMoved(BudgetStanding.begin(spec.budget(), used.period().from())));
        } else if (before.budget().per() != spec.budget().per()) {
            end(turn, before, BudgetStanding.begin(spec.budget(), used.period().from()), "changed", "the budget is for another period now", used);
        } else if (used.period().from().isBefore(before.from())) {
            return; // The clock of another controller, which is a little behind: nothing goes back, and that period's use says nothing of this one.
        } else if (used.period().from().isAfter(before.from())) {
            end(turn, before, BudgetStanding.begin(spec.budget(), used.period().from()), "renewed",
                "a new %s has begun and with it a new budget".formatted(spec.budget().per().wire()), used);
        } else if (!before.budget().equals(spec.budget())) {
            changed(turn, before, spec.budget(), used);
        }
        climb(turn, used);
        BudgetAnswers.tick(turn, used);
    }

    private static void climb(Turn turn, BudgetUse used) {
        var standing = turn.state().budget();
        var terms = turn.policyClass().budget();
        double share = used.share(standing.budget());
        if (standing.stage() == Stage.WITHIN && share >= terms.warnShare()) {
            turn.record(new PolicyRecord.BudgetMoved(standing.warned(turn.at())));
            turn.decide(figures(DecisionDraft.of(Decision.Action.WARN, "budget.warn", "Of its budget %s it has used %s; when it is spent, %s."
                .formatted(BudgetWords.period(used.period()), BudgetWords.used(standing.budget(), used), BudgetWords.answer(turn.policyClass())),
                turn.policyCause()), standing.budget(), used)
                .with("threshold", terms.warnShare()).from(Stage.WITHIN.wire(), Stage.WARNED.wire()));
        } else if (standing.stage() == Stage.WARNED && share >= 1 && !turn.at().isBefore(standing.warnedAt().plus(WARNED))) {
            turn.record(new PolicyRecord.BudgetMoved(standing.spent(turn.at())));
            turn.decide(figures(DecisionDraft.of(Decision.Action.WARN, SPENT, "Its budget %s is spent: it has used %s."
                .formatted(BudgetWords.period(used.period()), BudgetWords.used(standing.budget(), used)), turn.policyCause()), standing.budget(),
                used).with("threshold", 1.0).from(Stage.WARNED.wire(), Stage.SPENT.wire()));
        }
    }

    /// More budget may take back what was said and done; less of it says nothing by itself.
    private static void changed(Turn turn, BudgetStanding before, Budget budget, BudgetUse used) {
        double share = used.share(budget);
        var stage = share >= 1 ? Stage.SPENT : share >= turn.policyClass().budget().warnShare() ? Stage.WARNED : Stage.WITHIN;
        if (stage.compareTo(before.stage()) < 0) {
            end(turn, before, before.eased(budget, stage), "changed", "the budget is another one now", used);
        } else {
            turn.record(new PolicyRecord.BudgetMoved(before.under(budget)));
        }
    }

    /// Takes back what a budget led to, and says so if it led to anything.
    ///
    /// @param next null: there is no budget any more
    /// @param why  a clause
    /// @param used null only then
    private static void end(Turn turn, BudgetStanding before, BudgetStanding next, String rule, String why, BudgetUse used) {
        turn.record(new PolicyRecord.BudgetMoved(next));
        BudgetAnswers.unhold(turn);
        if (before.stage() == Stage.WITHIN) {
            return;
        }
        var name = "budget." + rule;
        var what = before.floored() ? "the limit for it is lifted" : before.stage() == Stage.SPENT ? "it is not spent any more"
            : "the warning is over";
        var draft = DecisionDraft.of(before.floored() ? Decision.Action.RELEASE : Decision.Action.CALM, name,
            "%s, so %s.%s".formatted(Words.capital(why), what, before.floored() ? Lifted.rest(turn.state(), null, turn.at()) : ""),
            turn.policyCause())
            .from(before.stage().wire(), next == null ? null : next.stage().wire());
        turn.decide(next == null ? draft : figures(draft, next.budget(), used));
        turn.releaseBecause(new Reason(name, why));
    }

    /// A person let the tenant go: what is spent is not answered any more before the next period, or a budget by which it is not spent.
    static void waive(Turn turn) {
        var standing = turn.state().budget();
        if (standing != null && standing.stage() == Stage.SPENT && !standing.waived()) {
            turn.record(new PolicyRecord.BudgetMoved(standing.waive()));
            BudgetAnswers.unhold(turn);
        }
    }

    /// What stands against an order that was given for a spent budget.
    static Optional<Restraint> noLongerEnds(TenantState state, PolicyClass policyClass) {
        var standing = state.budget();
        if (standing == null || standing.stage() != Stage.SPENT || standing.waived()) {
            return Optional.of(new Restraint("budget", "its budget is not spent any more, or a person let it go"));
        }
        return policyClass.budget().answer() == ClassSetting.OnBudget.Answer.EVICT ? Optional.empty()
            : Optional.of(new Restraint("class", "class %s ends no workloads for a spent budget".formatted(policyClass.name())));
    }

    static DecisionDraft figures(DecisionDraft draft, Budget budget, BudgetUse used) {
        return draft.with("per", budget.per().wire()).with("from", used.period().from()).with("to", used.period().to()).with("zone", "UTC")
            .with("share", used.share(budget))
            .with("cpuUsageUsec", budget.cpuHours() == null ? null : used.cpuUsageUsec()).with("budgetCpuHours", budget.cpuHours())
            .with("memoryKibSeconds", budget.memoryGibHours() == null ? null : used.memoryKibSeconds())
            .with("budgetMemoryGibHours", budget.memoryGibHours());
    }
}
