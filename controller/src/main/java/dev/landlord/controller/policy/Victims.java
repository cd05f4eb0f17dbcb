package dev.landlord.controller.policy;

import dev.landlord.protocol.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which of a tenant's workloads has to go first when it uses too much memory: the one that uses most, of those that use about the same
/// (in steps of a tenth of the quota) the one of the lowest priority, then the youngest, then by id and node.
///
/// Only workloads that run and have no exempt processes, on nodes with fresh samples whose agents carry out commands, and for which no
/// order failed a short while ago.
final class Victims {
    /// A workload that could not be evicted is passed over for this long.
    static final Duration SPARED = Duration.ofMinutes(10);
    /// Victims listed in a decision.
    static final int LISTED = 10;
    private static final double STEPS_OF_QUOTA = 10;
    private static final Comparator<Victim> OF_EQUALS = Comparator.comparing((Victim victim) -> victim.workload().rank())
        .thenComparing(victim -> victim.workload().firstSeen(), Comparator.nullsLast(Comparator.reverseOrder()))
        .thenComparing(victim -> victim.workload().id())
        .thenComparing(Victim::node);

    private Victims() {
    }

    /// A workload that may be chosen.
    record Victim(NodeId node, NodeMeter meter, WorkloadMeter workload) {
        long memoryBytes() {
            return workload.use().memoryBytes();
        }
    }

    /// The first is the one to go.
    static List<Victim> ranked(TenantState state, double quotaBytes, Instant now) {
        var victims = new ArrayList<Victim>();
        state.meters().forEach((node, meter) -> {
            if (meter.freshAt(now) && concerned(state, meter, quotaBytes) && Reach.agentObstacle(state, node).isEmpty()) {
                for (var workload : meter.workloads()) {
                    var memory = workload.use().memoryBytes();
                    if (workload.runs() && workload.exempt() == null && memory != null && memory > 0 && !spared(state, node, workload, now)) {
                        victims.add(new Victim(node, meter, workload));
                    }
                }
            }
        });
        var step = Math.max(1, quotaBytes / STEPS_OF_QUOTA);
        victims.sort(Comparator.comparing((Victim victim) -> -Math.floor(victim.memoryBytes() / step)).thenComparing(OF_EQUALS));
        return victims;
    }

    /// The workloads that a spent budget ends, which all go in the end: the lowest priority first, then the youngest, then by id and node. Those
    /// that ran already when it was spent, and for which no order was given yet.
    static List<Victim> ofBudget(TenantState state, BudgetStanding standing, Instant now) {
        var victims = new ArrayList<Victim>();
        state.meters().forEach((node, meter) -> {
            if (meter.freshAt(now) && Reach.agentObstacle(state, node).isEmpty()) {
                for (var workload : meter.workloads()) {
                    boolean ran = workload.firstSeen() == null || !workload.firstSeen().isAfter(standing.spentAt());
                    if (workload.runs() && workload.exempt() == null && ran && !standing.ended().contains(group(node, workload))) {
                        victims.add(new Victim(node, meter, workload));
                    }
                }
            }
        });
        victims.sort(OF_EQUALS);
        return victims;
    }

    /// One group on one node; an id is used again for another one only after a boot.
    static String group(NodeId node, WorkloadMeter workload) {
        return "%s/%s".formatted(node, workload.cgroupId());
    }

    /// Where each node is held to the quota by itself, only nodes above it.
    private static boolean concerned(TenantState state, NodeMeter meter, double quotaBytes) {
        return !state.perNode() || meter.counted().memoryBytes() != null && meter.counted().memoryBytes() > quotaBytes;
    }

    /// The ranked list as a decision's figures.
    static List<Map<String, Object>> figures(List<Victim> ranked) {
        return ranked.stream().limit(LISTED).map(victim -> {
            Map<String, Object> figure = new LinkedHashMap<>();
            figure.put("workload", victim.workload().id());
            figure.put("node", victim.node().value());
            if (victim.workload().use().memoryBytes() != null) {
                figure.put("memoryBytes", victim.memoryBytes());
            }
            figure.put("priority", victim.workload().rank());
            if (victim.workload().firstSeen() != null) {
                figure.put("firstSeen", victim.workload().firstSeen().toString());
            }
            return figure;
        }).toList();
    }

    private static boolean spared(TenantState state, NodeId node, WorkloadMeter workload, Instant now) {
        return state.evictions().stream().anyMatch(eviction -> !eviction.pending() && eviction.node().equals(node)
            && eviction.fence().cgroupId() == workload.cgroupId() && now.isBefore(eviction.endedAt().plus(SPARED))
            && switch (eviction.outcome()) {
                case REJECTED, FAILED -> true;
                case APPLIED, UNCHANGED, CLAMPED, DEFERRED, STALE, EXPIRED -> false;
            });
    }
}
