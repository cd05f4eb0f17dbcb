package dev.landlord.agent.host;

import dev.landlord.agent.sample.GroupUse;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.TenantSpec;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// Which workloads' processes are worth a closer look: those of tenants that use more than their quota on this node alone, then the
/// busiest.
final class Spotlight {
    private Spotlight() {
    }

    /// @param most how many workloads at most
    /// @return their groups, the most interesting first
    static List<Group> choose(Round round, List<TenantSpec> specs, int most) {
        var quotas = specs.stream().collect(Collectors.toMap(TenantSpec::id, TenantSpec::quota, (first, _) -> first));
        return round.found().tenants().stream()
            .flatMap(tenant -> tenant.workloads().stream().map(workload -> new Candidate(workload.group(),
                isOver(round.tenantUse().getOrDefault(tenant.tenant(), GroupUse.UNKNOWN), quotas.getOrDefault(tenant.tenant(), Quota.NONE)),
                round.use().getOrDefault(workload.group().id(), GroupUse.UNKNOWN))))
            .sorted(Candidate.ORDER)
            .limit(most)
            .map(Candidate::group)
            .toList();
    }

    private static boolean isOver(GroupUse use, Quota quota) {
        return quota.cpuCores() != null && use.cpuCores().orElse(0) > quota.cpuCores()
            || quota.memoryBytes() != null && use.workingSetBytes().orElse(0) > quota.memoryBytes()
            || quota.pids() != null && use.pids().orElse(0) > quota.pids();
    }

    private record Candidate(Group group, boolean isOver, GroupUse use) {
        static final Comparator<Candidate> ORDER = Comparator.comparing((Candidate candidate) -> !candidate.isOver)
            .thenComparing(candidate -> -candidate.use.cpuCores().orElse(0))
            .thenComparing(candidate -> -candidate.use.workingSetBytes().orElse(0))
            .thenComparing(candidate -> candidate.group.cgroup());
    }
}
