package dev.landlord.agent.enforce;

import java.util.List;
import java.util.Optional;

/// What is to be made true for a tenant on this node.
///
/// @param place  whether the tenant's own group is to be there (made where missing), or to go once it is empty
/// @param groups all the tenant's groups, among which the own one is always meant; empty before discovery has said which: then those
///               that are held are still the tenant's
public record Work(Target target, Place place, Optional<List<Claimed>> groups) {
    public Work {
        groups = groups.map(List::copyOf);
    }

    /// What is to become of the tenant's own group.
    public enum Place {
        MAKE, LEAVE, REMOVE
    }
}
