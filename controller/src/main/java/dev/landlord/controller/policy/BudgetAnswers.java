package dev.landlord.controller.policy;

import dev.landlord.controller.policy.BudgetStanding.Stage;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Reason;
import java.util.Optional;
import java.util.Set;

/// What a spent budget leads to, by the tenant's class: nothing but that it is said, a CPU limit on each node, or the end of the workloads that ran
/// when it was spent, each once. Where workloads are ended, the limit begins when none is left to be ended, so that their last moments are
/// their own; it then holds what is started anew.
final class BudgetAnswers {
    /// What the limit is held under.
    static final String FLOOR_KEY = "budget";
    /// What the end of a workload is held under.
    static final String EVICT_KEY = "budget.evict";
    /// Both.
    static final Set<String> KEYS = Set.of(FLOOR_KEY, EVICT_KEY);
    /// Groups for which an order was given in one period; the limit alone holds what there is beyond.
    static final int MOST_ENDED = 256;

    private BudgetAnswers() {
    }

    static void tick(Turn turn, BudgetUse used) {
        var standing = turn.state().budget();
        if (standing.stage() != Stage.SPENT || standing.waived()) {
            return;
        }
        switch (turn.policyClass().budget().answer()) {
            case NOTIFY -> {
                unhold(turn);
                lift(turn, new Restraint("class", "class %s only says that a budget is spent".formatted(turn.policyClass().name())), used);
            }
            case THROTTLE -> {
                turn.unhold(EVICT_KEY);
                floor(turn, used);
            }
            case EVICT -> {
                if (!ends(turn, used) || turn.state().budget().floored()) {
                    floor(turn, used);
                }
            }
        }
    }

    static void unhold(Turn turn) {
        turn.unhold(FLOOR_KEY);
        turn.unhold(EVICT_KEY);
    }

    private static void floor(Turn turn, BudgetUse used) {
        var standing = turn.state().budget();
        double cores = turn.policyClass().budget().floorCores();
        var restraint = Restraint.standing(turn.state(), turn.rules(), Means.THROTTLE);
        if (standing.floored()) {
            if (restraint.isPresent()) {
                lift(turn, restraint.get(), used);
                hold(turn, FLOOR_KEY, Means.THROTTLE, restraint.get(), used);
            } else if (standing.floorCores() != cores) {
                turn.record(new PolicyRecord.BudgetMoved(standing.floored(cores, standing.flooredAt())));
            }
            return;
        }
        var against = restraint.or(() -> Restraint.guardrail(turn.state(), turn.allowance(), Means.THROTTLE));
        if (against.isPresent()) {
            hold(turn, FLOOR_KEY, Means.THROTTLE, against.get(), used);
            return;
        }
        turn.unhold(FLOOR_KEY);
        var before = turn.state().enforcement().state();
        turn.record(new PolicyRecord.BudgetMoved(standing.floored(cores, turn.at())));
        var plan = LimitPlan.of(turn);
        turn.decide(Budgets.figures(DecisionDraft.of(Decision.Action.THROTTLE, "budget.floor", "Because %s, it is limited to %s cores on each node "
            .formatted(BudgetWords.spent(standing), Words.cores(cores)) + "until %s (UTC), or until it has more.".formatted(used.period().to()),
            turn.policyCause()), standing.budget(), used).from(before.wire(), turn.state().enforcement().state().wire())
            .with("floorCores", cores).with("limits", LimitPlan.figures(plan)));
    }

    private static void lift(Turn turn, Restraint restraint, BudgetUse used) {
        var standing = turn.state().budget();
        if (!standing.floored()) {
            return;
        }
        var name = "budget." + restraint.rule();
        turn.record(new PolicyRecord.BudgetMoved(standing.floored(null, null)));
        turn.decide(Budgets.figures(DecisionDraft.of(Decision.Action.RELEASE, name, "The limit for its spent budget is lifted: %s.%s"
            .formatted(restraint.why(), Lifted.rest(turn.state(), null, turn.at())), turn.policyCause()), standing.budget(), used)
            .from(EnforcementState.THROTTLED.wire(), turn.state().enforcement().state().wire()));
        turn.releaseBecause(new Reason(name, restraint.why()));
    }

