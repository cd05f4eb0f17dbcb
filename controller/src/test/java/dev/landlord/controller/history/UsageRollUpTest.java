package dev.landlord.controller.history;

import static dev.landlord.controller.view.Messages.A;
import static dev.landlord.controller.view.Messages.N1;
import static dev.landlord.controller.view.Messages.N2;
import static dev.landlord.controller.view.Messages.at;
import static dev.landlord.controller.view.Messages.meters;
import static dev.landlord.controller.view.Messages.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.view.Messages;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class UsageRollUpTest {
    private static final long KIB_PER_MIB = 1024;

    private final UsageRollUp rollUp = new UsageRollUp();

    @Test
    void eachSecondOfUseLiesInItsStep() {
        LongStream.rangeClosed(1, 121).forEach(seq -> take(half(N1, seq)));

        var minute = step(Resolution.MINUTE, at(60));
        assertThat(minute.cpuUsageUsec()).as("half a core for a minute").isEqualTo(30_000_000);
        assertThat(minute.memoryKibMillis()).isEqualTo(KIB_PER_MIB * 60_000);
        assertThat(minute.ioBytes()).isEqualTo(60 * 2048);
        assertThat(minute.memoryPeakBytes()).isEqualTo(1 << 20);
        assertThat(minute.pidsPeak()).isEqualTo(3);
        assertThat(minute.coveredSeconds()).isEqualTo(60);
        assertThat(step(Resolution.TEN_SECONDS, at(60))).satisfies(ten -> {
            assertThat(ten.cpuUsageUsec()).isEqualTo(5_000_000);
            assertThat(ten.coveredSeconds()).isEqualTo(10);
        });
    }

    @Test
    void nodesAreAddedAndTheirPeaksAreThoseOfOneMoment() {
        LongStream.rangeClosed(1, 61).forEach(seq -> {
            take(half(N1, seq));
            take(half(N2, seq));
        });

        var minute = step(Resolution.MINUTE, at(0));
        assertThat(minute.cpuUsageUsec()).as("the first sample of each has no second before it").isEqualTo(2 * 29_500_000);
        assertThat(minute.memoryPeakBytes()).isEqualTo(2 << 20);
        assertThat(minute.pidsPeak()).isEqualTo(6);
        assertThat(minute.coveredSeconds()).as("of one minute").isEqualTo(59);
    }

    @Test
    void aLostSampleCostsNothingAndARepeatedOneCountsOnce() {
        LongStream.rangeClosed(1, 61).filter(seq -> seq % 7 != 0).forEach(seq -> {
            take(half(N1, seq));
            assertThat(rollUp.add(half(N1, seq), at(seq), at(seq))).as("repeated").isFalse();
        });

        assertThat(step(Resolution.MINUTE, at(0)).cpuUsageUsec()).isEqualTo(29_500_000);
        assertThat(step(Resolution.MINUTE, at(0)).coveredSeconds()).isEqualTo(59);
    }

    @Test
    void overAGapNothingIsDrawnAndTheRestStays() {
        LongStream.rangeClosed(1, 30).forEach(seq -> take(half(N1, seq)));
        LongStream.rangeClosed(331, 361).forEach(seq -> take(half(N1, seq)));

        var steps = rollUp.take();
        assertThat(steps).containsKey(key(Resolution.MINUTE, at(0))).containsKey(key(Resolution.MINUTE, at(330)))
            .doesNotContainKeys(key(Resolution.MINUTE, at(60)), key(Resolution.MINUTE, at(240)));
        assertThat(steps.get(key(Resolution.MINUTE, at(0))).coveredSeconds()).isEqualTo(29);
    }

    @Test
    void aThinnedSpoolStillFillsItsMinutes() {
        LongStream.iterate(1, seq -> seq <= 601, seq -> seq + 60).forEach(seq -> take(half(N1, seq)));

        var steps = rollUp.take();
        assertThat(steps.get(key(Resolution.MINUTE, at(120))).cpuUsageUsec()).isBetween(29_999_000L, 30_001_000L);
        assertThat(steps.get(key(Resolution.TEN_SECONDS, at(120))).coveredSeconds()).as("too coarse for ten seconds").isZero();
    }

    @Test
    void eachTenthSampleIsEnoughForAllSteps() {
        LongStream.iterate(10, seq -> seq <= 200, seq -> seq + 10).forEach(seq -> take(half(N1, seq)));

        var steps = rollUp.take();
        assertThat(steps.get(key(Resolution.MINUTE, at(60))).cpuUsageUsec()).isEqualTo(30_000_000);
        assertThat(steps.get(key(Resolution.TEN_SECONDS, at(60))).cpuUsageUsec()).isEqualTo(5_000_000);
        assertThat(steps.get(key(Resolution.TEN_SECONDS, at(60))).coveredSeconds()).isEqualTo(10);
    }

    @Test
    void lateSamplesLieWhereTheyBelong() {
        LongStream.rangeClosed(1, 61).forEach(seq ->
            assertThat(rollUp.add(half(N1, seq).delayed(3_600_000), at(3_600 + seq), at(3_600 + seq))).isTrue());

        assertThat(step(Resolution.MINUTE, at(0)).cpuUsageUsec()).isEqualTo(29_500_000);
    }

    @Test
    void whatIsTooOldForAResolutionIsLeftOutOfIt() {
        var threeHours = Duration.ofHours(3).toSeconds();
        LongStream.rangeClosed(1, 61).forEach(seq ->
            rollUp.add(half(N1, seq).delayed(threeHours * 1000), at(threeHours + seq), at(threeHours + seq)));
        assertThat(rollUp.take().keySet()).extracting(UsageRollUp.Key::resolution).containsOnly(Resolution.MINUTE);

        assertThat(rollUp.add(half(N2, 1), at(1), at(Duration.ofDays(4).toSeconds()))).as("too old for minutes").isFalse();
        assertThat(rollUp.add(half(N2, 1_000), at(0), at(0))).as("a node a quarter of an hour ahead").isFalse();
    }

    @Test
    void whatIsReadAnewIsMadeInTheStepsOnlyThatAreStillKept() {
        var yesterday = at(0);
        LongStream.rangeClosed(1, 61).forEach(seq -> rollUp.add(half(N1, seq), at(seq), yesterday.plus(Duration.ofHours(24))));

        assertThat(rollUp.take().keySet()).extracting(UsageRollUp.Key::resolution).containsOnly(Resolution.MINUTE);
    }

    @Test
    void peaksAreOfAllNodesAlsoWhereOnlyEachTenthSampleIsReadAndNodesComeInTurn() {
        LongStream.iterate(10, seq -> seq <= 120, seq -> seq + 10).forEach(seq -> {
            take(half(N1, seq));
            take(half(N2, seq + 7));
        });

        assertThat(step(Resolution.MINUTE, at(60)).pidsPeak()).isEqualTo(6);
        assertThat(step(Resolution.MINUTE, at(60)).memoryPeakBytes()).isEqualTo(2 << 20);
    }

    @Test
    void aLateSampleIsNotAddedToWhatAnotherNodeUsesNow() {
        LongStream.rangeClosed(3_000, 3_600).forEach(seq -> take(half(N2, seq)));
        rollUp.add(half(N1, 1).delayed(3_600_000), at(3_601), at(3_601));

        assertThat(step(Resolution.MINUTE, at(0)).pidsPeak()).isEqualTo(3);
    }

    @Test
    void whoIsNotHeardOfAnyMoreIsForgotten() {
        take(half(N1, 1));
        rollUp.add(sample(Messages.B, N1, 1, 4_000, meters(1L, 1L, 1L, 1L)), at(4_000), at(4_000));

        assertThat(rollUp.tenants()).isEqualTo(1);
    }

    @Test
    void whatIsNotKnownStaysUnknown() {
        LongStream.rangeClosed(1, 3).forEach(seq -> take(sample(A, N1, 1, seq, meters(null, 1L << 20, null, null))));

        var minute = step(Resolution.MINUTE, at(0));
        assertThat(minute.cpuUsageUsec()).isNull();
        assertThat(minute.ioBytes()).isNull();
        assertThat(minute.pidsPeak()).isNull();
        assertThat(minute.memoryKibMillis()).isEqualTo(2 * KIB_PER_MIB * 1000);
    }

    @Test
    void adoptedGroupsCountBesideTheOwnAndOwnWorkloadsAreInItAlready() {
        LongStream.rangeClosed(1, 11).forEach(seq -> take(sample(A, N1, 1, seq, meters(seq * 100_000, 1L << 20, 3L, 0L),
            Messages.workload("in", 1, WorkloadSample.Origin.OWN, meters(seq * 100_000, 1L << 20, 3L, 0L)),
            Messages.workload("beside", 2, WorkloadSample.Origin.ADOPTED, meters(seq * 200_000, 1L << 21, 4L, 0L)))));

        var minute = step(Resolution.MINUTE, at(0));
        assertThat(minute.cpuUsageUsec()).isEqualTo(10 * 300_000);
        assertThat(minute.memoryPeakBytes()).isEqualTo(3 << 20);
        assertThat(minute.pidsPeak()).isEqualTo(7);
    }

    @Test
    void howOftenItIsTakenDoesNotMatter() {
        var random = new Random(4);
        var pieces = new HashMap<UsageRollUp.Key, Figures>();
        var whole = new UsageRollUp();
        LongStream.rangeClosed(1, 300).filter(_ -> random.nextInt(5) > 0).forEach(seq -> {
            take(half(N1, seq));
            whole.add(half(N1, seq), at(seq), at(seq));
            if (random.nextInt(10) == 0) {
                rollUp.take().forEach((key, figures) -> pieces.merge(key, figures, Figures::plus));
            }
        });
        rollUp.take().forEach((key, figures) -> pieces.merge(key, figures, Figures::plus));

        assertThat(pieces).isEqualTo(whole.take());
    }

    private void take(UsageSample sample) {
        assertThat(rollUp.add(sample, sample.sampledAt(), sample.sampledAt())).isTrue();
    }

    private Figures step(Resolution resolution, Instant at) {
        var open = rollUp.take();
        open.forEach((key, figures) -> again.merge(key, figures, Figures::plus));
        return again.get(key(resolution, at));
    }

    /// What was taken out to be looked at.
    private final Map<UsageRollUp.Key, Figures> again = new HashMap<>();

    private static UsageRollUp.Key key(Resolution resolution, Instant at) {
        return new UsageRollUp.Key(A, resolution, resolution.stepAt(at));
    }

    /// Half a core, a MiB and 2 KiB a second, since the group was made.
    private static UsageSample half(NodeId node, long seq) {
        return new UsageSample(A, node, Messages.BOOT, 1, seq, at(seq), seq == 1 ? 0 : 1000, meters(seq * 500_000, 1L << 20, 3L, seq * 2048),
            null, List.of(), Map.of());
    }
}
