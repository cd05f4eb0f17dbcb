package dev.landlord.controller.policy;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Limits;
import java.time.Instant;
import java.util.Collection;

/// What a state holds of one node, brought together once a tick, so that whoever plans limits does not look for it again and again.
///
/// @param meter   what the tenant uses there by a fresh sample, or null if there is none
/// @param desired the limits desired there, or null
/// @param facts   what the node can do, or null if that is not known
record Place(NodeId node, NodeMeter meter, DesiredLimits desired, NodeFacts facts) {
    /// The nodes with a fresh sample, with limits, or named in a throttle by hand, in the order of their names.
    static Collection<Place> all(TenantState state, Instant now) {
        var places = OrderedMap.join(state.meters(), state.limits(), (node, meter, desired) -> {
            boolean fresh = meter != null && meter.freshAt(now);
            return fresh || desired != null ? new Place(node, fresh ? meter : null, desired, state.nodes().get(node)) : null;
        });
        for (var hand : state.byHand()) {
            if (hand.node() != null && !places.containsKey(hand.node())) {
                places = places.with(hand.node(), new Place(hand.node(), null, null, state.nodes().get(hand.node())));
            }
        }
        return places.values();
    }

    boolean fresh() {
        return meter != null;
    }

    /// Whether limits are wanted there, rather than their release.
    boolean limiting() {
        return desired != null && desired.limiting();
    }

    /// Whether the tenant is there or has limits there, as far as fresh samples tell.
    boolean present(Resource resource) {
        return fresh() && (limiting() || meter.use().of(resource).orElse(0) > 0 || meter.runs());
    }

    /// The share of a resource that the node was last told, in units; 0 if none.
    long given(Resource resource) {
        return desired == null ? 0 : Sharing.units(resource, desired.limits());
    }

    /// What the policy wants there for overuse.
    Limits own() {
        return desired == null ? Limits.NONE : desired.own();
    }

    /// The share that the node's agent may hold.
    long held(Resource resource) {
        return desired == null ? 0 : Math.max(Sharing.unitsHeld(resource, desired.limits()),
            Sharing.unitsHeld(resource, desired.mayHold() == null ? Limits.NONE : desired.mayHold()));
    }

    /// Whether its share is too small ([Pressure]).
    boolean presses(Resource resource) {
        return fresh() && given(resource) > 0 && Pressure.presses(resource, meter, desired);
    }

    /// Whether it is known of a running agent that no limit on a resource can be set there.
    boolean unlimitable(Resource resource) {
        return facts != null && facts.running() && !limited(resource);
    }

    /// Whether a limit on a resource can be set there.
    boolean limited(Resource resource) {
        return Reach.obstacle(node, facts, resource).isEmpty();
    }
}
