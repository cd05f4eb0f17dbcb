package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.NodeId;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ShareMovesTest {
    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");
    private static final long FLOOR = 10;

    private static ShareMoves.Part part(long target, long given, boolean presses) {
        return new ShareMoves.Part(target, given, given, presses, true);
    }

    private static Map<NodeId, Long> next(ShareMoves.Part first, ShareMoves.Part second, boolean settling) {
        return next(1000, Map.of(N1, first, N2, second), settling);
    }

    private static Map<NodeId, Long> next(long budget, Map<NodeId, ShareMoves.Part> parts, boolean settling) {
        var sorted = new TreeMap<>(parts);
        return byNode(sorted, ShareMoves.next(budget, FLOOR, List.copyOf(sorted.values()), settling));
    }

    private static Map<NodeId, Long> targets(long budget, TreeMap<NodeId, FleetShares.Need> needs) {
        return byNode(needs, FleetShares.of(budget, FLOOR, List.copyOf(needs.values())));
    }

    private static Map<NodeId, Long> byNode(TreeMap<NodeId, ?> nodes, long[] units) {
        assertThat(units).hasSize(nodes.size());
        var shares = new TreeMap<NodeId, Long>();
        int i = 0;
        for (var node : nodes.keySet()) {
            shares.put(node, units[i++]);
        }
        return shares;
    }

    @Test
    void firstSharesAreGivenAtOnce() {
        assertThat(next(part(700, 0, false), part(300, 0, false), true)).isEqualTo(Map.of(N1, 700L, N2, 300L));
    }

    @Test
    void whatNobodyWantsIsLeftWhereItIs() {
        assertThat(next(part(900, 500, false), part(100, 500, false), false)).isEqualTo(Map.of(N1, 500L, N2, 500L));
        assertThat(next(part(900, 500, true), part(100, 500, false), true)).as("so soon").isEqualTo(Map.of(N1, 500L, N2, 500L));
        assertThat(next(part(504, 500, true), part(496, 500, false), false)).as("so little").isEqualTo(Map.of(N1, 500L, N2, 500L));
    }

    @Test
    void aShareGrowsOnlyWhenTheOthersHaveBeenSeenToShrink() {
        assertThat(next(part(900, 500, true), part(100, 500, false), false)).isEqualTo(Map.of(N1, 500L, N2, 100L));
        var unconfirmed = new ShareMoves.Part(100, 100, 500, false, true);
        assertThat(next(part(900, 500, true), unconfirmed, true)).isEqualTo(Map.of(N1, 500L, N2, 100L));
        assertThat(next(part(900, 500, true), part(100, 100, false), true)).isEqualTo(Map.of(N1, 900L, N2, 100L));
    }

    @Test
    void aNodeThatJustTurnedUpHasItsFloorUntilTheOthersMadeRoom() {
        assertThat(next(part(400, 1000, true), part(600, 0, false), true)).isEqualTo(Map.of(N1, 400L, N2, FLOOR));
        assertThat(next(part(400, 400, true), part(600, FLOOR, true), true)).isEqualTo(Map.of(N1, 400L, N2, 600L));
    }

    @Test
    void aSmallerBudgetTakesEffectAtOnce() {
        assertThat(next(500, Map.of(N1, part(250, 500, true), N2, part(250, 500, true)), true))
            .isEqualTo(Map.of(N1, 250L, N2, 250L));
    }

    /// A trifle too much for each is too much in all, for as long as nobody presses.
    @Test
    void sharesThatAreTooLargeByATrifleAreLoweredWhereTheyDoNotFit() {
        assertThat(next(996, Map.of(N1, part(498, 500, false), N2, part(498, 500, false)), true)).isEqualTo(Map.of(N1, 498L, N2, 498L));
        assertThat(next(1000, Map.of(N1, part(996, 1000, false), N2, part(4, 0, false)), true)).isEqualTo(Map.of(N1, 996L, N2, 4L));
        assertThat(next(part(496, 500, false), part(504, 500, true), false)).as("it fits").isEqualTo(Map.of(N1, 500L, N2, 500L));
    }

    @Test
    void aNodeThatCannotBeLimitedTakesItsTargetOffTheBudget() {
        var unlimited = new ShareMoves.Part(600, 0, 0, false, false);
        assertThat(next(part(400, 1000, true), unlimited, false)).isEqualTo(Map.of(N1, 400L, N2, 600L));
    }

    /// Any parts, and answers that come or do not come: what may be held in all never grows beyond the budget, and when all answers are in, the
    /// whole budget is given out.
    @Test
    void whatMayBeHeldNeverGrowsBeyondTheBudget() {
        for (int seed = 0; seed < 500; seed++) {
            var random = new Random(seed);
            int nodes = 1 + random.nextInt(20);
            long budget = 200 + random.nextInt(5000);
            var given = new TreeMap<NodeId, Long>();
            var held = new TreeMap<NodeId, Long>();
            for (int round = 0; round < 30; round++) {
                boolean answered = round == 29 || random.nextInt(3) == 0;
                var needs = new TreeMap<NodeId, FleetShares.Need>();
                for (int i = 0; i < nodes; i++) {
                    needs.put(new NodeId("n" + i), new FleetShares.Need(random.nextInt(1000), Double.POSITIVE_INFINITY));
                }
                if (answered) {
                    held.putAll(given);
                }
                var parts = new TreeMap<NodeId, ShareMoves.Part>();
                targets(budget, needs).forEach((node, target) -> parts.put(node, new ShareMoves.Part(target,
                    given.getOrDefault(node, 0L), held.getOrDefault(node, 0L), random.nextBoolean(), true)));
                long before = sum(held);
                long newcomers = parts.values().stream().filter(part -> part.given() == 0).count();
                next(budget, parts, random.nextBoolean()).forEach((node, share) -> {
                    assertThat(share).isPositive();
                    given.put(node, share);
                    held.merge(node, share, Math::max);
                });
                assertThat(sum(held)).as("seed %d, round %d", seed, round).isLessThanOrEqualTo(Math.max(budget, before) + newcomers * FLOOR);
            }
            assertThat(sum(given)).as("seed %d", seed).isLessThanOrEqualTo(budget);
            var last = new TreeMap<NodeId, ShareMoves.Part>();
            var needs = new TreeMap<NodeId, FleetShares.Need>();
            given.keySet().forEach(node -> needs.put(node, FleetShares.Need.of(random.nextInt(500))));
            targets(budget, needs).forEach((node, target) ->
                last.put(node, new ShareMoves.Part(target, given.get(node), given.get(node), true, true)));
            assertThat(sum(next(budget, last, true))).as("seed %d, all answered", seed).isEqualTo(budget);
        }
    }

    private static long sum(Map<NodeId, Long> units) {
        return units.values().stream().mapToLong(Long::longValue).sum();
    }
}
