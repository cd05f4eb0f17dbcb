package dev.landlord.launcher.simulation;

import dev.landlord.controller.engine.PartitionTenants;
import dev.landlord.controller.engine.PartitionTerm;
import dev.landlord.controller.policy.PolicyClass;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.TenantSpec;
import java.util.Optional;

/// One term of one controller, as the invariants see it.
final class SimTerm {
    final SimController controller;
    final int partition;
    /// The offset of its claim, or -1 as long as it has not claimed.
    long epoch = -1;
    boolean isOver;
    PartitionTerm term;
    PartitionTenants tenants;

    SimTerm(SimController controller, int partition) {
        this.controller = controller;
        this.partition = partition;
    }

    boolean isLive() {
        return !isOver && !controller.process().isDead() && term != null && term.isLive();
    }

    /// Whether it will never step again.
    boolean isDone() {
        return isOver || controller.process().isDead();
    }

    Optional<TenantState> state(TenantId tenant) {
        return tenants.state(tenant);
    }

    /// The class of a tenant, as far as the controller knows.
    PolicyClass policyClass(TenantSpec spec) {
        return controller.rules().classes().orStandard(spec.policyClass());
    }

    @Override
    public String toString() {
        return "%s/p%d/e%d".formatted(controller.name(), partition, epoch);
    }
}
