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
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    void aClockThatIsSetBackDrawsNoMinuteTwice() {
        LongStream.rangeClosed(1, 180).forEach(seq -> take(half(N1, seq)));
        var drawn = taken();
        // From here on the node's clock is two minutes behind, and the group uses two cores.
        var told = LongStream.rangeClosed(181, 420).map(seq -> seq - 120).toArray();
        for (long second : told) {
            boolean isNew = second >= 180;
            var sample = told(half(N1, second + 120), second, meters(90_000_000 + (second - 60) * 2_000_000, 1L << 20, isNew ? 3L : 99L, 0L));
            assertThat(rollUp.add(sample, at(second + 120), at(second + 120))).as("second %d", second).isEqualTo(isNew);
        }

        var after = taken();
        for (var resolution : UsageRollUp.STEPS) {
            for (long second = 0; second < 180; second += resolution.seconds()) {
                assertThat(after.get(key(resolution, at(second)))).as("%s from second %d on", resolution, second)
                    .isEqualTo(drawn.get(key(resolution, at(second))));
            }
        }
        assertThat(after.get(key(Resolution.MINUTE, at(180)))).satisfies(minute -> {
            assertThat(minute.cpuUsageUsec()).as("two cores for a minute, and not what was used in the repeated time").isEqualTo(120_000_000);
            assertThat(minute.coveredSeconds()).isEqualTo(60);
            assertThat(minute.pidsPeak()).isEqualTo(3);
        });
    }

    @Test
    void whatAClockThatIsSetBackRepeatsInPartIsDrawnFromWhereItIsNew() {
        LongStream.rangeClosed(1, 120).forEach(seq -> take(half(N1, seq)));
        // Half a second back: the next sample tells of one second, of which half was drawn before.
        for (long seq = 121; seq <= 181; seq++) {
            var sample = half(N1, seq);
            take(new UsageSample(A, N1, Messages.BOOT, 1, seq, at(seq).minusMillis(500), 1000, sample.own(), null, List.of(), Map.of()));
        }

        assertThat(step(Resolution.MINUTE, at(120)).cpuUsageUsec()).as("half a core for a minute").isEqualTo(30_000_000);
        assertThat(step(Resolution.MINUTE, at(120)).coveredSeconds()).isEqualTo(60);
    }

    @Test
    void aClockThatIsSetBackWhileTheAgentOrTheNodeStartsAnewDrawsNothingTwiceEither() {
        LongStream.rangeClosed(1, 120).forEach(seq -> take(half(N1, seq)));
        var drawn = taken();
        for (var run : List.of(new String[] {Messages.BOOT, "2"}, new String[] {"another boot", "3"})) {
            for (long seq = 1; seq <= 60; seq++) {
                rollUp.add(new UsageSample(A, N1, run[0], Long.parseLong(run[1]), seq, at(30 + seq), seq == 1 ? 0 : 1000,
                    meters(seq * 2_000_000, 1L << 30, 99L, 0L), null, List.of(), Map.of()), at(120 + seq), at(120 + seq));
            }
        }

        assertThat(taken()).isEqualTo(drawn);
    }

    @Test
    void theClockOfOneNodeSaysNothingAboutAnother() {
        LongStream.rangeClosed(1, 120).forEach(seq -> take(half(N1, seq)));
        LongStream.rangeClosed(1, 120).forEach(seq -> take(half(N2, seq)));

        assertThat(step(Resolution.MINUTE, at(60)).cpuUsageUsec()).isEqualTo(2 * 30_000_000);
    }

    @Test
    void aFewMillisecondsBetweenTheNodesTwoClocksCostNothing() {
        var random = new Random(9);
        for (long seq = 1; seq <= 121; seq++) {
            var sample = half(N1, seq);
            var time = seq == 121 ? at(seq) : at(seq).plusMillis(random.nextInt(20));
            take(new UsageSample(A, N1, Messages.BOOT, 1, seq, time, seq == 1 ? 0 : 1000, sample.own(), null, List.of(), Map.of()));
        }

        taken();
        long used = LongStream.of(0, 60, 120).mapToObj(second -> again.get(key(Resolution.MINUTE, at(second))))
            .filter(Objects::nonNull).mapToLong(Figures::cpuUsageUsec).sum();
        assertThat(used).isEqualTo(120 * 500_000);
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
        return taken().get(key(resolution, at));
    }

    /// All that was drawn so far.
    private Map<UsageRollUp.Key, Figures> taken() {
        rollUp.take().forEach((key, figures) -> again.merge(key, figures, Figures::plus));
        return Map.copyOf(again);
    }

    /// What was taken out to be looked at.
    private final Map<UsageRollUp.Key, Figures> again = new HashMap<>();

    private static UsageRollUp.Key key(Resolution resolution, Instant at) {
        return new UsageRollUp.Key(A, resolution, resolution.stepAt(at));
    }

    /// The same at another of the node's times, with other meters.
    private static UsageSample told(UsageSample sample, long second, Meters meters) {
        return new UsageSample(A, sample.node(), sample.bootId(), sample.agentRun(), sample.seq(), at(second), sample.elapsedMs(), meters, null,
            List.of(), Map.of());
    }

    /// Half a core, a MiB and 2 KiB a second, since the group was made.
    private static UsageSample half(NodeId node, long seq) {
        return new UsageSample(A, node, Messages.BOOT, 1, seq, at(seq), seq == 1 ? 0 : 1000, meters(seq * 500_000, 1L << 20, 3L, seq * 2048),
            null, List.of(), Map.of());
    }
}
