package dev.landlord.controller.ledger;

import static dev.landlord.controller.ledger.OneNode.TEN;
import static dev.landlord.controller.ledger.OneNode.adopted;
import static dev.landlord.controller.ledger.OneNode.cpu;
import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.WorkloadSample;
import dev.landlord.protocol.message.WorkloadSample.Origin;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is made of counters and gauges that go back, are missing for a while or everywhere, or are told by some groups only.
class LedgerCountersTest {
    private final OneNode node = new OneNode();

    @Test
    void aCounterThatWentBackCountsOnFromThere() {
        node.hear(TEN, cpu(5_000));
        node.hear(TEN.plusSeconds(4), cpu(1_000));
        node.hear(TEN.plusSeconds(5), cpu(1_100));

        assertThat(node.booked().cpuUsageUsec()).isEqualTo(5_100);
        assertThat(node.booked().cpuUnknownMs()).isEqualTo(4_000);
    }

    @Test
    void aCounterThatIsMissingForAWhileTellsAllWhenItComesBack() {
        node.hear(TEN, cpu(5_000));
        node.hear(TEN.plusSeconds(60), Meters.UNKNOWN);
        node.hear(TEN.plusSeconds(120), cpu(6_000));

        assertThat(node.booked().cpuUsageUsec()).isEqualTo(6_000);
        assertThat(node.booked().cpuUnknownMs()).isNull();
        assertThat(node.booked().ioUnknownMs()).as("nobody reads block IO here").isNull();
    }

    @Test
    void aControllerThatIsNotMountedIsUnknownAndNotZero() {
        for (int minute = 0; minute <= 20; minute++) {
            node.hear(TEN.plusSeconds(60L * minute), cpu(minute));
        }

        assertThat(node.booked().ioReadBytes()).isNull();
        assertThat(node.booked().ioUnknownMs()).isEqualTo(20 * 60_000);
        assertThat(node.booked().memoryUnknownMs()).isEqualTo(20 * 60_000);
        assertThat(node.booked().cpuUsageUsec()).isEqualTo(20);
    }

    @Test
    void peaksAreOfAllGroupsTogetherWhereAllAreKnown() {
        node.hear(TEN, gauges(100L, 3L), adopted(50, true, TEN, gauges(50L, 2L)));
        node.hear(TEN.plusSeconds(1), gauges(110L, 1L), adopted(50, true, TEN, gauges(null, 9L)));

        assertThat(node.booked().memoryPeakBytes()).isEqualTo(150);
        assertThat(node.booked().pidsPeak()).isEqualTo(10);
    }

    @Test
    void whereTheOwnGroupTellsNoKillsThoseOfItsWorkloadsAreAdded() {
        node.hear(TEN, cpu(0), inOwn(20, kills(1)), inOwn(21, kills(0)));
        node.hear(TEN.plusSeconds(1), cpu(0), inOwn(20, kills(2)), inOwn(21, kills(1)));
        node.hear(TEN.plusSeconds(2), cpu(0), inOwn(21, kills(1)));
        assertThat(node.booked().oomKills()).isEqualTo(3);

        node.hear(TEN.plusSeconds(3), kills(4), inOwn(21, kills(2)));
        assertThat(node.booked().oomKills()).as("the own group's count contains them").isEqualTo(3 + 4);
    }

    private static Meters gauges(Long memory, Long pids) {
        return new Meters(null, null, null, null, memory, null, null, null, pids, null, null, null, null);
    }

    private static Meters kills(long kills) {
        return new Meters(null, null, null, null, null, null, null, kills, null, null, null, null, null);
    }

    private static WorkloadSample inOwn(long id, Meters meters) {
        return new WorkloadSample("w-" + id, "/landlord/tenant-a/w-" + id, id, Origin.OWN, TEN, null, null, meters, List.of());
    }
}
