package dev.landlord.launcher.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.landlord.controller.whatif.Episode;
import dev.landlord.controller.whatif.Findings;
import dev.landlord.controller.whatif.Outcome;
import dev.landlord.controller.whatif.UsedBefore;
import dev.landlord.controller.whatif.WhatIf;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What `landlord simulate -o json` prints.
///
/// @param notes what to bear in mind, in sentences
record SimulationReport(
    Instant from, Instant to, long samples, long undeclared, long late, long bad, List<String> notes, List<OfTenant> tenants
) {
    /// @param tried null where the class that is tried is the one that the tenant has
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record OfTenant(String tenant, OfClass today, OfClass tried) {
    }

    /// What one class would have done. A number is that of episodes; `heldBackMs` sums up weights, limits and freezes over the resources and
    /// the budget.
    ///
    /// @param budgets by period; none without a budget
    record OfClass(
        @JsonProperty("class") String policyClass, long warned, long spent, long weighted, long throttled, long frozen, long evicted, long held,
        long heldBackMs, @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Outcome.OfPeriod> budgets, List<Lasting> episodes
    ) {
    }

    /// @param lastedMs within the recording; null for what takes no time
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Lasting(@JsonUnwrapped Episode episode, Long lastedMs) {
    }

    /// @param used what budgets counted besides what was recorded
    static SimulationReport of(Findings findings, UsedBefore used, long bad) {
        return new SimulationReport(findings.from(), findings.to(), findings.samples(), findings.undeclared(), findings.late(), bad,
            notes(findings, used), findings.tenants().stream().map(tenant -> new OfTenant(tenant.tenant().value(), ofClass(tenant.today()),
                tenant.tried() == null ? null : ofClass(tenant.tried()))).toList());
    }

    private static OfClass ofClass(Outcome outcome) {
        return new OfClass(outcome.policyClass(), outcome.count(Episode.What.WARNED), outcome.count(Episode.What.SPENT),
            outcome.count(Episode.What.WEIGHTED), outcome.count(Episode.What.THROTTLED), outcome.count(Episode.What.FROZEN),
            outcome.count(Episode.What.EVICTED), outcome.count(Episode.What.HELD), outcome.heldBack().toMillis(), outcome.budgets(),
            outcome.episodes().stream().map(episode -> lasting(outcome, episode)).toList());
    }

    private static Lasting lasting(Outcome outcome, Episode episode) {
        return new Lasting(episode, outcome.length(episode).map(Duration::toMillis).orElse(null));
    }

    private static List<String> notes(Findings findings, UsedBefore used) {
        var notes = new ArrayList<String>();
        notes.add("Recorded use does not react to what would have been done: who would have been throttled goes on as recorded, so that a throttle "
            + "lasts as long as the tenant wanted too much. What an evicted workload used later is taken out.");
        if (findings.throttled() > 0) {
            notes.add("In %s samples the kernel was throttling the tenant while it was recorded: what it would have used otherwise is not known."
                .formatted(findings.throttled()));
        }
        if (findings.contention()) {
            notes.add("A class that acts only where others suffer acts here as if they always did.");
        }
        budgets(findings, used).ifPresent(notes::add);
        if (findings.undeclared() > 0) {
            notes.add("%s samples are of tenants that are not declared, and were left out.".formatted(findings.undeclared()));
        }
        if (findings.late() > 0) {
            notes.add("%s samples came more than %s s after younger ones of their tenant, and count from when they came."
                .formatted(findings.late(), WhatIf.PATIENCE.toSeconds()));
        }
        return notes;
    }

    /// What is not known of the time before the recording.
    private static Optional<String> budgets(Findings findings, UsedBefore used) {
        if (findings.tenants().stream().allMatch(tenant -> tenant.today().budgets().isEmpty())) {
            return Optional.empty();
        }
        Instant known = used.to() == null ? null : used.to().atStartOfDay(ZoneOffset.UTC).toInstant();
        return Optional.of(known == null
            ? "Budgets count what was recorded and no more: what was used in the month or the day before %s is not known. Of a month, --used tells."
                .formatted(findings.from().truncatedTo(ChronoUnit.SECONDS))
            : "Budgets by the month count what was used before %s and what was recorded, from %s on; what lies between is not known."
                .formatted(known, findings.from().truncatedTo(ChronoUnit.SECONDS)));
    }
}
