package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Quota;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/// One quota over fifty nodes whose load changes, trembles and stops, with commands and answers that take up to two seconds each. Prints the
/// figures that docs/POLICY.md states; `-Dlandlord.seeds=N` looks further.
@Order(1)
class FleetSimulationTest {
    private static final int SEEDS = Integer.getInteger("landlord.seeds", 2);
    private static final int NODES = 50;
    private static final double QUOTA = 40;
    private static final int PHASE = 150;
    private static final int STEADY = 60;
    private static final int CONSTANT_AFTER = 90;

    /// A tenant on fifty nodes, the load of each trembling by three percent about its mean.
    private static final class Fleet {
        final Random random;
        final SimulatedHouse house = SimulatedHouse.with("strict", SimulatedHouse.cpu(QUOTA));
        final double[] mean = new double[NODES];
        double tremble = 0.03;

        Fleet(long seed) {
            random = new Random(seed);
            house.delay = () -> random.nextInt(3);
            for (int i = 0; i < NODES; i++) {
                house.node(name(i)).sampleMillis = i % 10 == 0 ? 5000 : 1000;
                house.run(name(i), "w");
            }
            house.pass(10);
        }

        static String name(int node) {
            return "n%02d".formatted(node);
        }

        SimulatedNode node(int i) {
            return house.node(name(i));
        }

        /// Other loads on some nodes: some nearly idle, some of a core or less, some that take what they get; together above the quota.
        void change(double share) {
            do {
                for (int i = 0; i < NODES; i++) {
                    if (random.nextDouble() < share) {
                        mean[i] = switch (random.nextInt(3)) {
                            case 0 -> random.nextDouble() * 0.2;
                            case 1 -> random.nextDouble();
                            default -> 1 + random.nextDouble() * 6;
                        };
                    }
                }
            } while (Arrays.stream(mean).sum() < 1.3 * QUOTA);
        }

        /// Core-seconds used meanwhile by nodes that report.
        double pass(int seconds) {
            double used = 0;
            for (int second = 0; second < seconds; second++) {
                for (int i = 0; i < NODES; i++) {
                    node(i).workloads.get("w").cpuDemand = mean[i] * (1 + tremble * (2 * random.nextDouble() - 1));
                }
                used += house.pass(1);
            }
            return used;
        }

        Map<NodeId, Double> shares() {
            var shares = new TreeMap<NodeId, Double>();
            house.nodes.forEach((id, node) -> {
                if (node.limits.cpuCores() != null) {
                    shares.put(id, node.limits.cpuCores());
                }
            });
            return shares;
        }

        double inForce() {
            return shares().values().stream().mapToDouble(Double::doubleValue).sum();
        }
    }

    private static double moved(Map<NodeId, Double> before, Map<NodeId, Double> after) {
        return after.entrySet().stream().mapToDouble(entry -> Math.abs(entry.getValue() - before.getOrDefault(entry.getKey(), 0.0))).sum() / 2;
    }

    private static void report(String what, Object... figures) {
        System.out.printf(what + "%n", figures);
    }

