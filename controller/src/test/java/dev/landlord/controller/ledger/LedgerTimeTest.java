package dev.landlord.controller.ledger;

import static dev.landlord.controller.ledger.OneNode.DAY;
import static dev.landlord.controller.ledger.OneNode.TEN;
import static dev.landlord.controller.ledger.OneNode.cpu;
import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.message.LedgerEntry.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Which samples are news, and which hours and days their use is booked in, whatever clocks, gaps and order are like.
class LedgerTimeTest {
    private final OneNode node = new OneNode();

    @Test
    void whatIsUsedOverAGapIsDividedByTimeAndTheSumIsExact() {
        node.hear(Instant.parse("2026-11-22T22:30:00Z"), cpu(0));
        node.hear(Instant.parse("2026-11-23T01:00:00Z"), cpu(1_000_001));
        node.hear(Instant.parse("2026-11-23T01:00:01Z"), cpu(1_000_001));

        assertThat(node.hours(DAY)).containsExactly(Map.entry(22, 200_000L), Map.entry(23, 400_000L));
        assertThat(node.hours(DAY.plusDays(1))).containsEntry(0, 400_001L);
        assertThat(node.latest.get(DAY).status()).isEqualTo(Status.FINAL);
        assertThat(node.latest.get(DAY).bookedTo()).isEqualTo("2026-11-23T00:00:00Z");
    }

    @Test
    void whatComesOutOfOrderBooksNothing() {
        node.hear(TEN, cpu(5_000));
        node.agent(2, 0);
        node.hear(TEN.plusSeconds(1), cpu(6_000));
        node.agent(1, 50);
        node.hear(TEN.plusSeconds(2), cpu(5_500));
        assertThat(node.lastWasNews).isFalse();
        node.agent(2, 1);
        node.hear(TEN.plusSeconds(3), cpu(7_000));

        assertThat(node.booked().cpuUsageUsec()).isEqualTo(7_000);
    }

    @Test
    void anAgentThatForgotItsRunsIsHeardAgainAfterAWhileAndNothingIsLost() {
        node.agent(9, 0);
        node.hear(TEN, cpu(5_000));
        node.agent(1, 0);
        node.hear(TEN.plusSeconds(60), cpu(6_000));
        assertThat(node.lastWasNews).isFalse();
        node.hear(TEN.plusSeconds(301), cpu(7_000));

        assertThat(node.booked().cpuUsageUsec()).isEqualTo(7_000);
    }

    @Test
    void aClockThatIsFarOffOpensNoDayInThePastOrInTheFuture() {
        node.hear(node.sample(Instant.EPOCH, null, cpu(0)), TEN);
        assertThat(node.latest).containsOnlyKeys(DAY);
        node.hear(node.sample(TEN.plus(Duration.ofDays(3)), null, cpu(1_000)), TEN.plusSeconds(1));
        node.hear(TEN.plusSeconds(2), cpu(2_000));

        assertThat(node.latest).containsOnlyKeys(DAY);
        assertThat(node.booked().cpuUsageUsec()).isEqualTo(2_000);
    }

    @Test
    void whatWaitedOnItsNodeIsBookedWhereItWasUsed() {
        node.hear(TEN, cpu(0));
        node.hear(node.sample(TEN.plusSeconds(60), 7_200_000L, cpu(1_000)), TEN.plusSeconds(7_260));
        node.hear(node.sample(TEN.plus(Duration.ofDays(2)), 7_200_000L, cpu(2_000)), TEN.plusSeconds(7_261));

        assertThat(node.hours(DAY)).as("a clock that is wrong is put right by the time it waited").containsExactly(Map.entry(10, 2_000L));
        assertThat(node.latest).containsOnlyKeys(DAY);
    }

    @Test
    void timeNeverGoesBack() {
        node.hear(Instant.parse("2026-11-22T11:00:01Z"), cpu(0));
        node.hear(Instant.parse("2026-11-22T10:59:00Z"), cpu(1_000));

        assertThat(node.hours(DAY)).containsExactly(Map.entry(11, 1_000L));
    }
}
