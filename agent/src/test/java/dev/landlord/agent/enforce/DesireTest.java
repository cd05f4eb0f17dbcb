package dev.landlord.agent.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.agent.enforce.Desire.Novelty;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Command.Throttle;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.Reason;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DesireTest {
    private static final Instant ISSUED = Instant.parse("2026-11-22T10:00:00Z");
    private static final long SECOND = 1_000_000_000;

    private static Throttle throttle(long epoch, long generation) {
        return new Throttle(new NodeId("n1"), new TenantId("a"), epoch, generation, ISSUED, 60_000, Limits.ofCpu(0.5), new Reason("test", ""));
    }

    private static Throttle release(long epoch, long generation) {
        return new Throttle(new NodeId("n1"), new TenantId("a"), epoch, generation, ISSUED, 0, Limits.NONE, new Reason("test", ""));
    }

    @Test
    void epochComesBeforeGeneration() {
        var desire = Desire.NOTHING.with(throttle(8, 3), Lease.ENDLESS);

        assertThat(desire.novelty(throttle(8, 2))).isEqualTo(Novelty.STALE);
        assertThat(desire.novelty(throttle(7, 9))).isEqualTo(Novelty.STALE);
        assertThat(desire.novelty(throttle(8, 3))).isEqualTo(Novelty.REPEATED);
        assertThat(desire.novelty(throttle(8, 4))).isEqualTo(Novelty.FRESH);
        assertThat(desire.novelty(throttle(9, 0))).isEqualTo(Novelty.FRESH);
        assertThat(Desire.NOTHING.novelty(throttle(0, 0))).isEqualTo(Novelty.FRESH);
    }

    @Test
    void aRefusedThrottleFencesButChangesNothing() {
        var desire = Desire.NOTHING.with(throttle(8, 3), Lease.ENDLESS).refusing(throttle(8, 4));

        assertThat(desire.limits()).isEqualTo(Limits.ofCpu(0.5));
        assertThat(desire.novelty(throttle(8, 3))).isEqualTo(Novelty.STALE);
        assertThat(desire.novelty(throttle(8, 4))).isEqualTo(Novelty.FRESH);
    }

    @Test
    void aLiveLeaseRunsFromReceiptWhateverTheClockSays() {
        var lease = Lease.fromReceipt(throttle(1, 1), Long.MAX_VALUE - 5);

        assertThat(lease.isOver(Long.MAX_VALUE - 5 + 59 * SECOND)).isFalse();
        assertThat(lease.isOver(Long.MAX_VALUE - 5 + 60 * SECOND)).isTrue();
    }

    @Test
    void aLeaseFoundAtStartHasWhatIsLeftWithinItsLength() {
        assertThat(Lease.foundAtStart(throttle(1, 1), ISSUED.plusSeconds(45), 0).endNanos()).isEqualTo(15 * SECOND);
        assertThat(Lease.foundAtStart(throttle(1, 1), ISSUED.plusSeconds(90), 0).endNanos()).isZero();
        assertThat(Lease.foundAtStart(throttle(1, 1), ISSUED.minusSeconds(3_600), 0).endNanos()).isEqualTo(60 * SECOND);
    }

    @Test
    void aReleaseHasNoLease() {
        assertThat(Lease.fromReceipt(release(1, 1), 0).isOver(Long.MAX_VALUE)).isFalse();
        assertThat(Desire.NOTHING.with(release(1, 2), Lease.fromReceipt(release(1, 2), 0)).overdue(Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void anOverdueThrottleIsLiftedOnceOrHeld() {
        var desire = Desire.NOTHING.with(throttle(1, 1), Lease.fromReceipt(throttle(1, 1), 0));

        assertThat(desire.overdue(59 * SECOND)).isEmpty();
        assertThat(desire.overdue(60 * SECOND)).contains(throttle(1, 1));
        assertThat(desire.lifted().limits()).isEqualTo(Limits.NONE);
        assertThat(desire.lifted().overdue(61 * SECOND)).isEmpty();
        assertThat(desire.held().limits()).isEqualTo(Limits.ofCpu(0.5));
        assertThat(desire.held().overdue(61 * SECOND)).isEmpty();
    }
}
