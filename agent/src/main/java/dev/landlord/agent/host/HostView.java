package dev.landlord.agent.host;

import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.ProcessFact;
import java.util.List;
import java.util.Map;

/// What the last look at the whole node told; immutable.
///
/// @param capacity           what the node has
/// @param host               what it uses
/// @param agentCpuUsageUsec  CPU time of the agent's process, or null if not known
/// @param agentResidentBytes its resident memory, or null if not known
/// @param capabilities       what it can meter and enforce
/// @param processes          facts on the processes of some groups, by cgroup id
public record HostView(
    NodeReport.Capacity capacity,
    NodeReport.Host host,
    Long agentCpuUsageUsec,
    Long agentResidentBytes,
    Map<String, NodeReport.Capability> capabilities,
    Map<Long, List<ProcessFact>> processes
) {
}
