package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.Quota;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Block IO under a limit. Kernels let whole requests through, so that one second shows several times the limit and the next ones nothing.
class BlockIoTest {
    private static final long MIB = 1 << 20;
    /// What a tenant of class `strict` that is idle on CPU is released after.
    private static final int STRICT_IDLE_SECONDS = 6;

    private final SimulatedHouse house = SimulatedHouse.with("strict", new Quota(null, null, null, MIB), "n1");
    private final SimulatedNode.Workload writer = house.run("n1", "writer");

    /// Of a limit of 1 MiB/s, in requests of so many KiB.
    @ParameterizedTest
    @CsvSource({"1024, 1.0", "1024, 0.875", "2048, 1.0", "2048, 0.875", "3072, 0.9", "4096, 0.98"})
    void aWriterStaysLimitedHoweverLargeItsRequestsAre(long kib, double reached) {
        limited(kib, reached);

        house.pass(600);

        assertThat(house.decided(Decision.Action.RELEASE)).isEmpty();
        assertThat(house.decided(Decision.Action.THROTTLE)).hasSize(1);
        assertThat(house.node("n1").limits).isEqualTo(Limits.NONE.withIoBytesPerSecond(MIB));
    }

    @ParameterizedTest
    @CsvSource({"1", "512", "1024", "2048"})
    void itIsReleasedSoonAfterItStops(long kib) {
        limited(kib, 1);
        house.pass(120);

        writer.ioPerSecond = 0;

        assertThat(releasedAfterSeconds(60)).isLessThanOrEqualTo(STRICT_IDLE_SECONDS + 6);
    }

    /// The same of a writer that goes on with less, in percent of its quota.
    @ParameterizedTest
    @CsvSource({"1, 75, 50", "256, 75, 50", "1, 50, 20", "256, 50, 20", "512, 50, 20", "512, 75, 60", "1024, 25, 30"})
    void itIsReleasedWhenItReallyUsesLess(long kib, long percent, int seconds) {
        limited(kib, 1);
        house.pass(120);

        writer.ioPerSecond = MIB * percent / 100;

        assertThat(releasedAfterSeconds(200)).isLessThanOrEqualTo(seconds);
    }

    private void limited(long kib, double reached) {
        house.node("n1").ioReached = reached;
        writer.ioRequest = kib << 10;
        writer.ioPerSecond = 6 * MIB;
        house.pass(20);
        assertThat(house.stateOf(Resource.IO)).isEqualTo(EnforcementState.THROTTLED);
    }

    private long releasedAfterSeconds(int atMost) {
        var from = house.now;
        house.pass(atMost);
        return house.decisions.stream().filter(decision -> decision.action() == Decision.Action.RELEASE && decision.at().isAfter(from))
            .map(decision -> Duration.between(from, decision.at()).toSeconds()).findFirst().orElse(Long.MAX_VALUE);
    }
}