    /// @return whether workloads are being ended, so that the limit waits
    private static boolean ends(Turn turn, BudgetUse used) {
        var standing = turn.state().budget();
        var terms = turn.policyClass().eviction();
        var ranked = Victims.ofBudget(turn.state(), standing, turn.at());
        boolean pending = Evictions.pendingByPolicy(turn.state()).isPresent();
        if (ranked.isEmpty() || standing.ended().size() >= MOST_ENDED) {
            turn.unhold(EVICT_KEY);
            return pending;
        }
        if (terms == null) {
            hold(turn, EVICT_KEY, Means.EVICT, Restraint.endsNone(turn.policyClass()), used);
            return false;
        }
        var against = Restraint.standing(turn.state(), turn.rules(), Means.EVICT);
        if (against.isPresent()) {
            if (Restraint.standing(turn.state(), turn.rules(), Means.THROTTLE).equals(against)) {
                turn.unhold(EVICT_KEY); // What holds back all means is told of the limit.
            } else {
                hold(turn, EVICT_KEY, Means.EVICT, against.get(), used);
            }
            return pending;
        }
        if (turn.at().isBefore(standing.warnedAt().plus(terms.warned())) || Evictions.waiting(turn, terms)) {
            return true;
        }
        var later = later(turn);
        if (later.isPresent()) {
            hold(turn, EVICT_KEY, Means.EVICT, later.get(), used);
            return true;
        }
        turn.unhold(EVICT_KEY);
        order(turn, ranked.getFirst(), terms, used);
        return true;
    }

    /// What passes by itself.
    private static Optional<Restraint> later(Turn turn) {
        var from = turn.state().answers().evictsFrom();
        return from != null && turn.at().isBefore(from)
            ? Optional.of(Restraint.classChanged(from))
            : Restraint.guardrail(turn.state(), turn.allowance(), Means.EVICT);
    }

    private static void order(Turn turn, Victims.Victim victim, PolicyClass.EvictionTerms terms, BudgetUse used) {
        var standing = turn.state().budget();
        var before = turn.state().enforcement().state();
        var workload = victim.workload();
        var why = BudgetWords.spent(standing);
        var ranked = Victims.ofBudget(turn.state(), standing, turn.at());
        turn.record(new PolicyRecord.BudgetMoved(standing.ended(Victims.group(victim.node(), workload))));
        var eviction = Evictions.issue(turn, victim, terms, new Reason(Budgets.SPENT, why), turn.policyCause());
        turn.decide(Budgets.figures(DecisionDraft.of(Decision.Action.EVICT, "budget.evict",
            "Because %s, workload %s on node %s is ended with %s of grace.".formatted(why, workload.id(), victim.node(),
                Words.seconds(terms.grace())), turn.policyCause()), standing.budget(), used)
            .on(victim.node()).ofWorkload(workload.id()).from(before.wire(), EnforcementState.EVICTING.wire())
            .with("order", eviction.order()).with("graceMs", eviction.graceMs()).with("victims", Victims.figures(ranked)));
    }

    private static void hold(Turn turn, String key, Means means, Restraint restraint, BudgetUse used) {
        var standing = turn.state().budget();
        var would = means == Means.EVICT ? "a workload would be ended, but none is"
            : "it would be %s, but it is not".formatted(BudgetWords.limited(turn.policyClass().budget()));
        turn.hold(key, restraint.why(), Budgets.figures(DecisionDraft.of(Decision.Action.HELD, "budget." + restraint.rule(),
            "Because %s, %s: %s.".formatted(BudgetWords.spent(standing), would, restraint.why()), turn.policyCause()),
            standing.budget(), used).with("means", means.wire()));
    }
}
