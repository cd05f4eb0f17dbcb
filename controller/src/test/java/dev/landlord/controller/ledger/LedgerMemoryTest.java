package dev.landlord.controller.ledger;

import static dev.landlord.controller.ledger.OneNode.TEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.message.Meters;
import org.junit.jupiter.api.Test;

/// Memory is booked from the agent's integral: in whole KiB-seconds, round its end, and not from one run to the next.
class LedgerMemoryTest {
    private static final long GIB = 1L << 30;

    private final OneNode node = new OneNode();

    @Test
    void memoryIsBookedInWholeKibSecondsAndTheRestStaysInTheMeter() {
        for (int i = 0; i < 10; i++) {
            node.hear(TEN.plusSeconds(i), memory(GIB, i * 102_401L));
        }

        assertThat(node.booked().memoryKibSeconds()).as("921,609 byte-milliseconds").isZero();
        node.hear(TEN.plusSeconds(10), memory(GIB, 921_609 + 102_391));
        assertThat(node.booked().memoryKibSeconds()).isEqualTo(1);
    }

    @Test
    void theIntegralGoesRound() {
        node.hear(TEN, memory(GIB, (1L << 53) - 1_024_000));
        node.hear(TEN.plusSeconds(1), memory(GIB, 2_048_000));

        assertThat(node.booked().memoryKibSeconds()).isEqualTo(3);
        assertThat(node.booked().memoryUnknownMs()).isNull();
    }

    @Test
    void whereTheIntegralCouldHaveGoneRoundTheTimeIsUnknown() {
        node.hear(TEN, memory(100 * GIB, 0));
        node.hear(TEN.plusSeconds(5), memory(100 * GIB, 1_024_000));
        node.hear(TEN.plusSeconds(45), memory(100 * GIB, 2_048_000));
        node.hear(TEN.plusSeconds(87), memory(100 * GIB, 3_072_000));
        node.hear(TEN.plusSeconds(88), memory(100 * GIB, 4_096_000));

        assertThat(node.booked().memoryKibSeconds()).isEqualTo(3);
        assertThat(node.booked().memoryUnknownMs()).isEqualTo(42_000);
    }

    @Test
    void betweenTwoRunsOfTheAgentMemoryIsUnknown() {
        node.hear(TEN, memory(GIB, 5_000_000));
        node.agent(2, 0);
        node.hear(TEN.plusSeconds(20), memory(GIB, 0));
        node.hear(TEN.plusSeconds(21), memory(GIB, 1_024_000));

        assertThat(node.booked().memoryKibSeconds()).isEqualTo(1);
        assertThat(node.booked().memoryUnknownMs()).isEqualTo(20_000);
    }

    @Test
    void theIntegralOfAnotherRunIsNotComparedEvenIfItsFirstReadingIsMissing() {
        node.hear(TEN, memory(GIB, 0));
        node.agent(2, 0);
        node.hear(TEN.plusSeconds(1), Meters.UNKNOWN);
        node.hear(TEN.plusSeconds(2), memory(GIB, 9_000_000));

        assertThat(node.booked().memoryKibSeconds()).isZero();
    }

    private static Meters memory(long workingSet, long integral) {
        return new Meters(null, null, null, null, null, workingSet, integral, null, null, null, null, null, null);
    }
}
