package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.NodeId;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FleetSharesTest {
    private static Map<String, Long> shares(long budget, Map<String, Double> needs) {
        var byNode = new TreeMap<NodeId, Double>();
        needs.forEach((node, need) -> byNode.put(new NodeId(node), need));
        var shares = new TreeMap<String, Long>();
        FleetShares.of(budget, 10, byNode).forEach((node, share) -> shares.put(node.value(), share));
        return shares;
    }

    @Test
    void oneNodeGetsItAll() {
        assertThat(shares(500, Map.of("n1", 3.0))).isEqualTo(Map.of("n1", 500L));
        assertThat(shares(500, Map.of("n1", 0.0))).isEqualTo(Map.of("n1", 500L));
    }

    @Test
    void severalGetPartsByNeed() {
        assertThat(shares(2000, Map.of("n1", 3.0, "n2", 1.0))).isEqualTo(Map.of("n1", 1500L, "n2", 500L));
        assertThat(shares(1000, Map.of("n1", 0.0, "n2", 0.0))).isEqualTo(Map.of("n1", 500L, "n2", 500L));
    }

    @Test
    void theFloorIsTakenOffTheOthers() {
        assertThat(shares(1000, Map.of("n1", 1.0, "n2", 0.0, "n3", 1.0))).isEqualTo(Map.of("n1", 495L, "n2", 10L, "n3", 495L));
    }

    @Test
    void aBudgetBelowTheFloorsIsSplitEvenly() {
        assertThat(shares(12, Map.of("n1", 5.0, "n2", 1.0, "n3", 1.0))).isEqualTo(Map.of("n1", 4L, "n2", 4L, "n3", 4L));
        assertThat(shares(1, Map.of("n1", 5.0, "n2", 1.0))).as("nobody gets nothing").isEqualTo(Map.of("n1", 1L, "n2", 1L));
    }

    @Test
    void sharesAlwaysAddUpToTheBudgetAndGrowWithNeed() {
        for (int seed = 0; seed < 1000; seed++) {
            var random = new Random(seed);
            var needs = new TreeMap<NodeId, Double>();
            int nodes = 1 + random.nextInt(60);
            for (int i = 0; i < nodes; i++) {
                needs.put(new NodeId("n" + i), random.nextInt(3) == 0 ? 0 : random.nextDouble() * 8);
            }
            long budget = nodes + random.nextInt(10_000);
            var shares = FleetShares.of(budget, 10, needs);
            assertThat(shares).as("seed %d", seed).hasSize(nodes);
            assertThat(shares.values().stream().mapToLong(Long::longValue).sum()).as("seed %d", seed).isEqualTo(budget);
            assertThat(shares.values()).as("seed %d", seed).allMatch(share -> share >= Math.max(1, Math.min(10, budget / nodes)));
            needs.forEach((a, needOfA) -> needs.forEach((b, needOfB) -> {
                if (needOfA < needOfB) {
                    assertThat(shares.get(a)).as("%s and %s of %s", a, b, shares).isLessThanOrEqualTo(shares.get(b));
                }
            }));
        }
    }
}
