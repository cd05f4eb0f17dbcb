package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.landlord.protocol.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FleetSharesTest {
    private static final FleetShares.Need OPEN = new FleetShares.Need(0, Double.POSITIVE_INFINITY);
    private static final long FLOOR = 10;

    private static Map<String, Long> shares(long budget, Map<String, Double> needs) {
        var byNode = new TreeMap<NodeId, FleetShares.Need>();
        needs.forEach((node, need) -> byNode.put(new NodeId(node), FleetShares.Need.of(need)));
        return shares(byNode, budget);
    }

    private static Map<String, Long> shares(Map<NodeId, FleetShares.Need> needs, long budget) {
        var shares = new TreeMap<String, Long>();
        byNode(budget, needs).forEach((node, share) -> shares.put(node.value(), share));
        return shares;
    }

    /// In the order in which the map names the nodes.
    private static Map<NodeId, Long> byNode(long budget, Map<NodeId, FleetShares.Need> needs) {
        var units = FleetShares.of(budget, FLOOR, List.copyOf(needs.values()));
        assertThat(units).hasSize(needs.size());
        var shares = new TreeMap<NodeId, Long>();
        int i = 0;
        for (var node : needs.keySet()) {
            shares.put(node, units[i++]);
        }
        return shares;
    }

    @Test
    void oneNodeGetsItAll() {
        assertThat(shares(500, Map.of("n1", 3.0))).isEqualTo(Map.of("n1", 500L));
        assertThat(shares(500, Map.of("n1", 0.0))).isEqualTo(Map.of("n1", 500L));
        assertThat(shares(500, Map.of())).isEmpty();
    }

    @Test
    void whoNeedsLittleGetsItAndTheRestIsLevelledAmongThoseThatWantMore() {
        assertThat(shares(2000, Map.of("n1", 3000.0, "n2", 1200.0))).isEqualTo(Map.of("n1", 1000L, "n2", 1000L));
        assertThat(shares(2000, Map.of("n1", 3000.0, "n2", 400.0))).isEqualTo(Map.of("n1", 1600L, "n2", 400L));
        assertThat(shares(3000, Map.of("n1", 3000.0, "n2", 5000.0, "n3", 500.0))).isEqualTo(Map.of("n1", 1250L, "n2", 1250L, "n3", 500L));
    }

    @Test
    void whatNobodyIsKnownToNeedGoesToThoseThatHaveUseForItElseToAll() {
        var n1 = new NodeId("n1");
        var n2 = new NodeId("n2");
        assertThat(shares(Map.of(n1, FleetShares.Need.of(400), n2, new FleetShares.Need(100, Double.POSITIVE_INFINITY)), 2000))
            .isEqualTo(Map.of("n1", 400L, "n2", 1600L));
        assertThat(shares(Map.of(n1, FleetShares.Need.of(400), n2, new FleetShares.Need(100, 500)), 2000))
            .as("n2 has no use for more than 500").isEqualTo(Map.of("n1", 1000L, "n2", 1000L));
        assertThat(shares(1000, Map.of("n1", 0.0, "n2", 0.0))).isEqualTo(Map.of("n1", 500L, "n2", 500L));
    }

    @Test
    void theFloorIsTakenOffTheOthers() {
        assertThat(shares(1000, Map.of("n1", 1000.0, "n2", 0.0, "n3", 1000.0))).isEqualTo(Map.of("n1", 495L, "n2", 10L, "n3", 495L));
    }

    @Test
    void aBudgetBelowTheFloorsIsSplitEvenly() {
        assertThat(shares(12, Map.of("n1", 5.0, "n2", 1.0, "n3", 1.0))).isEqualTo(Map.of("n1", 4L, "n2", 4L, "n3", 4L));
        assertThat(shares(1, Map.of("n1", 5.0, "n2", 1.0))).as("nobody gets nothing").isEqualTo(Map.of("n1", 1L, "n2", 1L));
    }

    private static FleetShares.Need randomNeed(Random random) {
        double least = random.nextInt(3) == 0 ? 0 : random.nextDouble() * 8000;
        return switch (random.nextInt(4)) {
            case 0 -> new FleetShares.Need(least, Double.POSITIVE_INFINITY);
            case 1 -> new FleetShares.Need(least, least + random.nextDouble() * 4000);
            default -> FleetShares.Need.of(least);
        };
    }

    private interface Property {
        void check(long budget, Map<NodeId, FleetShares.Need> needs, Map<NodeId, Long> shares);
    }

    private static void forAll(Property property) {
        for (int seed = 0; seed < 1000; seed++) {
            var random = new Random(seed);
            var needs = new TreeMap<NodeId, FleetShares.Need>();
            int nodes = 1 + random.nextInt(60);
            for (int i = 0; i < nodes; i++) {
                needs.put(new NodeId("n" + i), randomNeed(random));
            }
            long budget = nodes + random.nextInt(10_000) * (random.nextBoolean() ? 1 : 60L);
            try {
                property.check(budget, needs, byNode(budget, needs));
            } catch (AssertionError e) {
                throw new AssertionError("seed %d: %s".formatted(seed, e.getMessage()), e);
            }
        }
    }

    @Test
    void sharesAlwaysAddUpToTheBudgetAndNoneIsBelowTheFloor() {
        forAll((budget, needs, shares) -> {
            assertThat(shares.keySet()).isEqualTo(needs.keySet());
            assertThat(shares.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(budget);
            assertThat(shares.values()).allMatch(share -> share >= Math.max(1, Math.min(FLOOR, budget / needs.size())));
        });
    }

    @Test
    void whoNeedsMoreNeverGetsLess() {
        forAll((_, needs, shares) -> needs.forEach((a, needOfA) -> needs.forEach((b, needOfB) -> {
            if (needOfA.least() <= needOfB.least() && needOfA.most() <= needOfB.most() && !needOfA.equals(needOfB)) {
                assertThat(shares.get(a)).as("%s and %s", a, b).isLessThanOrEqualTo(shares.get(b));
            }
        })));
    }

    /// To need more oneself takes nothing away from oneself, and gives nothing to the others.
    @Test
    void aGrowingNeedGetsMoreAndTheOthersLess() {
        forAll((budget, needs, shares) -> {
            var random = new Random(budget);
            var one = new ArrayList<>(needs.keySet()).get(random.nextInt(needs.size()));
            var more = new TreeMap<>(needs);
            double by = random.nextDouble() * 3000;
            more.put(one, new FleetShares.Need(needs.get(one).least() + by, needs.get(one).most() + by));
            var after = byNode(budget, more);
            assertThat(after.get(one)).isGreaterThanOrEqualTo(shares.get(one) - 1);
            shares.forEach((node, share) -> {
                if (!node.equals(one)) {
                    assertThat(after.get(node)).as("%s, a whole unit aside", node).isLessThanOrEqualTo(share + 1);
                }
            });
        });
    }

    /// But for the units that rounding leaves among nodes with the same need.
    @Test
    void theOrderInWhichNodesAreNamedDoesNotMatter() {
        forAll((budget, needs, shares) -> {
            var shuffled = new ArrayList<>(needs.entrySet());
            Collections.shuffle(shuffled, new Random(budget));
            var renamed = new LinkedHashMap<NodeId, FleetShares.Need>();
            shuffled.forEach(entry -> renamed.put(entry.getKey(), entry.getValue()));
            var after = byNode(budget, renamed);
            assertThat(needAndShare(needs, after)).isEqualTo(needAndShare(needs, shares));
        });
    }

    private static List<String> needAndShare(Map<NodeId, FleetShares.Need> needs, Map<NodeId, Long> shares) {
        return needs.entrySet().stream().map(need -> need.getValue() + " gets " + shares.get(need.getKey())).sorted().toList();
    }

    @Test
    void noNodeGetsMoreThanItCanUseWhileAnotherWants() {
        forAll((_, needs, shares) -> {
            boolean somebodyWants = needs.entrySet().stream().anyMatch(entry -> shares.get(entry.getKey()) < entry.getValue().most() - 1);
            if (somebodyWants) {
                shares.forEach((node, share) -> assertThat((double) share).as("%s", node)
                    .isLessThanOrEqualTo(Math.max(FLOOR, needs.get(node).most()) + 1));
            }
        });
    }

    /// Max-min fair: whoever lacks something has at least as much as anybody who got more than the floor and has no more than is known to be needed.
    @Test
    void whoeverLacksHasAtLeastAsMuchAsAnybody() {
        forAll((budget, needs, shares) -> {
            if (needs.values().stream().mapToDouble(need -> Math.max(FLOOR, need.least())).sum() > budget) {
                long most = Collections.max(shares.values());
                needs.forEach((node, need) -> {
                    if (shares.get(node) < need.least() - 1) {
                        assertThat((double) shares.get(node)).as("%s lacks", node).isCloseTo(most, within(1.0));
                    }
                });
            }
        });
    }

    @Test
    void whoHasUseForAllSharesEquallyWithItsLike() {
        var needs = new TreeMap<NodeId, FleetShares.Need>();
        for (int i = 0; i < 7; i++) {
            needs.put(new NodeId("n" + i), OPEN);
        }
        assertThat(byNode(1000, needs).values()).allMatch(share -> share == 142 || share == 143);
    }
}
