package dev.landlord.controller.engine;

import dev.landlord.controller.policy.Allowance;
import dev.landlord.controller.policy.TenantState;
import java.time.Duration;
import java.time.Instant;

/// What guardrails leave over to the tenants of a partition in one tick. It is counted from their states, so that the next owner counts the same.
final class Spending {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Guardrails.Of guardrails;
    private final Instant since;
    private int tenants;
    private int heldBack;
    private int evictions;

    Spending(Guardrails.Of guardrails, Instant at) {
        this.guardrails = guardrails;
        this.since = at.minus(MINUTE);
    }

    /// Counts a tenant as it stands before the tick.
    void count(TenantState state) {
        tenants += state.declared().isPresent() ? 1 : 0;
        heldBack += state.heldBack() ? 1 : 0;
        evictions += state.ordersSince(since);
    }

    /// A tenant has been stepped.
    void stepped(TenantState before, TenantState after) {
        heldBack += (after.heldBack() ? 1 : 0) - (before.heldBack() ? 1 : 0);
        evictions += after.ordersSince(since) - before.ordersSince(since);
    }

    /// For the next tenant.
    Allowance left() {
        return new Allowance(Math.max(0, guardrails.heldBack(tenants) - heldBack), Math.max(0, guardrails.evictionsPerMinute() - evictions));
    }

    int heldBack() {
        return heldBack;
    }
}
