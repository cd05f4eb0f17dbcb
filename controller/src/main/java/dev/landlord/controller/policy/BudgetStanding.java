package dev.landlord.controller.policy;

import dev.landlord.protocol.message.Budget;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/// How far a tenant has got with its budget in one period. What was said and done is in here, so that neither happens twice, whoever decides.
///
/// @param budget     as it was when this was last judged
/// @param from       the period's first day, UTC
/// @param stage      how far
/// @param warnedAt   when it was warned in this period, or null
/// @param spentAt    since when it has been spent, or null if it is not
/// @param waived     whether a person let it go for the rest of the period
/// @param floorCores the CPU cores that it is held to on each node for it, or null: it is not
/// @param flooredAt  since when
/// @param ended      the groups for which an order was given, `node/cgroup id`: none gets a second one in this period
public record BudgetStanding(
    Budget budget, LocalDate from, Stage stage, Instant warnedAt, Instant spentAt, boolean waived, Double floorCores, Instant flooredAt,
    List<String> ended
) {
    public BudgetStanding {
        ended = List.copyOf(ended);
    }

    /// How much of it is used.
    public enum Stage {
        /// Less than what is warned at.
        WITHIN,
        /// The warning was given.
        WARNED,
        /// All of it, and some time after the warning.
        SPENT;

        /// The form in decisions and in the API, e.g. `within`.
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static BudgetStanding begin(Budget budget, LocalDate from) {
        return new BudgetStanding(budget, from, Stage.WITHIN, null, null, false, null, null, List.of());
    }

    /// Whether it is about this period.
    public boolean of(Budget.Period period) {
        return from.equals(period.from());
    }

    /// Whether limits are wanted for it.
    boolean floored() {
        return floorCores != null;
    }

    BudgetStanding warned(Instant at) {
        return new BudgetStanding(budget, from, Stage.WARNED, at, null, waived, floorCores, flooredAt, ended);
    }

    BudgetStanding spent(Instant at) {
        return new BudgetStanding(budget, from, Stage.SPENT, warnedAt, at, waived, floorCores, flooredAt, ended);
    }

    /// Judged by another budget, by which less of it is used.
    BudgetStanding eased(Budget other, Stage to) {
        return new BudgetStanding(other, from, to, to == Stage.WITHIN ? null : warnedAt, null, false, null, null, ended);
    }

    /// Judged by another budget, by which nothing becomes better.
    BudgetStanding under(Budget other) {
        return new BudgetStanding(other, from, stage, warnedAt, spentAt, waived, floorCores, flooredAt, ended);
    }

    BudgetStanding waive() {
        return new BudgetStanding(budget, from, stage, warnedAt, spentAt, true, null, null, ended);
    }

    /// @param cores null: no limit is wanted any more
    BudgetStanding floored(Double cores, Instant at) {
        return new BudgetStanding(budget, from, stage, warnedAt, spentAt, waived, cores, cores == null ? null : at, ended);
    }

    BudgetStanding ended(String group) {
        return new BudgetStanding(budget, from, stage, warnedAt, spentAt, waived, floorCores, flooredAt, Copies.replacing(ended, group::equals, group,
            Integer.MAX_VALUE));
    }
}
