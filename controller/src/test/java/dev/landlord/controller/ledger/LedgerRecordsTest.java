package dev.landlord.controller.ledger;

import static dev.landlord.controller.ledger.OneNode.DAY;
import static dev.landlord.controller.ledger.OneNode.NODE;
import static dev.landlord.controller.ledger.OneNode.TEN;
import static dev.landlord.controller.ledger.OneNode.TENANT;
import static dev.landlord.controller.ledger.OneNode.adopted;
import static dev.landlord.controller.ledger.OneNode.cpu;
import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.message.LedgerEntry.Status;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.UsageSample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// When a day's record is cut, final, given up and told again, and when days and nodes are let go.
class LedgerRecordsTest {
    private final OneNode node = new OneNode();

    @Test
    void aRecordIsCutWhenAMinuteHasPassedAndSomethingWasBooked() {
        node.hear(TEN, whole(0));
        node.hear(TEN.plusSeconds(30), whole(1));
        assertThat(node.told).hasSize(1);
        node.hear(TEN.plusSeconds(50), whole(1));
        assertThat(node.told).hasSize(2).last().satisfies(entry -> {
            assertThat(entry.status()).isEqualTo(Status.OPEN);
            assertThat(entry.bookedTo()).isEqualTo(TEN.plusSeconds(50));
        });
        node.hear(TEN.plusSeconds(120), whole(1));
        assertThat(node.told).as("nothing was booked").hasSize(2);
        node.hear(TEN.plusSeconds(3600), whole(1));
        assertThat(node.told).as("how far it is booked is told each hour").hasSize(3);
    }

    @Test
    void aDayIsFinalWhenTheNodeHasGoneOnAndALateReadingCorrectsIt() {
        node.hear(Instant.parse("2026-11-22T23:59:50Z"), cpu(0));
        node.hear(Instant.parse("2026-11-23T00:00:10Z"), cpu(1_000));

        assertThat(node.latest.get(DAY).status()).isEqualTo(Status.FINAL);
        assertThat(node.hours(DAY)).containsEntry(23, 500L);
    }

    @Test
    void aSilentNodeIsGivenUpAndWhatItTellsAfterAllCorrectsTheDay() {
        node.hear(TEN, cpu(1_000));
        node.pass(TEN.plus(Duration.ofHours(47)));
        assertThat(node.latest.get(DAY).status()).isEqualTo(Status.OPEN);
        node.pass(TEN.plus(Duration.ofHours(48)));
        node.pass(TEN.plus(Duration.ofHours(49)));

        assertThat(node.latest.get(DAY)).satisfies(entry -> {
            assertThat(entry.status()).isEqualTo(Status.INCOMPLETE);
            assertThat(entry.why()).isEqualTo("n1 has been silent since 2026-11-22T10:00:10Z");
            assertThat(entry.revision()).isEqualTo(2);
        });
        node.hear(TEN.plus(Duration.ofHours(50)), cpu(51_000));
        assertThat(node.latest.get(DAY)).satisfies(entry -> {
            assertThat(entry.status()).isEqualTo(Status.FINAL);
            assertThat(entry.revision()).isEqualTo(3);
            assertThat(entry.total().cpuUsageUsec()).isBetween(14_000L, 15_000L);
        });
        assertThat(node.booked().cpuUsageUsec()).isEqualTo(51_000);
    }

    @Test
    void whoLeftANodeIsNoGap() {
        node.hear(TEN, cpu(0), adopted(50, true, TEN, cpu(300)));
        node.ownId = null;
        node.hear(TEN.plusSeconds(1), null);
        assertThat(node.latest.get(DAY).bookedTo()).as("told at once").isEqualTo(TEN.plusSeconds(1));
        node.pass(TEN.plus(Duration.ofHours(49)));

        assertThat(node.latest.get(DAY).status()).isEqualTo(Status.FINAL);
    }

    @Test
    void aFinalDayIsToldASecondTimeAndLetGo() {
        node.hear(Instant.parse("2026-11-22T23:59:50Z"), cpu(0));
        node.hear(Instant.parse("2026-11-23T00:00:10Z"), cpu(1_000));
        var last = node.latest.get(DAY);
        node.hear(Instant.parse("2026-11-23T01:00:01Z"), cpu(2_000));
        node.told.clear();

        node.pass(Instant.parse("2026-11-23T01:00:02Z"));

        assertThat(node.told).containsExactly(last);
        assertThat(node.ledger.nodes().get(NODE).days()).containsOnlyKeys(DAY.plusDays(1));
    }

    @Test
    void aForgottenNodeThatComesBackIsNotBookedTwice() {
        node.hear(TEN, cpu(5_000), adopted(50, true, TEN, cpu(300)));
        node.pass(TEN.plus(Ledger.FORGOTTEN));
        var closed = node.latest.get(DAY);
        assertThat(closed.status()).isEqualTo(Status.INCOMPLETE);
        assertThat(node.ledger.nodes().get(NODE).days()).isEmpty();

        var back = TEN.plus(Duration.ofDays(20));
        node.hear(back, cpu(6_000), adopted(50, true, TEN, cpu(800)));
        node.hear(back.plusSeconds(1), cpu(6_001), adopted(50, true, TEN, cpu(810)));

        assertThat(node.latest.get(DAY)).as("it stays as it was told").isEqualTo(closed);
        assertThat(node.booked().cpuUsageUsec()).isEqualTo(6_001 + 300 + 10);
        node.pass(back.plus(Ledger.REMEMBERED).plusSeconds(2));
        node.pass(back.plus(Ledger.REMEMBERED).plusSeconds(3));
        assertThat(node.ledger.mayGo()).isTrue();
    }

    @Test
    void aTenantIsBookedOnSoManyNodesAndNoMore() {
        node.hear(TEN, cpu(1));
        var one = node.ledger.nodes().get(NODE);
        for (int i = 1; i < Ledger.MOST_NODES; i++) {
            node.ledger = node.ledger.with(new NodeId("other-" + i), one);
        }
        var known = node.sample(TEN.plusSeconds(1), null, cpu(2));
        var further = new UsageSample(TENANT, new NodeId("further"), node.boot, 1, 1, TEN, 0, cpu(1), null, List.of(), Map.of());

        assertThat(Ledger.hasNoRoomFor(node.ledger, known)).isFalse();
        assertThat(Ledger.hasNoRoomFor(node.ledger, further)).isTrue();
        assertThat(Ledger.book(node.ledger, further, TEN).ledger()).isSameAs(node.ledger);
    }

    @Test
    void whatWasCutAndNotPublishedIsToldAgainAsItWas() {
        node.hear(TEN, cpu(5_000));
        assertThat(Ledger.untold(node.ledger)).containsExactlyElementsOf(node.told);
        assertThat(Ledger.untold(Ledger.told(node.ledger))).isEmpty();

        node.hear(TEN.plusSeconds(1), cpu(6_000));
        assertThat(Ledger.untold(node.ledger)).as("the next record is to follow").isEmpty();
    }

    private static Meters whole(long usec) {
        return new Meters(usec, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
    }
}
