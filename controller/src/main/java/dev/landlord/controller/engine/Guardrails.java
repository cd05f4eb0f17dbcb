package dev.landlord.controller.engine;

import dev.landlord.controller.policy.Allowance;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.TenantId;
import java.time.Instant;
import java.util.stream.Stream;

/// What bounds the policy over all tenants of the house. Divided over the partitions once and for all, so that owners need not know of
/// each other.
///
/// @param evictionsPerMinute workloads that the policy may order to end in a minute
/// @param heldBackShare      of the tenants, above 0 and at most 1, that the policy may hold back at one time
public record Guardrails(int evictionsPerMinute, double heldBackShare) {
    /// Nothing is bounded.
    public static final Guardrails NONE = new Guardrails(Integer.MAX_VALUE, 1);

    /// What one partition may do: a whole number of evictions, in sum over all partitions as many as there may be, but at least one each.
    public Of of(int partition, int partitions) {
        int evictions = evictionsPerMinute / partitions + (partition < evictionsPerMinute % partitions ? 1 : 0);
        return new Of(Math.max(1, evictions), heldBackShare);
    }

    /// What is left over to a tenant beside the others of its partition, as far as their states tell: what its owner would count now.
    ///
    /// @param all of every partition
    Allowance left(TenantId tenant, int partitions, Stream<TenantState> all, Instant now) {
        int partition = Ownership.partitionOf(tenant, partitions);
        var spending = new Spending(of(partition, partitions), now);
        all.filter(state -> Ownership.partitionOf(state.tenant(), partitions) == partition).forEach(spending::count);
        return spending.left();
    }

    /// What bounds the policy over the tenants of one partition.
    ///
    /// @param evictionsPerMinute at least 1
    /// @param heldBackShare      of the partition's tenants
    public record Of(int evictionsPerMinute, double heldBackShare) {
        /// So many tenants of a partition may always be held back: a share of a few says nothing.
        static final int ALWAYS = 2;
        private static final double ROUNDING = 1e-9;

        /// How many of so many tenants may be held back at one time.
        int heldBack(int tenants) {
            return Math.max(ALWAYS, (int) Math.ceil(heldBackShare * tenants - ROUNDING));
        }
    }
}
