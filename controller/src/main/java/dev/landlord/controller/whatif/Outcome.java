package dev.landlord.controller.whatif;

import dev.landlord.controller.policy.BudgetStanding;
import dev.landlord.controller.policy.BudgetUse;
import dev.landlord.protocol.message.Budget;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// What one class would have done to a tenant.
///
/// @param policyClass its name
/// @param episodes    in the order in which they began
/// @param end         of the recording, as far as the tenant is concerned
/// @param budgets     how far it would have got with its budget in each period that the recording touches; none without a budget
public record Outcome(String policyClass, List<Episode> episodes, Instant end, List<OfPeriod> budgets) {
    public Outcome {
        episodes = List.copyOf(episodes);
        budgets = List.copyOf(budgets);
    }

    /// What was used of a budget in one period, as far as that is known.
    ///
    /// @param from             the first day, UTC
    /// @param to               the day after the last one
    /// @param budget           what there was to be used
    /// @param cpuUsageUsec     microseconds of CPU time
    /// @param memoryKibSeconds integral of the working set
    /// @param share            of the budget's two amounts the one of which more was used; 1 is all of it
    /// @param state            `within`, `warned` or `spent`: how far it would have got
    public record OfPeriod(
        LocalDate from, LocalDate to, Budget budget, long cpuUsageUsec, long memoryKibSeconds, double share, String state
    ) {
        static OfPeriod of(BudgetUse used, Budget budget, BudgetStanding.Stage stage) {
            return new OfPeriod(used.period().from(), used.period().to(), budget, used.cpuUsageUsec(), used.memoryKibSeconds(), used.share(budget),
                stage.wire());
        }
    }

    public long count(Episode.What what) {
        return episodes.stream().filter(episode -> episode.what() == what).count();
    }

    /// How long the tenant would have been held back by weights, limits or a freeze: the sum over its resources and its budget.
    public Duration heldBack() {
        return episodes.stream().filter(episode -> episode.what().holdsBack()).flatMap(episode -> length(episode).stream())
            .reduce(Duration.ZERO, Duration::plus);
    }

    /// How long an episode lasted within the recording; empty for what takes no time.
    public Optional<Duration> length(Episode episode) {
        return episode.what().lasts() ? Optional.of(Duration.between(episode.from(), episode.to() == null ? end : episode.to())) : Optional.empty();
    }
}
