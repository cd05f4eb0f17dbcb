package dev.landlord.controller.policy;

import java.time.Duration;

/// What passing time brings. Nothing is decided before somebody owns the tenant.
final class Ticks {
    /// A decision has reached everybody after this.
    static final Duration TOLD = Duration.ofSeconds(30);
    /// A node that has been silent for this long is forgotten.
    static final Duration FORGOTTEN = Duration.ofHours(1);

    private Ticks() {
    }

    /// @param used of the budget, or null
    static void tick(Turn turn, BudgetUse used) {
        if (!turn.state().numbers().owned()) {
            return;
        }
        Requests.tick(turn);
        turn.state().declared().ifPresent(_ -> ClassChanges.look(turn));
        turn.state().declared().ifPresent(spec -> Budgets.tick(turn, spec, used));
        Evictions.tick(turn);
        turn.state().declared().ifPresent(spec -> Ladder.climb(turn, spec));
        LimitCommands.settle(turn);
        IsolationWatch.look(turn);
        forget(turn);
    }

    private static void forget(Turn turn) {
        var told = turn.at().minus(TOLD);
        if (turn.state().untold().stream().anyMatch(decision -> decision.at().isBefore(told))) {
            turn.record(new PolicyRecord.DecisionsTold(told));
        }
        var silent = turn.at().minus(FORGOTTEN);
        turn.state().meters().forEach((node, meter) -> {
            if (meter.at().isBefore(silent) && !turn.state().limits().containsKey(node)) {
                turn.record(new PolicyRecord.NodeForgotten(node));
                turn.unhold("nodes");
            }
        });
    }
}
