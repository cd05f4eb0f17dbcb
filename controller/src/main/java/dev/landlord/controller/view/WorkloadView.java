package dev.landlord.controller.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.message.ProcessFact;
import dev.landlord.protocol.message.WorkloadSample;
import java.time.Instant;
import java.util.List;

/// One workload on one node. Its name, cgroup and processes come from the tenant and may be hostile text.
///
/// @param firstSeen when the node's agent first saw it, or null if it did not say
/// @param priority  0 to 100 as its owner set it, or null if nobody did
/// @param processes facts on its busiest processes, where the agent looked; not a full list
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkloadView(
    NodeId node,
    String id,
    String cgroup,
    long cgroupId,
    WorkloadSample.Origin origin,
    Instant firstSeen,
    Integer priority,
    UsageView usage,
    List<ProcessFact> processes
) {
}
