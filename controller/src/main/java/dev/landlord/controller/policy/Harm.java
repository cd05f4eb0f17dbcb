package dev.landlord.controller.policy;

import dev.landlord.protocol.Resource;
import java.time.Instant;

/// Whether somebody else would suffer from what a tenant uses: on one of the nodes where it uses the resource, tasks have to wait for it *and*
/// others than the tenant use the node. Pressure alone does not show that: a tenant with more threads than there are processors waits for itself.
///
/// Where the kernel tells no pressure (PSI, Linux 4.20; `psi=0`), a node counts as contended that is busy to [#FULL] of its capacity.
/// What is not known is no harm.
final class Harm {
    /// Share of the capacity.
    static final double FULL = 0.95;
    /// Cores that others use at least, as a share of the node's.
    static final double OTHERS = 0.05;

    private Harm() {
    }

    static boolean suffered(TenantState state, Resource resource, PolicyClass.Contention marks, Instant now) {
        return state.useByNode(now).entrySet().stream().anyMatch(entry -> {
            var facts = state.nodes().get(entry.getKey());
            return entry.getValue().of(resource).orElse(0) > 0 && facts != null && facts.load() != null
                && contended(resource, facts.load(), marks) && others(facts.load(), entry.getValue());
        });
    }

    private static boolean contended(Resource resource, NodeLoad load, PolicyClass.Contention marks) {
        return switch (resource) {
            case CPU, PIDS -> over(load.cpuPressure(), marks.cpu(), load.cpuBusy());
            case MEMORY -> over(load.memoryPressure(), marks.memory(), load.memoryBusy());
            case IO -> over(load.ioPressure(), marks.io(), null);
        };
    }

    private static boolean over(Double pressure, double mark, Double busy) {
        return pressure == null ? busy != null && busy >= FULL : pressure >= mark;
    }

    private static boolean others(NodeLoad load, Use own) {
        return load.busyCores() != null && load.busyCores() - (own.cpuCores() == null ? 0 : own.cpuCores()) >= OTHERS * load.cores();
    }
}
