package dev.landlord.controller.view;

/// What the read model holds and has left out.
///
/// @param tenants          tenants that it holds, those only heard of included
/// @param nodes            nodes that it holds
/// @param samplesIgnored   repeated or late samples
/// @param overflows        messages left out because there were too many tenants or nodes
/// @param decisionsUntold  decisions that followers were not told of because too many waited
public record HouseCounters(int tenants, int nodes, long samplesIgnored, long overflows, long decisionsUntold) {
}
