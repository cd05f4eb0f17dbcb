package dev.landlord.agent.sample;

import dev.landlord.protocol.NodeId;

/// One run of one node's agent, as every sample names it.
///
/// @param bootId   the kernel's boot
/// @param agentRun grows by one each time the agent starts
public record RunIdentity(NodeId node, String bootId, long agentRun) {
}
