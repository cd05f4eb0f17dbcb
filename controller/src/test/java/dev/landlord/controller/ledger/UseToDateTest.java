package dev.landlord.controller.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Budget;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.UsageSample;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a budget is judged by: the same bookings as the ledger's days, those that were let go included.
class UseToDateTest {
    private static final TenantId TENANT = new TenantId("tenant-a");
    private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private TenantLedger ledger = TenantLedger.of(TENANT);
    private long seq;

    @Test
    void aMonthIsTheSumOfItsDaysOnAllNodesWhetherTheyAreHeldOrNot() {
        for (int hour = 0; hour <= 40; hour++) {
            assertThat(used(Budget.Per.DAY, START.plus(HOUR.multipliedBy(hour)).toString())).as("since midnight, hour %d", hour)
                .isEqualTo(1_010L * Math.max(0, (hour < 14 ? hour : (hour - 14) % 24) - 1));
            used("n1", hour, 1_000L * hour, START.plus(HOUR.multipliedBy(hour)));
            used("n2", hour, 10L * hour, START.plus(HOUR.multipliedBy(hour)));
            pass(START.plus(HOUR.multipliedBy(hour)));
        }

        assertThat(ledger.carried()).as("the 28th is over").containsOnlyKeys(YearMonth.of(2026, 11));
        assertThat(used(Budget.Per.MONTH, "2026-11-30T02:00:00Z")).isEqualTo(40_400);
        assertThat(used(Budget.Per.DAY, "2026-11-30T02:00:00Z")).isEqualTo(2 * 1_010);
    }

    @Test
    void aNewMonthBeginsAtZeroAndWhatComesLateCountsForTheOneBefore() {
        used("n1", 0, 5_000, Instant.parse("2026-11-30T23:00:00Z"));
        used("n2", 0, 0, Instant.parse("2026-11-30T23:00:00Z"));
        pass(Instant.parse("2026-12-01T00:00:00Z"));
        assertThat(used(Budget.Per.MONTH, "2026-12-01T00:00:00Z")).isZero();

        used("n1", 1, 5_700, Instant.parse("2026-12-01T00:10:00Z"));
        long december = used(Budget.Per.MONTH, "2026-12-01T00:10:00Z");
        assertThat(december).as("an hour and ten minutes, divided by time").isEqualTo(100);
        waited(2_000, Instant.parse("2026-11-30T23:59:00Z"), Instant.parse("2026-12-01T03:00:00Z"));

        assertThat(used(Budget.Per.MONTH, "2026-12-01T03:00:00Z")).isEqualTo(december);
        assertThat(used(Budget.Per.MONTH, "2026-11-30T23:59:59Z")).isEqualTo(5_600 + 2_000);
    }

    @Test
    void theMonthBeforeIsKeptAsTheNextOwnersClockMayBeBehind() {
        used("n1", 0, 0, START);
        used("n1", 1, 7_000, START.plus(HOUR));
        used("n1", 2, 7_000, START.plus(Duration.ofDays(2)));
        pass(START.plus(Duration.ofDays(2)));
        assertThat(used(Budget.Per.MONTH, "2026-11-30T10:00:00Z")).isEqualTo(7_000);
        pass(Instant.parse("2026-12-01T00:00:01Z"));

        assertThat(used(Budget.Per.MONTH, "2026-11-30T23:59:59Z")).isEqualTo(7_000);
        pass(Instant.parse("2027-01-01T00:00:01Z"));
        assertThat(ledger.carried()).isEmpty();
    }

    @Test
    void daysOfANodeThatIsForgottenAreCarriedOn() {
        var begin = Instant.parse("2026-11-02T10:00:00Z");
        used("n1", 0, 0, begin);
        used("n1", 1, 9_000, begin.plus(HOUR));
        var later = begin.plus(Ledger.FORGOTTEN).plus(HOUR);
        pass(later);

        assertThat(ledger.nodes().get(new NodeId("n1")).days()).isEmpty();
        assertThat(ledger.toDate().in(Budget.Per.MONTH.at(later)).cpuUsageUsec()).isEqualTo(9_000);
        assertThat(Ledger.pass(ledger, later).ledger()).as("once").isEqualTo(ledger);
    }

    @Test
    void memoryCountsBesideCpu() {
        book(new Meters(0L, null, null, null, null, 1L << 30, 0L, null, null, null, null, null, null), "n1", 1, null, START);
        book(new Meters(0L, null, null, null, null, 1L << 30, (1L << 30) * 10_000, null, null, null, null, null, null), "n1", 2, null,
            START.plusSeconds(10));

        assertThat(ledger.toDate().in(Budget.Per.MONTH.at(START))).isEqualTo(new Amount(0, 10L << 20));
    }

    private long used(Budget.Per per, String at) {
        return ledger.toDate().in(per.at(Instant.parse(at))).cpuUsageUsec();
    }

    private void pass(Instant now) {
        ledger = Ledger.pass(ledger, now).ledger();
    }

    private void used(String node, long number, long usec, Instant at) {
        book(cpu(usec), node, number, null, at);
    }

    /// A sample of the node that was silent, which had waited there.
    private void waited(long usec, Instant sampled, Instant arrived) {
        var sample = new UsageSample(TENANT, new NodeId("n2"), "boot", 1, 1, sampled, 1000, Duration.between(sampled, arrived).toMillis(), cpu(usec),
            7L, null, List.of(), Map.of());
        ledger = Ledger.book(ledger, sample, arrived).ledger();
    }

    private void book(Meters own, String node, long number, Long delayedMs, Instant at) {
        seq = number;
        ledger = Ledger.book(ledger, new UsageSample(TENANT, new NodeId(node), "boot", 1, seq, at, 1000, delayedMs, own, 7L, null, List.of(),
            Map.of()), at).ledger();
    }

    private static Meters cpu(long usec) {
        return new Meters(usec, null, null, null, null, null, null, null, null, null, null, null, null);
    }
}
