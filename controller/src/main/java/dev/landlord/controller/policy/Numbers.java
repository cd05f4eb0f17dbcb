package dev.landlord.controller.policy;

/// What a tenant's commands, orders and decisions are numbered with. All of them only grow.
///
/// @param epoch      the ownership term in which the tenant is decided upon; -1 before the first, 0 is a valid one
/// @param generation of the last throttle command, over all nodes
/// @param orders     eviction orders given
/// @param decisions  decisions made
public record Numbers(long epoch, long generation, long orders, long decisions) {
    static final Numbers INITIAL = new Numbers(-1, 0, 0, 0);

    /// Whether anything was ever limited or ended.
    boolean hasActed() {
        return generation > 0 || orders > 0;
    }

    /// Whether a controller has owned the tenant yet.
    boolean owned() {
        return epoch >= 0;
    }
}
