package dev.landlord.protocol.message;

import dev.landlord.protocol.WireName;

/// Over what a tenant's use is compared with its quota.
public enum Scope implements WireName {
    /// The use of all nodes together: two cores are two cores, on one node or on fifty.
    FLEET,
    /// The use of each node by itself: two cores on every node.
    NODE
}
