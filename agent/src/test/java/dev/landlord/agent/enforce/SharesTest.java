package dev.landlord.agent.enforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.landlord.agent.enforce.Shares.Claim;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SharesTest {
    private static final Bound CORE = new Bound(1_000_000);
    private static final Bound FLOOR = new Bound(10_000);

    private static Claim claim(long need) {
        return new Claim(need, true, Optional.empty());
    }

    private static List<Long> divide(Claim... claims) {
        return Shares.divide(CORE, FLOOR, List.of(claims)).stream().map(Bound::amount).toList();
    }

    @Test
    void oneGroupHasItAll() {
        assertThat(divide(claim(0))).containsExactly(1_000_000L);
    }

    @Test
    void equalNeedsHaveEqualShares() {
        assertThat(divide(claim(5), claim(5))).containsExactly(500_000L, 500_000L);
        assertThat(divide(claim(0), claim(0))).containsExactly(500_000L, 500_000L);
    }

    @Test
    void needDecidesButNobodyStarves() {
        assertThat(divide(claim(3_000_000), claim(0))).containsExactly(875_000L, 125_000L);
    }

    @Test
    void aGroupWithoutProcessesHasTheFloor() {
        assertThat(divide(claim(7), new Claim(0, false, Optional.empty()))).containsExactly(990_000L, 10_000L);
    }

    @Test
    void theSumIsWithinTheTotal() {
        for (int seed = 1; seed < 500; seed++) {
            var shares = divide(claim(seed * 7_919L % 1_000), claim(seed * 104_729L % 1_000), claim(seed * 31L % 1_000));
            assertThat(shares.stream().mapToLong(Long::longValue).sum()).isBetween(999_990L, 1_000_000L);
        }
    }

    @Test
    void hungryGroupsArriveAtEqualShares() {
        long one = 900_000;
        long other = 100_000;
        for (int round = 0; round < 30; round++) {
            var next = divide(claim(one), claim(other));
            one = next.get(0);
            other = next.get(1);
        }
        assertThat(one).isCloseTo(other, within(1_000L));
    }

    @Test
    void aSmallShiftOfNeedMovesNothing() {
        assertThat(divide(new Claim(510, true, Optional.of(new Bound(500_000))), new Claim(490, true, Optional.of(new Bound(500_000)))))
            .containsExactly(500_000L, 500_000L);
        assertThat(divide(new Claim(510, true, Optional.of(new Bound(600_000))), new Claim(490, true, Optional.of(new Bound(600_000)))))
            .as("a total that has shrunk").containsExactly(507_500L, 492_500L);
    }
}
