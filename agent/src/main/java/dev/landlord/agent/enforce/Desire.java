package dev.landlord.agent.enforce;

import dev.landlord.protocol.message.Command.Throttle;
import dev.landlord.protocol.message.Limits;
import java.util.Optional;

/// What is wanted of a tenant on this node, the throttle fenced against owners that have lost the tenant; immutable.
///
/// @param highest the highest (epoch, generation) ever seen; never goes back
/// @param inForce the throttle that was last accepted, or empty
/// @param ceiling what the node's kernel allows the tenant at most, throttled or not
public record Desire(Optional<Term> highest, Optional<InForce> inForce, Limits ceiling) {
    public static final Desire NOTHING = new Desire(Optional.empty(), Optional.empty(), Limits.NONE);

    /// A throttle that was accepted.
    ///
    /// @param lifted its lease ran out and its limits are lifted
    public record InForce(Throttle throttle, Lease lease, boolean lifted) {
        Limits limits() {
            return lifted ? Limits.NONE : throttle.limits();
        }
    }

    /// What an arriving throttle is, measured against this.
    public enum Novelty {
        /// Lower than one already seen: an owner that was replaced, or a record out of order.
        STALE,
        /// The one that is in force, said again.
        REPEATED,
        /// To be acted upon.
        FRESH
    }

    public Novelty novelty(Throttle throttle) {
        var term = Term.of(throttle);
        if (highest.isPresent() && term.compareTo(highest.get()) < 0) {
            return Novelty.STALE;
        }
        boolean same = inForce.isPresent() && Term.of(inForce.get().throttle()).equals(term);
        return same ? Novelty.REPEATED : Novelty.FRESH;
    }

    /// This throttle is in force from now on.
    public Desire with(Throttle throttle, Lease lease) {
        return new Desire(Optional.of(Term.of(throttle)), Optional.of(new InForce(throttle, lease, false)), ceiling);
    }

    /// The throttle was refused: it counts for the order of things, but what was in force stays so.
    public Desire refusing(Throttle throttle) {
        return new Desire(Optional.of(Term.of(throttle)), inForce, ceiling);
    }

    /// The throttle in force, if its lease has just run out.
    public Optional<Throttle> overdue(long nowNanos) {
        return inForce.filter(f -> !f.lifted() && f.lease().isOver(nowNanos)).map(InForce::throttle);
    }

    /// The throttle's limits are lifted, since nobody renewed it.
    public Desire lifted() {
        return new Desire(highest, inForce.map(f -> new InForce(f.throttle(), f.lease(), true)), ceiling);
    }

    /// The throttle stays although nobody renewed it.
    public Desire held() {
        return new Desire(highest, inForce.map(f -> new InForce(f.throttle(), Lease.ENDLESS, false)), ceiling);
    }

    public Desire under(Limits newCeiling) {
        return new Desire(highest, inForce, newCeiling);
    }

    /// What is wanted now.
    public Limits limits() {
        return inForce.map(InForce::limits).orElse(Limits.NONE);
    }
}
