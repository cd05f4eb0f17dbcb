package dev.landlord.agent.enforce;

import dev.landlord.protocol.message.Limits;

/// What a tenant's groups on this node, all together, are to be held to.
///
/// @param limits  of the throttle in force, or [Limits#NONE]
/// @param ceiling of the tenant, or [Limits#NONE]
/// @param thawed  true while one of the tenant's workloads is being evicted: a frozen group does not run its handlers
public record Target(Limits limits, Limits ceiling, boolean thawed) {
    /// Everything as it was before Landlord.
    public static final Target RELEASED = new Target(Limits.NONE, Limits.NONE, false);

    /// The narrower of command and ceiling.
    public Bound of(Knob knob) {
        if (knob == Knob.FREEZER && thawed) {
            return Bound.UNLIMITED;
        }
        return Bound.min(knob.of(limits), knob.of(ceiling));
    }

    /// Whether the command asks for more than the ceiling allows.
    boolean isCutByCeiling(Knob knob) {
        var wanted = knob.of(limits);
        return !wanted.isUnlimited() && knob.of(ceiling).isBelow(wanted);
    }
}
