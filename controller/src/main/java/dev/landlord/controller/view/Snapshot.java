package dev.landlord.controller.view;

import dev.landlord.protocol.message.Decision;
import java.util.List;

/// The whole house at one moment.
///
/// @param decisions newest first
/// @param switches  all that is switched off
public record Snapshot(List<TenantView> tenants, List<NodeView> nodes, List<Decision> decisions, List<SwitchView> switches) {
}
