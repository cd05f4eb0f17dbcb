package dev.landlord.controller.policy;

import dev.landlord.protocol.NodeId;
import java.util.Map;
import java.util.TreeMap;

/// One quota over several nodes. In whole units (thousandths of a core, processes), so that shares add up to exactly the budget.
///
/// Each node gets `budget × need / Σ need`, at least the floor; what floors take comes off the others in proportion. Where the
/// budget does not even cover the floors, all get the same, at least one unit.
final class FleetShares {
    private FleetShares() {
    }

    /// @param budget units to be shared, at least 1
    /// @param floor  units that each node gets at least, as far as the budget allows
    /// @param needs  zero or more, in any one measure
    /// @return units by node; their sum is the budget, unless there are more nodes than units
    static Map<NodeId, Long> of(long budget, long floor, Map<NodeId, Double> needs) {
        if (needs.isEmpty()) {
            return Map.of();
        }
        long least = Math.max(1, Math.min(floor, budget / needs.size()));
        var shares = new TreeMap<NodeId, Long>();
        var open = new TreeMap<>(needs);
        long rest = budget;
        while (!open.isEmpty()) {
            double total = open.values().stream().mapToDouble(Double::doubleValue).sum();
            double perNeed = total > 0 ? rest / total : 0;
            double each = (double) rest / open.size();
            var low = new TreeMap<>(open);
            low.values().removeIf(need -> (total > 0 ? need * perNeed : each) >= least);
            if (low.isEmpty()) {
                open.forEach((node, need) -> shares.put(node, (long) Math.floor(total > 0 ? need * perNeed : each)));
                break;
            }
            low.keySet().forEach(node -> shares.put(node, least));
            open.keySet().removeAll(low.keySet());
            rest = Math.max(0, rest - least * low.size());
        }
        long over = budget - shares.values().stream().mapToLong(Long::longValue).sum();
        if (over > 0) {
            var neediest = needs.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
            shares.merge(neediest, over, Long::sum);
        }
        return shares;
    }
}
