package dev.landlord.controller.view;

import dev.landlord.controller.policy.NodeMeter;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.message.ProcessFact;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a tenant uses on one node, with the facts on processes that the policy does not need.
///
/// @param sample the one that the meter was last read from
record Metered(NodeMeter meter, UsageSample sample) {
    Stream<WorkloadView> views(NodeId node) {
        var processes = processes();
        return meter.workloads().stream().map(workload -> new WorkloadView(node, workload.id(), workload.cgroup(), workload.cgroupId(),
            workload.origin(), workload.firstSeen(), workload.priority(), UsageView.of(workload.use(), null, List.of()),
            processes.getOrDefault(workload.cgroupId(), List.of())));
    }

    private Map<Long, List<ProcessFact>> processes() {
        return sample.workloads().stream().collect(Collectors.toMap(WorkloadSample::cgroupId, WorkloadSample::processes, (one, _) -> one));
    }
}
