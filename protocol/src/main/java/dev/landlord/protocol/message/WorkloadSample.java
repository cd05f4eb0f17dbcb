package dev.landlord.protocol.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.landlord.protocol.WireName;
import java.time.Instant;
import java.util.List;

/// One workload of a tenant on a node: the topmost group that belongs to the tenant by placement or by rule.
///
/// @param id        its name: the group's last part in the own subtree, the cgroup path elsewhere
/// @param cgroup    path in the hierarchy that counts CPU
/// @param cgroupId  the group's inode there
/// @param origin    whether it lies in the tenant's own group, whose counters contain it, or elsewhere
/// @param firstSeen when this agent first saw it, or null from one that does not tell
/// @param fromStart true: it came into being while this agent watched its place under the same rules, so that its counters are the tenant's from
///                  zero on; absent: it was there before, and what its counters showed at first sight is not the tenant's for certain
/// @param priority  0 to 100 as its owner set it, null where nobody did, which is [#NORMAL_PRIORITY]. Of workloads that use about as much, the
///                  one of the lowest priority is ended first
/// @param meters    its counters and gauges, children included
/// @param processes facts on its busiest processes, where the agent looked; not a full list
public record WorkloadSample(
    String id,
    String cgroup,
    long cgroupId,
    Origin origin,
    Instant firstSeen,
    @JsonInclude(JsonInclude.Include.NON_NULL) Boolean fromStart,
    @JsonInclude(JsonInclude.Include.NON_NULL) Integer priority,
    @JsonUnwrapped Meters meters,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ProcessFact> processes
) {
    public static final int LEAST_PRIORITY = 0;
    public static final int NORMAL_PRIORITY = 50;
    public static final int MOST_PRIORITY = 100;

    public WorkloadSample {
        Checks.notBlank("id", id);
        Checks.notBlank("cgroup", cgroup);
        Checks.count("cgroupId", cgroupId);
        Checks.present("origin", origin);
        Checks.priority(priority);
        meters = meters == null ? Meters.UNKNOWN : meters;
        processes = Checks.list(processes);
    }

    /// A workload of which neither its priority nor whether its counters are the tenant's from zero on is known.
    public WorkloadSample(String id, String cgroup, long cgroupId, Origin origin, Instant firstSeen, Meters meters, List<ProcessFact> processes) {
        this(id, cgroup, cgroupId, origin, firstSeen, null, null, meters, processes);
    }

    /// Where a workload's group stands.
    public enum Origin implements WireName {
        /// Below the tenant's own group, started by `landlord run`.
        OWN,
        /// Elsewhere, claimed by one of the tenant's match rules.
        ADOPTED
    }
}
