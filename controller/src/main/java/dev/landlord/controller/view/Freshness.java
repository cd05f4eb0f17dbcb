package dev.landlord.controller.view;

import dev.landlord.controller.policy.NodeMeter;
import dev.landlord.protocol.NodeId;

/// Whether what a node's agent last sampled still tells something about the present.
@FunctionalInterface
interface Freshness {
    boolean holds(NodeId node, NodeMeter meter);
}