    @Test
    void inTheSteadyStateUseIsWithinFivePercentOfTheQuotaAndSharesStandStill() {
        double least = 1;
        double mostMoved = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            var fleet = new Fleet(seed);
            fleet.change(1);
            for (int phase = 0; phase < 4; phase++) {
                for (int second = 0; second < PHASE; second++) {
                    fleet.pass(1);
                    assertThat(fleet.inForce()).as("seed %d, phase %d, second %d: cores that kernels allow", seed, phase, second)
                        .isLessThanOrEqualTo(QUOTA + 1e-9);
                }
                var before = fleet.shares();
                double share = fleet.pass(STEADY) / STEADY / QUOTA;
                double moved = moved(before, fleet.shares()) / QUOTA;
                report("fleet of %d, seed %d, phase %d: use %.1f %% of the quota, %.1f %% of it moved in %d s", NODES, seed, phase, 100 * share,
                    100 * moved, STEADY);
                assertThat(share).as("seed %d, phase %d: use as a share of the quota", seed, phase).isBetween(0.95, 1.0);
                assertThat(moved).as("seed %d, phase %d: what was moved", seed, phase).isLessThanOrEqualTo(0.05);
                least = Math.min(least, share);
                mostMoved = Math.max(mostMoved, moved);
                fleet.change(0.3);
            }
        }
        report("fleet of %d: least use %.1f %% of the quota, at most %.1f %% of it moved", NODES, 100 * least, 100 * mostMoved);
    }

    /// No trembling: what is left is what the policy itself does.
    @Test
    void aConstantLoadGivesConstantSharesAfterAMinuteAndAHalf() {
        for (int seed = 0; seed < SEEDS; seed++) {
            var fleet = new Fleet(seed);
            fleet.tremble = 0;
            fleet.change(1);
            fleet.pass(30);
            fleet.change(0.3);
            fleet.pass(CONSTANT_AFTER);
            var before = fleet.shares();
            long changes = fleet.house.commands.size();
            for (int i = 0; i < 12; i++) {
                fleet.pass(10);
                assertThat(fleet.shares()).as("seed %d, %d s later", seed, 10 * (i + 1)).isEqualTo(before);
            }
            assertThat(fleet.house.commands.size()).as("renewals only").isGreaterThan((int) changes);
            assertThat(maxMinFair(fleet)).as("seed %d", seed).isTrue();
        }
    }

    /// Whoever lacks has nearly as much as anybody.
    private static boolean maxMinFair(Fleet fleet) {
        double most = Arrays.stream(fleet.mean).map(mean -> mean).max().orElseThrow();
        var shares = fleet.shares();
        for (int i = 0; i < NODES; i++) {
            double share = shares.get(new NodeId(Fleet.name(i)));
            if (share < fleet.mean[i] - Sharing.CPU_FLOOR_MILLICORES / Sharing.MILLICORES) {
                most = Math.min(most, share);
            }
        }
        double leastOfThoseThatLack = most;
        return shares.values().stream().allMatch(share -> share <= 1.25 * leastOfThoseThatLack);
    }

    /// Load that goes back and forth between two halves of the fleet as fast as, or faster than, needs are remembered.
    @Test
    void alternatingLoadDoesNotMakeSharesSwing() {
        for (int half : new int[] {1, 3, 7, (int) Demand.WINDOW.toSeconds() - 1}) {
            var fleet = new Fleet(half);
            fleet.tremble = 0;
            for (int i = 0; i < 60; i++) {
                for (int node = 0; node < NODES; node++) {
                    fleet.mean[node] = node % 2 == i % 2 ? 4 : 0;
                }
                fleet.pass(half);
            }
            var before = fleet.shares();
            double most = 0;
            for (int i = 0; i < 40; i++) {
                for (int node = 0; node < NODES; node++) {
                    fleet.mean[node] = node % 2 == i % 2 ? 4 : 0;
                }
                fleet.pass(half);
                most = Math.max(most, moved(before, fleet.shares()));
            }
            assertThat(before).hasSize(NODES);
            report("alternating each %d s: at most %.2f %% of the quota moved", half, 100 * most / QUOTA);
            assertThat(most / QUOTA).as("moved, alternating each %d s", half).isLessThanOrEqualTo(0.05);
        }
    }

    @Test
    void whatASilentNodeHeldComesBackAfterItsLease() {
        var fleet = new Fleet(7);
        Arrays.fill(fleet.mean, 3);
        fleet.pass(60);
        assertThat(fleet.inForce()).isBetween(0.98 * QUOTA, QUOTA + 1e-9);
        for (int i = 0; i < 10; i++) {
            fleet.node(i).reporting = false;
        }
        var silentSince = fleet.house.now;
        fleet.pass(20);
        assertThat(held(fleet, 10)).as("while it may still be used there").isLessThanOrEqualTo(0.8 * QUOTA + 0.01 * NODES);
        long lease = PolicyClasses.STRICT.lease().plus(LimitCommands.LEASE_MARGIN).toSeconds();
        while (held(fleet, 10) < 0.99 * QUOTA) {
            assertThat(fleet.house.now).isBefore(silentSince.plusSeconds(lease + 15));
            fleet.pass(1);
        }
        report("the share of 10 silent nodes was back after %d s, with a lease of %d s", Duration.between(silentSince, fleet.house.now)
            .toSeconds(), PolicyClasses.STRICT.lease().toSeconds());
        assertThat(fleet.house.now).isAfter(silentSince.plus(PolicyClasses.STRICT.lease()).minusSeconds(15));
        fleet.pass(30);
        assertThat(fleet.pass(30) / 30 / QUOTA).as("of the nodes that report, and ten that nobody limits any more").isGreaterThan(0.95);
        for (int i = 0; i < 10; i++) {
            fleet.node(i).reporting = true;
        }
        fleet.pass(40);
        assertThat(fleet.inForce()).isBetween(0.98 * QUOTA, QUOTA + 1e-9);
        assertThat(fleet.shares()).hasSize(NODES);
    }

    private static double held(Fleet fleet, int from) {
        double sum = 0;
        for (int i = from; i < NODES; i++) {
            sum += fleet.node(i).limits.cpuCores() == null ? 0 : fleet.node(i).limits.cpuCores();
        }
        return sum;
    }

    /// Whatever the load on single nodes, however it moves, nobody is limited who is under quota in all.
    @Test
    void aTenantUnderItsQuotaIsNeverLimited() {
        for (int seed = 0; seed < SEEDS; seed++) {
            var fleet = new Fleet(seed);
            for (int phase = 0; phase < 12; phase++) {
                fleet.change(phase % 3 == 0 ? 1 : 0.3);
                double sum = Arrays.stream(fleet.mean).sum();
                for (int i = 0; i < NODES; i++) {
                    fleet.mean[i] *= 0.93 * QUOTA / sum;
                }
                fleet.pass(30);
            }
            assertThat(fleet.house.commands).as("seed %d", seed).isEmpty();
            assertThat(fleet.house.decided(Decision.Action.WARN)).as("seed %d", seed).isEmpty();
        }
    }

    /// Decreases come before increases, and what the policy believes that agents may hold is never less than what they hold.
    @Test
    void kernelsNeverAllowMoreThanTheQuotaAndTheFloorsOfNodesThatJustTurnedUp() {
        for (int seed = 0; seed < SEEDS; seed++) {
            var fleet = new Fleet(seed);
            fleet.change(1);
            fleet.pass(30);
            int present = fleet.shares().size();
            double most = 0;
            for (int i = 0; i < 200; i++) {
                switch (fleet.random.nextInt(6)) {
                    case 0 -> fleet.change(0.1);
                    case 1 -> fleet.node(fleet.random.nextInt(NODES)).workloads.remove("w2");
                    case 2 -> fleet.house.run(Fleet.name(fleet.random.nextInt(NODES)), "w2").cpuDemand = 3;
                    default -> { }
                }
                fleet.pass(1);
                most = Math.max(most, fleet.inForce());
                assertThat(fleet.inForce()).as("seed %d, second %d", seed, i).isLessThanOrEqualTo(QUOTA + 1e-9);
                assertThat(fleet.inForce()).isLessThanOrEqualTo(Invariants.heldInAll(fleet.house.state) + 1e-9);
            }
            assertThat(present).isEqualTo(NODES);
            report("seed %d: at most %.3f of %.0f cores in force", seed, most, QUOTA);
        }
    }

    @Test
    void processesAndBlockIoAreSharedLikewise() {
        var house = SimulatedHouse.with("strict", new Quota(null, null, 1000L, 100L << 20), "n1", "n2", "n3");
        var random = new Random(1);
        house.delay = () -> random.nextInt(3);
        var much = house.run("n1", "a");
        var more = house.run("n2", "b");
        var little = house.run("n3", "c");
        much.ioPerSecond = 200 << 20;
        more.ioPerSecond = 80 << 20;
        little.ioPerSecond = 5 << 20;
        much.pids = 900;
        more.pids = 600;
        little.pids = 50;
        house.pass(90);
        var io = house.nodes.values().stream().map(node -> node.limits.ioBytesPerSecond()).toList();
        assertThat(io.stream().mapToLong(Long::longValue).sum()).isEqualTo(100L << 20);
        assertThat(io.get(2)).as("what it needs").isBetween(5L << 20, 7L << 20);
        assertThat((double) io.get(0)).as("equal parts of the rest").isCloseTo(io.get(1), withinPercentage(10.0));
        var pids = house.nodes.values().stream().map(node -> node.limits.pids()).toList();
        assertThat(pids.stream().mapToLong(Long::longValue).sum()).isEqualTo(1000);
        assertThat(pids.get(2)).isBetween(50L, 60L);
        assertThat((double) pids.get(0)).isCloseTo(pids.get(1), withinPercentage(10.0));
        more.ioPerSecond = 1 << 20;
        house.pass(60);
        assertThat(house.node("n1").limits.ioBytesPerSecond()).as("what another has no use for").isGreaterThan(90L << 20);
    }
}
