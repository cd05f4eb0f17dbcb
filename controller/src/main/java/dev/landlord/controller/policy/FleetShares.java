package dev.landlord.controller.policy;

import dev.landlord.protocol.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// One quota over several nodes by water-filling (max-min fair), in whole units (thousandths of a core, processes, bytes a second), so that shares
/// add up to exactly the budget.
///
/// The same level is poured over all nodes, in three rounds: from the floor up to what each needs at least; what is left, from there up to
/// what each can use at most; what is then still left, to all. So a node that needs less than the level gets what it needs, those that
/// want more get equal parts of the rest, and nobody gets more than it can use while another wants.
final class FleetShares {
    /// Halvings of the interval in which the level is sought: more than a double has digits.
    private static final int HALVINGS = 60;
    /// What binary fractions may lack of a whole unit.
    private static final double ROUNDING = 1e-6;

    private FleetShares() {
    }

    /// What a node needs, in units.
    ///
    /// @param least what it is known to need, zero or more
    /// @param most  what it could use, at least `least`; infinite if nothing is known that bounds it
    record Need(double least, double most) {
        Need {
            if (!(least >= 0 && most >= least)) {
                throw new IllegalArgumentException("a need must be 0 <= least <= most, got %s and %s".formatted(least, most));
            }
        }

        /// A need that is known.
        static Need of(double units) {
            return new Need(units, units);
        }
    }

    private record Part(NodeId node, Need need, double share) {
        private long whole() {
            return (long) Math.floor(share + ROUNDING);
        }

        private double fraction() {
            return share - whole();
        }
    }

    /// @param budget units to be shared, at least 1
    /// @param floor  units that each node gets at least; where the budget does not cover that, all get the same, at least one
    /// @return units by node; their sum is the budget, unless there are more nodes than units
    static SortedMap<NodeId, Long> of(long budget, long floor, Map<NodeId, Need> needs) {
        var shares = new TreeMap<NodeId, Long>();
        if (needs.isEmpty()) {
            return shares;
        }
        double least = Math.max(1, Math.min(floor, budget / needs.size()));
        var nodes = new ArrayList<>(new TreeMap<>(needs).entrySet());
        var low = nodes.stream().mapToDouble(_ -> least).toArray();
        var known = nodes.stream().mapToDouble(node -> Math.max(least, node.getValue().least())).toArray();
        var most = nodes.stream().mapToDouble(node -> Math.max(least, node.getValue().most())).toArray();
        var all = nodes.stream().mapToDouble(_ -> Double.POSITIVE_INFINITY).toArray();
        var filled = sum(known) >= budget ? level(budget, low, known) : sum(most) >= budget ? level(budget, known, most) : level(budget, most, all);
        var parts = new ArrayList<Part>();
        for (int i = 0; i < filled.length; i++) {
            parts.add(new Part(nodes.get(i).getKey(), nodes.get(i).getValue(), filled[i]));
        }
        parts.forEach(part -> shares.put(part.node(), Math.max(1, part.whole())));
        handOut(budget - shares.values().stream().mapToLong(Long::longValue).sum(), parts, shares);
        return shares;
    }

    /// Whole units that rounding has left, one each, to those that it took most from; of equals, to the neediest.
    private static void handOut(long units, List<Part> parts, Map<NodeId, Long> shares) {
        if (units <= 0) {
            return;
        }
        var order = parts.stream().sorted(Comparator.comparingDouble(Part::fraction).reversed()
            .thenComparing(part -> part.need().least(), Comparator.reverseOrder())
            .thenComparing(part -> part.need().most(), Comparator.reverseOrder())
            .thenComparing(Part::node)).toList();
        for (long i = 0; i < units; i++) {
            shares.merge(order.get((int) (i % order.size())).node(), 1L, Long::sum);
        }
    }

    /// Each node's share of a budget when all stand at one level, but none below its lower and above its upper bound. The budget lies
    /// between the sums of these.
    private static double[] level(double budget, double[] lower, double[] upper) {
        double below = 0;
        double above = budget;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (below + above) / 2;
            if (sum(at(middle, lower, upper)) > budget) {
                above = middle;
            } else {
                below = middle;
            }
        }
        return at(below, lower, upper);
    }

    private static double[] at(double level, double[] lower, double[] upper) {
        var shares = new double[lower.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = Math.clamp(level, lower[i], upper[i]);
        }
        return shares;
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }
}
