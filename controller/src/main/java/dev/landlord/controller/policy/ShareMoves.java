package dev.landlord.controller.policy;

import dev.landlord.protocol.NodeId;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// From the shares that nodes have to those that they should have: when shares move, and in which order.
///
/// *When.* Shares are lowered only if a node that presses against its share would get more: over a tenth of its share, or all of them together over
/// [#DUE] of the budget, and no sooner than a while after the last change; or at once, where a node has no share yet or there is less to be shared.
/// What nobody wants is left where it is.
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
    /// @param settling whether the last change may not show yet
    static SortedMap<NodeId, Long> next(long budget, long floor, Map<NodeId, Part> parts, boolean settling) {
        boolean lowers = lowers(budget, parts, settling);
        var base = new TreeMap<NodeId, Long>();
        var wanted = new TreeMap<NodeId, Long>();
        long free = budget;
        boolean newcomer = false;
        boolean outstanding = false;
        for (var entry : new TreeMap<>(parts).entrySet()) {
            var part = entry.getValue();
            long start = !part.limited() ? part.target()
                : part.given() == 0 ? Math.min(floor, part.target())
                : lowers && part.target() < (1 - TRIFLE) * part.given() ? part.target() : part.given();
            base.put(entry.getKey(), start);
            wanted.put(entry.getKey(), Math.max(0, part.target() - start));
            newcomer |= part.limited() && part.given() == 0;
            outstanding |= part.limited() && part.held() > start;
            free -= part.limited() ? Math.max(start, part.held()) : start;
        }
        long wants = wanted.values().stream().mapToLong(Long::longValue).sum();
        if (wants > 0 && free > 0 && (newcomer || !outstanding || free >= WAVE * budget)) {
            raise(base, wanted, wants, Math.min(free, wants));
        }
        return base;
    }

    private static boolean lowers(long budget, Map<NodeId, Part> parts, boolean settling) {
        long told = 0;
        long lack = 0;
        boolean newcomer = false;
        boolean much = false;
        boolean unlimited = false;
        for (var part : parts.values()) {
            told += part.limited() ? part.given() : part.target();
            lack += part.lack();
            much |= part.lacksMuch();
            newcomer |= part.limited() && part.given() == 0;
            unlimited |= !part.limited();
        }
        return newcomer || told > budget + (unlimited ? DUE * budget : 0) || !settling && (much || lack > DUE * budget);
    }

    /// In proportion to what each lacks, in whole units.
    private static void raise(Map<NodeId, Long> base, Map<NodeId, Long> wanted, long wants, long units) {
        long before = 0;
        long soFar = 0;
        for (var entry : wanted.entrySet()) {
            soFar += entry.getValue();
            long upTo = (long) ((double) units * soFar / wants + 0.5);
            base.merge(entry.getKey(), upTo - before, Long::sum);
            before = upTo;
        }
    }
}
