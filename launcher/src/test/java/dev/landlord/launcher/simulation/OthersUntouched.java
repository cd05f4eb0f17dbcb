package dev.landlord.launcher.simulation;

import dev.landlord.protocol.TenantId;

/// What is done for one tenant is written to its own groups and to nobody else's, and a watching agent writes nowhere.
final class OthersUntouched extends Invariant {
    OthersUntouched(Simulation sim) {
        super(sim, "others are never touched");
    }

    @Override
    public void wrote(SimNode node, TenantId tenant, Group group, String file, String text) {
        exercise();
        if (!World.owner(group.path).filter(tenant.value()::equals).isPresent()) {
            violated("node %s writes %s '%s' to %s for tenant %s", node.id, file, text, group.path, tenant);
        }
        if (!node.isEnforcing()) {
            violated("node %s only watches, and writes %s '%s' to %s", node.id, file, text, group.path);
        }
    }
}
