package dev.landlord.controller.engine;

import dev.landlord.controller.ledger.TenantLedger;
import dev.landlord.controller.policy.PolicyRecord;
import dev.landlord.controller.policy.TenantState;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A tenant in the hands of its partition's owner: its state, its ledger, and whether they have to be written.
final class HeldTenant {
    private static final Logger LOG = LoggerFactory.getLogger(HeldTenant.class);
    /// A tenant whose every tick is poison must not fill the log.
    private static final Duration BETWEEN_LOGS = Duration.ofMinutes(1);

    /// What the restored snapshot includes of the partition's history.
    final Offsets included;
    final HeldLedger ledger;
    TenantState state;
    boolean changed;
    boolean due;
    /// Whether it was deleted and the policy has nothing left to do for it; only what is booked is still kept.
    boolean over;
    private Instant logNext = Instant.MIN;

    HeldTenant(TenantState state, TenantLedger ledger, Offsets included) {
        this.state = state;
        this.ledger = new HeldLedger(ledger);
        this.included = included;
        this.over = state.settledAfterDeletion() && state.untold().isEmpty();
    }

    /// Lets go of what a tenant that is over does not need any more.
    void end() {
        over = true;
        changed = true;
        state = state.apply(new PolicyRecord.DecisionsTold(Instant.MAX));
        for (var node : state.meters().keySet()) {
            state = state.apply(new PolicyRecord.NodeForgotten(node));
        }
    }

    /// The ledger moved.
    void booked(boolean isChanged) {
        changed |= isChanged;
        due |= ledger.isDue();
    }

    void unsaved(Instant at, String why) {
        if (at.isAfter(logNext)) {
            LOG.error("Tenant {} cannot be saved, so nothing is decided or booked for it: {}", state.tenant(), why);
            logNext = at.plus(BETWEEN_LOGS);
        }
    }

    void threw(String who, String event, Instant at, long offset, RuntimeException e) {
        if (at.isAfter(logNext)) {
            LOG.error("Passed over {} of tenant {} (offset {}): the {} threw", event, state.tenant(), offset, who, e);
            logNext = at.plus(BETWEEN_LOGS);
        }
    }
}
