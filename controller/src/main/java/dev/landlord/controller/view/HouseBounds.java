package dev.landlord.controller.view;

/// How much the read model keeps.
///
/// @param tenants            tenants, declared or only heard of; one more is left out and counted
/// @param nodes              nodes; one more is left out and counted
/// @param recentPoints       points of use of each tenant; the oldest goes
/// @param pointsInAll        points shown where all tenants are: with many tenants, fewer of each, the oldest left out
/// @param decisions          newest decisions of the house; the oldest goes
/// @param decisionsPerTenant newest decisions of each tenant; the oldest goes
/// @param untold             decisions that wait to be told to followers; the oldest goes and is counted
public record HouseBounds(
    int tenants, int nodes, int recentPoints, int pointsInAll, int decisions, int decisionsPerTenant, int untold
) {
    public static final HouseBounds DEFAULTS = new HouseBounds(20_000, 5_000, 120, 60_000, 100, 200, 1_000);
}
