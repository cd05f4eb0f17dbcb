package dev.landlord.controller.policy;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.TenantSpec;
import java.time.Instant;

/// A fact that a step established. A tenant's state changes by applying these and in no other way ([TenantState#apply]).
public sealed interface PolicyRecord {
    /// The declaration in force from now on.
    record SpecTaken(TenantSpec spec) implements PolicyRecord {
    }

    /// The tenant is gone; what is left of its limits is being released.
    record TenantGone() implements PolicyRecord {
    }

    /// Another controller decides from now on.
    record EpochBegan(long epoch) implements PolicyRecord {
    }

    /// What a node's meter shows now.
    record Metered(NodeId node, NodeMeter meter) implements PolicyRecord {
    }

    /// What a node can do now.
    record NodeLearned(NodeId node, NodeFacts facts) implements PolicyRecord {
    }

    /// A node has been silent for so long that nothing is remembered of it.
    record NodeForgotten(NodeId node) implements PolicyRecord {
    }

    /// Where the tenant stands with a resource now.
    record ResourceMoved(Resource resource, ResourceState standing) implements PolicyRecord {
    }

    /// The limits that a node should have now, or what its agent said to them.
    record LimitsMoved(NodeId node, DesiredLimits limits) implements PolicyRecord {
    }

    /// Throttle commands are numbered from here on, because an agent knows a higher number than the state does.
    record GenerationRaised(long generation) implements PolicyRecord {
    }

    /// The release of a node's limits is done or given up.
    record LimitsForgotten(NodeId node) implements PolicyRecord {
    }

    /// A person's throttle holds; it takes the place of the one with the same scope.
    record ByHandBegan(ByHand throttle) implements PolicyRecord {
    }

    /// A person's throttle is over.
    record ByHandEnded(String request) implements PolicyRecord {
    }

    /// An eviction was ordered, sent again, or answered.
    record EvictionMoved(Eviction eviction) implements PolicyRecord {
    }

    /// An eviction that ended is no longer of interest.
    record EvictionForgotten(String order) implements PolicyRecord {
    }

    /// A request was acted upon; it will not be again.
    record RequestHandled(String request) implements PolicyRecord {
    }

    /// Something that ought to be done cannot be; said once.
    ///
    /// @param key what, e.g. `cpu@n1`
    /// @param why a sentence
    record Held(String key, String why) implements PolicyRecord {
    }

    /// It is not held back any more.
    record HeldEnded(String key) implements PolicyRecord {
    }

    /// The class that answers the tenant is another one, or another edition of it.
    record ClassTaken(ClassStanding standing) implements PolicyRecord {
    }

    /// How far the tenant has got with its budget.
    ///
    /// @param standing null: it has none
    record BudgetMoved(BudgetStanding standing) implements PolicyRecord {
    }

    /// How far the tenant's life has come.
    record IsolationMoved(Isolation isolation) implements PolicyRecord {
    }

    /// A decision was made.
    record Decided(Decision decision) implements PolicyRecord {
    }

    /// Decisions made before this have reached everybody.
    record DecisionsTold(Instant before) implements PolicyRecord {
    }
}
