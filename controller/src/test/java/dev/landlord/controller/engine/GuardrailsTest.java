package dev.landlord.controller.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the whole house may do is what its partitions may do, whoever owns them.
class GuardrailsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @ParameterizedTest
    @CsvSource({"10,8", "10,1", "10,3", "10,10", "7,32", "1,1", "10000,1000"})
    void thePartitionsShareTheEvictionsAndEachHasOneAtLeast(int evictions, int partitions) {
        var guardrails = new Guardrails(evictions, 0.5);
        var shares = IntStream.range(0, partitions).map(partition -> guardrails.of(partition, partitions).evictionsPerMinute()).boxed().toList();

        assertThat(shares).allMatch(share -> share >= 1);
        assertThat(shares.stream().mapToInt(Integer::intValue).sum()).isEqualTo(Math.max(evictions, partitions));
        assertThat(shares.getFirst() - shares.getLast()).as("as even as whole numbers can be").isBetween(0, 1);
    }

    @ParameterizedTest
    @CsvSource({"0.5,0,2", "0.5,2,2", "0.5,4,2", "0.5,5,3", "0.5,100,50", "0.1,30,3", "0.1,31,4", "0.01,1000,10", "1,7,7"})
    void aShareIsOfThePartitionsTenantsAndNeverLessThanTwo(double share, int tenants, int heldBack) {
        assertThat(new Guardrails(10, share).of(0, 8).heldBack(tenants)).isEqualTo(heldBack);
    }

    /// Forty tenants hold four times their memory whatever is done to them, while owners crash and are replaced.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void noMinuteHasMoreEvictionsThanTheHouseMayHave(long seed) {
        var random = new Random(seed);
        var house = new PartitionedHouse(4, new Guardrails(10, 1));
        IntStream.range(0, 40).forEach(i -> house.declare("t" + i, "first", PartitionedHouse.Load.MEMORY));
        for (int second = 0; second < 240; second++) {
            house.second();
            if (random.nextInt(9) == 0) {
                house.crash(random.nextInt(4));
            }
        }

        var orders = issued(house.sent(Command.Evict.class));
        for (var from : orders.values()) {
            assertThat(orders.values().stream().filter(at -> !at.isBefore(from) && at.isBefore(from.plus(MINUTE))))
                .as("in the minute from %s", from).hasSizeLessThanOrEqualTo(10);
        }
        assertThat(orders).as("the guardrail is used").hasSizeGreaterThanOrEqualTo(30);
        assertThat(house.crashes()).isGreaterThan(10);
        assertThat(house.held("memory.guardrail")).as("decisions say so").isNotEmpty()
            .allSatisfy(decision -> assertThat(decision.inputs()).containsEntry("means", "evict"));
        assertThat(house.counter("guardrail.held", "means", "evict")).isGreaterThan(0);
    }

    @Test
    void noMoreTenantsAreHeldBackThanMayBeAndThoseOfLowerPriorityFirst() {
        int partitions = 4;
        var guardrails = new Guardrails(10, 0.3);
        var house = new PartitionedHouse(partitions, guardrails);
        IntStream.range(0, 41).forEach(i -> house.declare("t" + i, i % 3 == 0 ? "first" : "last", PartitionedHouse.Load.CPU));
        var random = new Random(7);
        for (int second = 0; second < 120; second++) {
            house.second();
            if (second % 13 == 12) {
                house.crash(random.nextInt(partitions));
            }
            int inAll = 0;
            for (int partition = 0; partition < partitions; partition++) {
                var states = house.states(partition);
                var held = states.stream().filter(TenantState::heldBack).toList();
                assertThat(held).hasSizeLessThanOrEqualTo(guardrails.of(partition, partitions).heldBack(states.size()));
                assertThat(held).as("nobody of class last while one of class first is spared").satisfies(_ -> assertThat(
                    held.stream().noneMatch(PartitionedHouse::isLast)
                        || states.stream().filter(state -> !PartitionedHouse.isLast(state)).allMatch(TenantState::heldBack)).isTrue());
                inAll += held.size();
            }
            assertThat(inAll).isLessThanOrEqualTo((int) (0.3 * 41) + 2 * partitions);
        }
        for (int partition = 0; partition < partitions; partition++) {
            var states = house.states(partition);
            assertThat(states.stream().filter(TenantState::heldBack)).as("what may be used is used")
                .hasSize(guardrails.of(partition, partitions).heldBack(states.size()));
        }
        assertThat(house.held("cpu.guardrail")).isNotEmpty();
    }

    @Test
    void whoIsReleasedMakesRoomForTheNext() {
        var house = new PartitionedHouse(1, new Guardrails(10, 0.5));
        List.of("a", "b", "c", "d").forEach(id -> house.declare(id, "first", PartitionedHouse.Load.CPU));
        house.seconds(20);
        assertThat(heldBack(house)).containsExactly("a", "b");
        assertThat(left(house, "c")).as("as forecasts tell").isZero();

        house.load("a", PartitionedHouse.Load.NONE);
        house.seconds(40);

        assertThat(heldBack(house)).containsExactly("b", "c");
        house.load("b", PartitionedHouse.Load.NONE);
        house.load("d", PartitionedHouse.Load.NONE);
        house.seconds(40);
        assertThat(heldBack(house)).containsExactly("c");
        assertThat(left(house, "d")).isEqualTo(1);
    }

    private static int left(PartitionedHouse house, String tenant) {
        return new Guardrails(10, 0.5).left(new TenantId(tenant), 1, house.states(0).stream(), house.now()).tenants();
    }

    @Test
    void onlyTenantsOfItsOwnPartitionTakeFromATenant() {
        var guardrails = new Guardrails(10, 0.1);
        var house = new PartitionedHouse(4, guardrails);
        IntStream.range(0, 41).forEach(i -> house.declare("t" + i, "first", PartitionedHouse.Load.CPU));
        house.seconds(20);
        for (int partition = 0; partition < 4; partition++) {
            var all = IntStream.range(0, 4).mapToObj(house::states).flatMap(List::stream).toList();
            for (var state : house.states(partition)) {
                assertThat(guardrails.left(state.tenant(), 4, all.stream(), house.now()).tenants()).as("partition %s", partition).isZero();
                var others = all.stream().filter(other -> Ownership.partitionOf(other.tenant(), 4) != Ownership.partitionOf(state.tenant(), 4));
                assertThat(guardrails.left(state.tenant(), 4, others, house.now()).tenants()).isEqualTo(Guardrails.Of.ALWAYS);
            }
        }
    }

    @Test
    void aSmallHouseIsNeverHindered() {
        var house = new PartitionedHouse(1, new Guardrails(10, 0.5));
        List.of("tenant-a", "tenant-b").forEach(id -> house.declare(id, "first", PartitionedHouse.Load.CPU));
        house.seconds(20);

        assertThat(heldBack(house)).containsExactly("tenant-a", "tenant-b");
        assertThat(house.held("cpu.guardrail")).isEmpty();
    }

    private static List<String> heldBack(PartitionedHouse house) {
        return house.states(0).stream().filter(TenantState::heldBack).map(TenantState::tenant).map(TenantId::value)
            .sorted(Comparator.naturalOrder()).toList();
    }

    /// Orders that were sent again count once.
    private static Map<String, Instant> issued(List<Command.Evict> orders) {
        var issued = new TreeMap<String, Instant>();
        orders.forEach(order -> issued.put(order.order(), order.issuedAt()));
        return issued;
    }
}
