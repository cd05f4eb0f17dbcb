package dev.landlord.launcher.top;

import static dev.landlord.launcher.client.Figures.text;

import dev.landlord.launcher.terminal.Amounts;
import dev.landlord.protocol.Resource;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;

/// A workload as one row.
///
/// @param priority the lower, the sooner it is ended if one must be
/// @param meters   its use beside the whole tenant's quota
record WorkloadRow(String key, String name, String node, String cgroup, String origin, String firstSeen, String priority,
                   Map<Resource, Meter> meters, List<ProcessRow> processes) implements Row {
    static WorkloadRow of(JsonNode workload, JsonNode quota) {
        String node = workload.path("node").asString(Amounts.UNKNOWN);
        String name = workload.path("id").asString(Amounts.UNKNOWN);
        // A workload of the same name may follow: it is another one.
        String key = String.join("/", node, name, workload.path("cgroupId").asString(""));
        JsonNode none = workload.path("share");
        return new WorkloadRow(key, name, node, workload.path("cgroup").asString(Amounts.UNKNOWN), workload.path("origin").asString(Amounts.UNKNOWN),
            workload.path("firstSeen").asString(""), text(workload.path("priority")), Meter.all(workload.path("usage"), quota, none),
            workload.path("processes").valueStream().map(ProcessRow::of).toList());
    }

    @Override
    public OptionalDouble value(Sort sort) {
        return Meter.value(meters, sort);
    }
}
