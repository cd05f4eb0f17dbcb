package dev.landlord.agent.enforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.landlord.agent.enforce.IoShares.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IoSharesTest {
    private static final long MIB = 1 << 20;
    private static final Bound TEN = new Bound(10 * MIB);

    private static Claim fresh(long need) {
        return new Claim(need, Optional.empty());
    }

    private static Claim held(long need, long before) {
        return new Claim(need, Optional.of(new Bound(before)));
    }

    private static List<Long> divide(Bound total, Claim... claims) {
        return IoShares.divide(total, List.of(claims)).stream().map(Bound::amount).toList();
    }

    @Test
    void whoIsNotKnownYetHasAnEqualPart() {
        assertThat(divide(TEN, fresh(0), fresh(0))).containsExactly(5 * MIB, 5 * MIB);
        assertThat(divide(Bound.UNLIMITED, fresh(0))).containsExactly(Long.MAX_VALUE);
        assertThat(divide(TEN)).isEmpty();
    }

    @Test
    void aSingleWriterHasTheWholeLessTheFloorsInOneStep() {
        assertThat(divide(TEN, held(0, 5 * MIB), held(5 * MIB, 5 * MIB))).containsExactly(MIB / 4, 10 * MIB - MIB / 4);
        assertThat(divide(TEN, held(0, 10 * MIB / 4), held(0, 10 * MIB / 4), held(0, 10 * MIB / 4), held(10 * MIB / 4, 10 * MIB / 4)).getLast())
            .isGreaterThan(9 * MIB);
    }

    @Test
    void whoWasIdleHasAnEqualPartOneStepAfterItHasBegun() {
        assertThat(divide(TEN, held(MIB / 4, MIB / 4), held(10 * MIB - MIB / 4, 10 * MIB - MIB / 4))).containsExactly(5 * MIB, 5 * MIB);
    }

    @Test
    void whoNeedsLittleKeepsItsNeedAndAQuarterMore() {
        var shares = divide(TEN, held(MIB, 5 * MIB), held(5 * MIB, 5 * MIB));
        assertThat(shares.getFirst()).isCloseTo(MIB * 5 / 4, within(1L));
        assertThat(shares.getLast()).isCloseTo(10 * MIB - MIB * 5 / 4, within(1L));
    }

    @Test
    void sharesThatWouldHardlyMoveStay() {
        assertThat(divide(TEN, held(MIB / 4, MIB / 4 + 1), held(9 * MIB, 10 * MIB - MIB / 4 - 1)).getFirst()).isEqualTo(5 * MIB);
        assertThat(divide(TEN, held(0, MIB / 4 + 9), held(9 * MIB + MIB / 2, 10 * MIB - MIB / 4 - 9)))
            .containsExactly(MIB / 4 + 9, 10 * MIB - MIB / 4 - 9);
        assertThat(divide(new Bound(5 * MIB), held(0, 5 * MIB), held(0, 5 * MIB))).as("a lower figure").containsExactly(5 * MIB / 2, 5 * MIB / 2);
        assertThat(divide(new Bound(20 * MIB), held(0, 5 * MIB), held(0, 5 * MIB))).as("a higher one").containsExactly(10 * MIB, 10 * MIB);
    }

    @Test
    void theSumNeverExceedsTheTotalAndNobodyIsLeftWithout() {
        var random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            long total = 64 * 1024 + random.nextLong(1L << (10 + random.nextInt(25)));
            var claims = new ArrayList<Claim>();
            int count = 1 + random.nextInt(40);
            for (int i = 0; i < count; i++) {
                long need = random.nextBoolean() ? 0 : random.nextLong(2 * total);
                claims.add(random.nextBoolean() ? fresh(need) : held(need, 1 + random.nextLong(total)));
            }
            var shares = IoShares.divide(new Bound(total), claims).stream().map(Bound::amount).toList();
            assertThat(shares.stream().mapToLong(Long::longValue).sum()).as("%s of %s", shares, claims).isLessThanOrEqualTo(total)
                .isGreaterThanOrEqualTo(total - total / 10 - count);
            assertThat(shares).as("%s of %s", total, claims).allMatch(share -> share >= 1);
        }
    }

    @Test
    void whateverTheLoadItComesToRest() {
        var random = new Random(11);
        for (int round = 0; round < 500; round++) {
            long total = MIB + random.nextLong(100 * MIB);
            var demands = random.longs(1 + random.nextInt(8), 0, total).toArray();
            var claims = List.<Claim>of();
            List<Bound> before = List.of();
            for (int step = 0; step < 6; step++) {
                var next = new ArrayList<Claim>();
                for (int i = 0; i < demands.length; i++) {
                    next.add(before.isEmpty() ? fresh(0) : new Claim(Math.min(demands[i], before.get(i).amount()), Optional.of(before.get(i))));
                }
                claims = next;
                before = IoShares.divide(new Bound(total), claims);
            }
            long wanted = 0;
            long given = 0;
            for (int i = 0; i < demands.length; i++) {
                wanted += demands[i];
                given += Math.min(demands[i], before.get(i).amount());
            }
            assertThat(given).as("demands %s, total %d, shares %s", demands, total, before).isGreaterThanOrEqualTo(Math.min(wanted, total) * 7 / 10);
        }
    }
}
