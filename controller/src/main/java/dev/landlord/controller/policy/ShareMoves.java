package dev.landlord.controller.policy;

import java.util.Arrays;
import java.util.List;

/// From the shares that nodes have to those that they should have: when shares move, and in which order.
///
/// *When.* Shares are lowered only if a node that presses against its share would get more: over a tenth of its share, or all of them together over
/// [#DUE] of the budget, and no sooner than a while after the last change; or at once, where a node has no share yet or there is less to be shared.
/// What nobody wants is left where it is; what is too large by a trifle too, as long as all of it fits into the budget.
///
/// *In which order.* A share grows only by what others have been seen to give up: what a node may still hold is taken off the budget until its
/// agent has confirmed less. So the sum of what agents may hold exceeds the budget only while the budget has shrunk and this is not
/// confirmed yet, and by the floor of each node that has just turned up.
final class ShareMoves {
    /// Share by which one node's part must be too small before shares are moved for it.
    static final double DAMPING = 0.1;
    /// Part of the budget by which all that press may lack together before shares are moved for them.
    static final double DUE = 0.005;
    /// Share by which a node's part must be too large to be lowered.
    static final double TRIFLE = 0.01;
    /// Least part of the budget that is handed out while more is expected.
    static final double WAVE = 0.02;

    private ShareMoves() {
    }

    /// A node's part, in units.
    ///
    /// @param target  what it should have
    /// @param given   what it was last told, 0 if nothing yet
    /// @param held    the most that it may hold: `given`, or more while that is not confirmed
    /// @param presses whether it presses against its share
    /// @param limited false where it cannot be limited: it takes its target off the budget
    record Part(long target, long given, long held, boolean presses, boolean limited) {
        private long lack() {
            return limited && presses ? Math.max(0, target - given) : 0;
        }

        private boolean lacksMuch() {
            return lack() > Math.max(1, DAMPING * given);
        }
    }

    /// What each node is to be told now.
    ///
    /// @param parts    a node each
    /// @param settling whether the last change may not show yet
    /// @return units, in the order of the parts
    static long[] next(long budget, long floor, List<Part> parts, boolean settling) {
        var base = bases(budget, floor, parts, lowers(budget, parts, settling));
        var wanted = new long[parts.size()];
        long wants = 0;
        long free = budget;
        boolean newcomer = false;
        boolean outstanding = false;
        for (int i = 0; i < base.length; i++) {
            var part = parts.get(i);
            long start = base[i];
            wanted[i] = Math.max(0, part.target() - start);
            wants += wanted[i];
            newcomer |= part.limited() && part.given() == 0;
            outstanding |= part.limited() && part.held() > start;
            free -= part.limited() ? Math.max(start, part.held()) : start;
        }
        if (wants > 0 && free > 0 && (newcomer || !outstanding || free >= WAVE * budget)) {
            raise(base, wanted, wants, Math.min(free, wants));
        }
        return base;
    }

    /// What each is told before anything is raised.
    private static long[] bases(long budget, long floor, List<Part> parts, boolean lowers) {
        var sparing = bases(floor, parts, lowers ? TRIFLE : 1);
        return lowers && Arrays.stream(sparing).sum() > most(budget, parts.stream().allMatch(Part::limited)) ? bases(floor, parts, 0) : sparing;
    }

    /// @param spared share by which a part may be too large and is not lowered; 1: none is
    private static long[] bases(long floor, List<Part> parts, double spared) {
        var base = new long[parts.size()];
        for (int i = 0; i < base.length; i++) {
            var part = parts.get(i);
            base[i] = !part.limited() ? part.target()
                : part.given() == 0 ? Math.min(floor, part.target())
                : part.target() < (1 - spared) * part.given() ? part.target() : part.given();
        }
        return base;
    }

    /// What is used where it cannot be limited trembles; shares do not follow every bit of that.
    private static double most(long budget, boolean allLimited) {
        return budget + (allLimited ? 0 : DUE * budget);
    }

    private static boolean lowers(long budget, List<Part> parts, boolean settling) {
        long told = 0;
        long lack = 0;
        boolean newcomer = false;
        boolean much = false;
        boolean unlimited = false;
        for (var part : parts) {
            told += part.limited() ? part.given() : part.target();
            lack += part.lack();
            much |= part.lacksMuch();
            newcomer |= part.limited() && part.given() == 0;
            unlimited |= !part.limited();
        }
        return newcomer || told > most(budget, !unlimited) || !settling && (much || lack > DUE * budget);
    }

    /// In proportion to what each lacks, in whole units.
    private static void raise(long[] base, long[] wanted, long wants, long units) {
        long before = 0;
        long soFar = 0;
        for (int i = 0; i < base.length; i++) {
            soFar += wanted[i];
            long upTo = (long) ((double) units * soFar / wants + 0.5);
            base[i] += upTo - before;
            before = upTo;
        }
    }
}
