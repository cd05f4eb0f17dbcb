package dev.landlord.controller.whatif;

import dev.landlord.controller.ledger.TenantLedger;
import dev.landlord.controller.policy.BudgetStanding;
import dev.landlord.controller.policy.BudgetStanding.Stage;
import dev.landlord.controller.policy.BudgetUse;
import dev.landlord.controller.whatif.Episode.What;
import dev.landlord.protocol.message.Budget;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.UsageSample;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One tenant's budget in a recording: what its ledger has booked, and what the policy makes of that.
final class BudgetLane {
    static final String EVICT = Episode.BUDGET + "evict";
    private static final String WARN = Episode.BUDGET + "warn";
    private static final String SPENT = Episode.BUDGET + "spent";
    private static final String FLOOR = Episode.BUDGET + "floor";
    /// What goes on, as [Episodes] have it: how far it is, and whether it is limited.
    private static final String STAGE = "budget";

    private final Budget budget;
    private final RecordedLedger ledger;
    private final Episodes episodes;
    private final Map<LocalDate, Outcome.OfPeriod> periods = new TreeMap<>();
    private BudgetUse used;

    BudgetLane(Budget budget, TenantLedger booked, Episodes episodes) {
        this.budget = budget;
        this.ledger = new RecordedLedger(booked);
        this.episodes = episodes;
    }

    void sampled(UsageSample sample, Instant at) {
        ledger.sampled(sample, at);
    }

    /// What a tick is told.
    BudgetUse used(Instant at) {
        used = ledger.used(budget.per(), at);
        return used;
    }

    void heard(Decision decision) {
        switch (decision.rule()) {
            case WARN -> begin(STAGE, What.WARNED, decision);
            case SPENT -> begin(STAGE, What.SPENT, decision);
            case FLOOR -> begin(FLOOR, What.THROTTLED, decision);
            default -> { } // What ends is seen by where the policy stands.
        }
    }

    private void begin(String about, What what, Decision decision) {
        episodes.end(about, decision.at());
        episodes.begin(about, new Episode(what, null, decision.at(), null, null, null, decision.rule(), decision.text()));
    }

    /// Where the policy stands after an event.
    void stands(BudgetStanding standing, Instant at) {
        if (standing == null) {
            return; // Before the first tick.
        }
        if (standing.stage() == Stage.WITHIN) {
            episodes.end(STAGE, at);
        }
        if (standing.floorCores() == null) {
            episodes.end(FLOOR, at);
        }
        if (used != null && standing.of(used.period())) {
            periods.put(standing.from(), Outcome.OfPeriod.of(used, budget, standing.stage()));
        }
    }

    List<Outcome.OfPeriod> periods() {
        return List.copyOf(periods.values());
    }
}
