package dev.landlord.controller.view;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Decision;
import java.util.List;
import java.util.Optional;

/// What is new since changes were last asked for.
///
/// @param tenants   each at most once a second, `recent` holding only points that no change had before
/// @param decisions in the order in which they were made
/// @param removed   tenants that are shown no more
/// @param switches  all that is switched off, if that has changed
public record Changes(
    List<TenantView> tenants, List<NodeView> nodes, List<Decision> decisions, List<TenantId> removed, Optional<List<SwitchView>> switches
) {
    public boolean isEmpty() {
        return tenants.isEmpty() && nodes.isEmpty() && decisions.isEmpty() && removed.isEmpty() && switches.isEmpty();
    }
}
