package dev.landlord.controller.policy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

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

    /// @param budget units to be shared, at least 1
    /// @param floor  units that each node gets at least; where the budget does not cover that, all get the same, at least one
    /// @param needs  a node each; their order decides only who of equals gets the units that rounding leaves
    /// @return units, in the same order; their sum is the budget, unless there are more nodes than units
    static long[] of(long budget, long floor, List<Need> needs) {
        int nodes = needs.size();
        if (nodes == 0) {
            return new long[0];
        }
        double least = Math.max(1, Math.min(floor, budget / nodes));
        var low = new double[nodes];
        var known = new double[nodes];
        var most = new double[nodes];
        var all = new double[nodes];
        for (int i = 0; i < nodes; i++) {
            low[i] = least;
            known[i] = Math.max(least, needs.get(i).least());
            most[i] = Math.max(least, needs.get(i).most());
            all[i] = Double.POSITIVE_INFINITY;
        }
        var filled = sum(known) >= budget ? level(budget, low, known) : sum(most) >= budget ? level(budget, known, most) : level(budget, most, all);
        var shares = new long[nodes];
        for (int i = 0; i < nodes; i++) {
            shares[i] = Math.max(1, whole(filled[i]));
        }
        handOut(budget - Arrays.stream(shares).sum(), filled, needs, shares);
        return shares;
    }

    private static long whole(double share) {
        return (long) Math.floor(share + ROUNDING);
    }

    /// Whole units that rounding has left, one each, to those that it took most from; of equals, to the neediest.
    private static void handOut(long units, double[] filled, List<Need> needs, long[] shares) {
        if (units <= 0) {
            return;
        }
        var order = IntStream.range(0, filled.length).boxed().sorted(
            Comparator.comparingDouble((Integer i) -> whole(filled[i]) - filled[i])
                .thenComparing(i -> needs.get(i).least(), Comparator.reverseOrder())
                .thenComparing(i -> needs.get(i).most(), Comparator.reverseOrder())).toList();
        for (long i = 0; i < units; i++) {
            shares[order.get((int) (i % order.size()))]++;
        }
    }

    /// Each node's share of a budget when all stand at one level, but none below its lower and above its upper bound. The budget lies
    /// between the sums of these.
    private static double[] level(double budget, double[] lower, double[] upper) {
        double below = 0;
        double above = budget;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (below + above) / 2;
            double sum = 0;
            for (int node = 0; node < lower.length; node++) {
                sum += at(middle, lower[node], upper[node]);
            }
            if (sum > budget) {
                above = middle;
            } else {
                below = middle;
            }
        }
        var shares = new double[lower.length];
        for (int node = 0; node < shares.length; node++) {
            shares[node] = at(below, lower[node], upper[node]);
        }
        return shares;
    }

    private static double at(double level, double lower, double upper) {
        return Math.min(Math.max(level, lower), upper);
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }
}
