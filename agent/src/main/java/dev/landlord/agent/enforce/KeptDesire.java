package dev.landlord.agent.enforce;

import dev.landlord.agent.enforce.Desire.InForce;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Command.Throttle;
import dev.landlord.protocol.message.Limits;
import java.util.Optional;

/// A tenant's [Desire], as it is kept on disk; absent parts are null. A lease is not kept: what is left of it follows from the throttle and
/// from when it is read again.
///
/// @param lifted whether the throttle's limits were lifted because nobody renewed it
public record KeptDesire(TenantId tenant, Term highest, Throttle throttle, boolean lifted, Limits ceiling) {
    public static KeptDesire of(TenantId tenant, Desire desire) {
        return new KeptDesire(tenant, desire.highest().orElse(null), desire.inForce().map(InForce::throttle).orElse(null),
            desire.inForce().map(InForce::lifted).orElse(false), desire.ceiling());
    }

    /// @param now the start of the run that reads it
    public Desire desire(Now now) {
        return new Desire(Optional.ofNullable(highest),
            Optional.ofNullable(throttle).map(t -> new InForce(t, Lease.foundAtStart(t, now.wall(), now.nanos()), lifted)),
            ceiling == null ? Limits.NONE : ceiling);
    }
}
