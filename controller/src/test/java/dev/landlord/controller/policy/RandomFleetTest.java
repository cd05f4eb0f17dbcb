package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.ActionRequest;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.NodeReport;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/// Houses of any size with any loads, some of whose nodes cannot be limited: what their kernels allow and what is used when all has settled.
/// `-Dlandlord.seeds=N` looks further.
@Order(2)
class RandomFleetTest {
    private static final int SEEDS = 6 * Integer.getInteger("landlord.seeds", 2);
    private static final int SETTLED = 240;
    private static final int WATCHED = 60;
    /// Least CPU share of a node.
    private static final double FLOOR = Sharing.CPU_FLOOR_MILLICORES / Sharing.MILLICORES;

    /// A tenant over its quota, whose load is constant.
    private static final class House {
        final Random random;
        final double quota;
        final SimulatedHouse house;
        /// Cores that are wanted where nothing can be limited, and elsewhere.
        double beyondReach;
        double withinReach;

        House(long seed, boolean someCannot) {
            random = new Random(seed);
            quota = random.nextBoolean() ? 4 : 1 + 4 * random.nextDouble();
            house = SimulatedHouse.with("strict", SimulatedHouse.cpu(quota));
            int latest = random.nextInt(4);
            house.delay = () -> random.nextInt(latest + 1);
            int nodes = 2 + random.nextInt(14);
            do {
                beyondReach = 0;
                withinReach = 0;
                for (int i = 0; i < nodes; i++) {
                    run(i, someCannot && random.nextInt(5) == 0);
                }
            } while (beyondReach + withinReach < 1.3 * quota || beyondReach > 0.8 * quota || someCannot && beyondReach == 0);
        }

        private void run(int i, boolean cannot) {
            var node = house.node("n" + i);
            node.sampleMillis = new long[] {1000, 1000, 2000, 5000}[random.nextInt(4)];
            node.capabilities.put("limit.cpu", cannot ? NodeReport.Capability.no("no controller for it") : NodeReport.Capability.YES);
            node.workloads.clear();
            var workload = house.run("n" + i, "w");
            workload.cpuDemand = switch (random.nextInt(3)) {
                case 0 -> random.nextDouble() * 0.2;
                case 1 -> random.nextDouble();
                default -> 1 + random.nextDouble() * 4;
            };
            beyondReach += cannot ? workload.cpuDemand : 0;
            withinReach += cannot ? 0 : workload.cpuDemand;
        }

        Map<NodeId, Limits> limits() {
            var limits = new TreeMap<NodeId, Limits>();
            house.nodes.forEach((id, node) -> limits.put(id, node.limits));
            return limits;
        }

        double inForce() {
            return limits().values().stream().mapToDouble(limits -> limits.cpuCores() == null ? 0 : limits.cpuCores()).sum();
        }
    }

    @Test
    void limitsAddUpToTheQuotaUseIsWithinFivePercentOfItAndSharesStandStill() {
        for (int seed = 0; seed < SEEDS; seed++) {
            var it = new House(seed, false);
            it.house.pass(SETTLED);
            var settled = it.limits();
            double used = it.house.pass(WATCHED) / WATCHED;
            assertThat(it.house.stateOf(Resource.CPU)).isEqualTo(EnforcementState.THROTTLED);
            assertThat(it.limits()).as("seed %d", seed).isEqualTo(settled);
            assertThat(it.inForce()).as("seed %d: cores that kernels allow", seed).isLessThanOrEqualTo(it.quota + 1e-9);
            assertThat(used / it.quota).as("seed %d: use as a share of the quota", seed).isBetween(0.95, 1.0);
        }
    }

    /// What is used where nothing can be limited is used up: the others get what is left, not what is left of a fair share.
    @Test
    void theQuotaHoldsAlsoWhereSomeNodesCannotBeLimited() {
        for (int seed = 0; seed < SEEDS; seed++) {
            var it = new House(seed, true);
            it.house.pass(SETTLED);
            double used = it.house.pass(WATCHED) / WATCHED;
            double least = Math.min(it.quota, it.beyondReach + it.withinReach);
            assertThat(it.inForce() + it.beyondReach).as("seed %d: cores that can be used", seed)
                .isLessThanOrEqualTo(it.quota + FLOOR * it.house.nodes.size());
            assertThat(used / it.quota).as("seed %d: use as a share of the quota, %.3f beyond reach", seed, it.beyondReach)
                .isBetween(0.94 * least / it.quota, 1.0);
        }
    }

    /// A need between two whole units is met by the upper one: the lower one would bind, be far exceeded, and be taken back, for ever.
    @Test
    void aShareIsNoFractionOfAUnitTooSmall() {
        for (int tenth = 1; tenth < 10; tenth++) {
            var house = SimulatedHouse.with("strict", SimulatedHouse.cpu(4));
            var loads = new double[] {0.01 + 0.0001 * tenth, 0.16978, 0.12929, 1.769, 3.522, 0.51852};
            for (int i = 0; i < loads.length; i++) {
                house.run("n" + i, "w").cpuDemand = loads[i];
            }
            house.pass(120);
            long moves = moves(house);
            house.pass(40);
            assertThat(moves(house)).as("a need of 10 units and %s tenths", tenth).isEqualTo(moves);
        }
    }

    private static long moves(SimulatedHouse house) {
        return house.state.limits().values().stream().mapToLong(DesiredLimits::changedIn).max().orElseThrow();
    }

    /// Quotas change by little and by much, people limit nodes for a while, controllers fail over: what is in force afterwards is the quota.
    @Test
    void whateverWasBeforeLimitsAddUpToNoMoreThanTheQuota() {
        for (int seed = 0; seed < SEEDS; seed++) {
            var it = new House(seed, false);
            it.house.pass(30);
            double quota = it.quota;
            for (int i = 0; i < 12; i++) {
                switch (it.random.nextInt(4)) {
                    case 0 -> it.house.declare("strict", SimulatedHouse.cpu(quota *= 1 - 0.01 * it.random.nextDouble()));
                    case 1 -> it.house.request(ActionRequest.Action.THROTTLE, "n" + it.random.nextInt(2), null,
                        Limits.ofCpu(0.1 + it.random.nextDouble()), Duration.ofSeconds(5 + it.random.nextInt(20)));
                    case 2 -> it.house.fail(Duration.ofSeconds(it.random.nextInt(10)));
                    default -> it.house.run("new" + i, "w").cpuDemand = it.random.nextDouble() * 0.1;
                }
                it.house.pass(15);
            }
            it.house.pass(WATCHED);
            assertThat(it.inForce()).as("seed %d: cores that kernels allow", seed).isLessThanOrEqualTo(quota + 1e-9);
        }
    }
}
