package dev.landlord.controller.ledger;

import static dev.landlord.controller.ledger.OneNode.TEN;
import static dev.landlord.controller.ledger.OneNode.adopted;
import static dev.landlord.controller.ledger.OneNode.cpu;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Which groups are the tenant's, since when, and that nothing they use is booked twice.
class LedgerGroupsTest {
    private final OneNode node = new OneNode();

    @Test
    void allThatEverRanInTheOwnGroupIsTheTenants() {
        node.hear(TEN, cpu(5_000));
        node.hear(TEN.plusSeconds(1), cpu(6_000));

        assertThat(node.booked().cpuUsageUsec()).isEqualTo(6_000);
        assertThat(node.booked().cpuUnknownMs()).isNull();
    }

    @Test
    void whereTheOwnGroupIsNotNamedCountingBeginsAtTheFirstReading() {
        node.ownId = null;
        node.hear(TEN, cpu(5_000));
        node.hear(TEN.plusSeconds(1), cpu(6_000));
        node.ownId = 7L;
        node.hear(TEN.plusSeconds(2), cpu(6_500));

        assertThat(node.booked().cpuUsageUsec()).as("the name is told later, of the same group").isEqualTo(1_500);
    }

    @Test
    void anotherOwnGroupCountsFromZeroAndTheTailOfTheOneBeforeIsUnknown() {
        node.hear(TEN, cpu(5_000));
        node.ownId = 8L;
        node.hear(TEN.plusSeconds(3), cpu(200));

        assertThat(node.booked().cpuUsageUsec()).isEqualTo(5_200);
        assertThat(node.booked().cpuUnknownMs()).isEqualTo(3_000);
    }

    @Test
    void anotherBootIsAnotherMeterEvenUnderTheSameId() {
        node.hear(TEN, cpu(5_000));
        node.boot = "boot-2";
        node.agent(2, 0);
        node.hear(TEN.plusSeconds(60), cpu(9_000));

        assertThat(node.booked().cpuUsageUsec()).isEqualTo(14_000);
        assertThat(node.booked().cpuUnknownMs()).isEqualTo(60_000);
    }

    @Test
    void anAdoptedGroupCountsFromZeroOnlyIfItBeganUnderTheAgentsEyes() {
        node.hear(TEN, cpu(0), adopted(50, true, TEN, cpu(300)), adopted(51, false, TEN, cpu(9_000)));
        node.hear(TEN.plusSeconds(1), cpu(0), adopted(50, true, TEN, cpu(400)), adopted(51, false, TEN, cpu(9_050)),
            adopted(52, true, TEN.plusSeconds(1), cpu(20)));

        assertThat(node.booked().cpuUsageUsec()).isEqualTo(470);
        assertThat(node.booked().workloads()).isEqualTo(3);
    }

    @Test
    void theTailOfAnAdoptedGroupIsUnknownAndOfSeveralTheTimeCountsOnce() {
        node.hear(TEN, cpu(0), adopted(50, true, TEN, cpu(300)), adopted(51, true, TEN, cpu(300)));
        node.hear(TEN.plusSeconds(2), cpu(0));
        node.hear(TEN.plusSeconds(3), cpu(0));

        assertThat(node.booked().cpuUsageUsec()).isEqualTo(600);
        assertThat(node.booked().cpuUnknownMs()).isEqualTo(2_000);
    }

    @Test
    void aGroupThatIsLostFromSightForAMomentIsNotBookedTwice() {
        node.hear(TEN, cpu(0), adopted(50, true, TEN, cpu(300)));
        node.hear(TEN.plusSeconds(1), cpu(0));
        node.hear(TEN.plusSeconds(2), cpu(0), adopted(50, true, TEN.plusSeconds(2), cpu(350)));
        for (int second = 3; second < 200; second++) {
            node.hear(TEN.plusSeconds(second), cpu(0));
        }
        node.hear(TEN.plusSeconds(200), cpu(0), adopted(50, true, TEN, cpu(500)));

        assertThat(node.booked().cpuUsageUsec()).as("of long ago, it may have been booked before").isEqualTo(350);
        assertThat(node.booked().workloads()).isEqualTo(1);
    }

    @Test
    void whatAGroupUsedWhileItWasNotTheTenantsIsNotBooked() {
        node.hear(TEN, cpu(0), adopted(50, false, TEN, cpu(300)));
        node.hear(TEN.plusSeconds(1), cpu(0), adopted(50, false, TEN, cpu(310)));
        node.hear(TEN.plusSeconds(60), cpu(0), adopted(50, false, TEN.plusSeconds(60), cpu(5_000)));
        node.hear(TEN.plusSeconds(61), cpu(0), adopted(50, false, TEN.plusSeconds(60), cpu(5_001)));

        assertThat(node.booked().cpuUsageUsec()).isEqualTo(11);
    }

    @Test
    void aNameThatIsUsedAgainIsAnotherGroup() {
        node.hear(TEN, cpu(0), adopted("/job", 50, true, TEN, cpu(300)));
        node.hear(TEN.plusSeconds(1), cpu(0), adopted("/job", 51, true, TEN.plusSeconds(1), cpu(400)));

        assertThat(node.booked().cpuUsageUsec()).isEqualTo(700);
    }
}
