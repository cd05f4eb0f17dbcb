package dev.landlord.controller.policy;

import java.time.Instant;

/// Under which class a tenant stands.
///
/// @param edition    of the class as it was last seen ([PolicyClass#edition]), or null before the first tick
/// @param evictsFrom before this the policy orders no workload of it to end, because its class changed a short while ago; null: no such bound
public record ClassStanding(String edition, Instant evictsFrom) {
    static final ClassStanding INITIAL = new ClassStanding(null, null);
}
