package dev.landlord.controller.policy;

import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.ActionRequest;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import java.time.Instant;

/// What a tenant's policy hears. All times of one tenant's events are of one clock, the controller's, except that of [Sampled],
/// which is the broker's; the two must agree within the time for which a sample counts as fresh ([NodeMeter#freshUntil]).
public sealed interface PolicyEvent {
    /// When it happened.
    Instant at();

    /// The tenant was declared, or declared anew with a higher version.
    record Declared(Instant at, TenantSpec spec) implements PolicyEvent {
    }

    /// The declaration is gone.
    record Deleted(Instant at) implements PolicyEvent {
    }

    /// An agent sampled the tenant.
    ///
    /// @param at the broker's log-append time of the record
    record Sampled(Instant at, UsageSample sample) implements PolicyEvent {
    }

    /// A node's heartbeat.
    record NodeSeen(Instant at, NodeReport report) implements PolicyEvent {
    }

    /// An agent answered a command.
    record Acked(Instant at, Ack ack) implements PolicyEvent {
    }

    /// Somebody wants an action by hand.
    record Requested(Instant at, ActionRequest request) implements PolicyEvent {
    }

    /// Time has passed; about one a second. Decisions fall here.
    ///
    /// @param allowance how much more may be done in this moment to this and other tenants
    /// @param used      what the ledger has booked in the budget's period that `at` lies in; null where no budget is declared, or the ledger is not
    ///                  at hand: then budgets stand still
    record Tick(Instant at, Allowance allowance, BudgetUse used) implements PolicyEvent {
        /// Without a ledger.
        public Tick(Instant at, Allowance allowance) {
            this(at, allowance, null);
        }

        /// Without guardrails either.
        public Tick(Instant at) {
            this(at, Allowance.UNBOUNDED);
        }
    }

    /// A controller has become the tenant's owner and has replayed what the one before it left.
    ///
    /// @param epoch the ownership term; larger than any before
    record TookOver(Instant at, long epoch) implements PolicyEvent {
    }
}
