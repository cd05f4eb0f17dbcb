package dev.landlord.controller.history;

import static dev.landlord.controller.view.Messages.A;
import static dev.landlord.controller.view.Messages.N1;
import static dev.landlord.controller.view.Messages.N2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.ports.UsageSeries;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.Tally;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SeriesBuilderTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Duration SECONDS = Duration.ofSeconds(10);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final List<SeriesBuilder.Stretch> ALL = List.of(new SeriesBuilder.Stretch(Long.MIN_VALUE, Long.MAX_VALUE));
    private static final long FULL_MINUTE = (1L << 60) - 1;

    private final InMemory kept = new InMemory();

    @Test
    void aStepOfManyMinutesIsTheirMeanAndTheirPeak() {
        minutes(NOW.minus(HOUR), 60, 0.5);
        kept.put(Resolution.MINUTE, NOW.minus(MINUTE), new Figures(120_000_000L, null, 9L << 20, 50L, null, FULL_MINUTE));

        var series = build(NOW.minus(HOUR), NOW, Duration.ofMinutes(15));

        assertThat(series.points()).hasSize(4);
        assertThat(series.points().getFirst()).isEqualTo(new UsageSeries.Point(NOW.minus(HOUR), 900, 0.5, 450_000_000L, 1L << 20, 1L << 20, 3L,
            1024L, 900 * 1024L));
        assertThat(series.points().getLast()).satisfies(point -> {
            assertThat(point.cpuUsageUsec()).isEqualTo(14 * 30_000_000 + 120_000_000);
            assertThat(point.cpuCores()).isEqualTo(0.6);
            assertThat(point.memoryPeakBytes()).isEqualTo(9 << 20);
            assertThat(point.pidsPeak()).isEqualTo(50);
        });
        assertThat(series.parts()).containsExactly(new UsageSeries.Part(NOW.minus(HOUR), NOW, Duration.ofMinutes(15)));
    }

    @Test
    void aGapHasNoPointsAndTheNewestStepIsTheMeanOfWhatHasPassed() {
        minutes(NOW.minus(HOUR), 10, 1);
        kept.put(Resolution.MINUTE, NOW.minus(MINUTE), new Figures(15_000_000L, null, null, null, null, 0x3fffffff));

        var series = build(NOW.minus(HOUR), NOW, MINUTE);

        assertThat(series.points()).hasSize(11);
        assertThat(series.points().getLast().cpuCores()).as("15 s of CPU in the 30 s metered").isEqualTo(0.5);
        assertThat(series.points().getLast().memoryBytes()).isNull();
        assertThat(series.points().getLast().seconds()).isEqualTo(30);
    }

    @Test
    void whereTheFineStepsEndCoarserOnesGoOnAndNothingIsDrawnTwice() {
        var fine = NOW.minus(Duration.ofMinutes(30)).plusSeconds(20);
        var minutes = NOW.minus(Duration.ofHours(3)).plus(Duration.ofMinutes(7));
        LongStream.range(0, 178).forEach(i -> kept.put(Resolution.TEN_SECONDS, fine.plusSeconds(10 * i), figures(10, 0.5)));
        minutes(minutes, 173, 0.5);
        kept.book(day(N1, "2026-11-22", NOW, 0.25, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9));

        var series = build(NOW.minus(Duration.ofHours(6)), NOW, SECONDS);

        assertThat(series.parts()).containsExactly(
            new UsageSeries.Part(NOW.minus(Duration.ofHours(6)), minutes, HOUR),
            new UsageSeries.Part(minutes, fine, MINUTE),
            new UsageSeries.Part(fine, NOW, SECONDS));
        assertThat(series.points()).extracting(UsageSeries.Point::start).isSorted().doesNotHaveDuplicates();
        assertThat(series.points().stream().filter(point -> point.start().isBefore(minutes))).as("hours that end before the minutes begin")
            .extracting(point -> point.start().toString()).containsExactly("2026-11-22T04:00:00Z", "2026-11-22T05:00:00Z", "2026-11-22T06:00:00Z");
        assertThat(series.points().stream().filter(point -> !point.start().isBefore(minutes) && point.start().isBefore(fine))).hasSize(143);
    }

    @Test
    void hoursAndDaysComeFromTheLedgerWithNodesAdded() {
        kept.book(day(N1, "2026-11-21", NOW, 0.5, IntStream.range(0, 24).toArray()));
        kept.book(day(N2, "2026-11-21", NOW, 0.25, 3, 4));

        var hours = build(Instant.parse("2026-11-21T00:00:00Z"), Instant.parse("2026-11-22T00:00:00Z"), HOUR);
        assertThat(hours.points()).hasSize(24).extracting(UsageSeries.Point::cpuCores)
            .containsOnly(0.5, 0.75).satisfies(cores -> assertThat(cores.get(3)).isEqualTo(0.75));
        assertThat(hours.points().get(3).memoryPeakBytes()).as("an upper bound").isEqualTo(2 << 20);
        var days = build(Instant.parse("2026-11-21T00:00:00Z"), Instant.parse("2026-11-22T00:00:00Z"), DAY);
        assertThat(days.points()).singleElement().satisfies(day -> {
            assertThat(day.cpuUsageUsec()).isEqualTo(24 * 1_800_000_000L + 2 * 900_000_000L);
            assertThat(day.seconds()).isEqualTo(86_400);
        });
    }

    @Test
    void theHourThatIsBeingBookedIsTheMeanOfWhatHasPassedAndHoursNotBookedComeFromMinutes() {
        kept.book(day(N1, "2026-11-22", NOW.minus(Duration.ofMinutes(90)), 0.5, 7, 8));
        minutes(NOW.minus(Duration.ofHours(3)), 180, 2);

        var series = build(NOW.minus(Duration.ofHours(3)), NOW, HOUR);

        assertThat(series.points()).extracting(UsageSeries.Point::cpuCores).containsExactly(0.5, 1.0, 2.0);
        assertThat(series.points().get(1).seconds()).as("booked until half past eight").isEqualTo(1800);
    }

    @Test
    void whileSamplesAreBeingReadTheHoursOfTheLedgerStandForTheMinutesToCome() {
        minutes(NOW.minus(HOUR.multipliedBy(6)), 90, 1);
        kept.book(day(N1, "2026-11-22", NOW.plusSeconds(1_200), 0.5, 4, 5, 6, 7, 8, 9, 10));
        kept.read = List.of(new SeriesBuilder.Stretch(Long.MIN_VALUE, Resolution.MINUTE.stepAt(NOW.minus(HOUR.multipliedBy(6))) + 90));

        var series = build(NOW.minus(HOUR.multipliedBy(6)), NOW.plusSeconds(1_200), MINUTE);

        assertThat(series.parts()).containsExactly(
            new UsageSeries.Part(NOW.minus(HOUR.multipliedBy(6)), NOW.minus(HOUR.multipliedBy(4)), MINUTE),
            new UsageSeries.Part(NOW.minus(HOUR.multipliedBy(4)), NOW.plusSeconds(1_200), HOUR));
        assertThat(series.points()).hasSize(90 + 5);
        assertThat(series.points().get(89).cpuCores()).isEqualTo(1);
        assertThat(series.points().get(90).start()).isEqualTo(NOW.minus(HOUR.multipliedBy(4)));
        assertThat(series.points().get(90).cpuCores()).isEqualTo(0.5);
        assertThat(series.points().getLast()).as("the hour that it is, as far as it is booked").satisfies(point -> {
            assertThat(point.start()).isEqualTo(NOW);
            assertThat(point.seconds()).isEqualTo(1_200);
        });
        kept.read = ALL;
        assertThat(build(NOW.minus(HOUR.multipliedBy(6)), NOW, MINUTE).points()).as("when all is read, what is missing was not metered").hasSize(90);
    }

    @Test
    void whereTheNewestSamplesAreReadFirstHoursStandBetweenThemAndTheOlderOnes() {
        var between = NOW.minus(HOUR.multipliedBy(2));
        minutes(NOW.minus(HOUR.multipliedBy(6)), 90, 1);
        minutes(between, 60, 2);
        LongStream.range(0, 360).forEach(i -> kept.put(Resolution.TEN_SECONDS, NOW.minus(HOUR).plusSeconds(10 * i), figures(10, 2)));
        minutes(NOW.minus(HOUR), 60, 2);
        kept.book(day(N1, "2026-11-22", NOW, 0.5, 3, 4, 5, 6, 7, 8, 9));
        kept.read = List.of(new SeriesBuilder.Stretch(Resolution.MINUTE.stepAt(between), Long.MAX_VALUE),
            new SeriesBuilder.Stretch(Long.MIN_VALUE, Resolution.MINUTE.stepAt(NOW.minus(HOUR.multipliedBy(6))) + 90));

        var series = build(NOW.minus(HOUR.multipliedBy(7)), NOW, SECONDS);

        assertThat(series.parts()).containsExactly(
            new UsageSeries.Part(NOW.minus(HOUR.multipliedBy(7)), NOW.minus(HOUR.multipliedBy(6)), HOUR),
            new UsageSeries.Part(NOW.minus(HOUR.multipliedBy(6)), NOW.minus(HOUR.multipliedBy(4)), MINUTE),
            new UsageSeries.Part(NOW.minus(HOUR.multipliedBy(4)), between, HOUR),
            new UsageSeries.Part(between, NOW.minus(HOUR), MINUTE),
            new UsageSeries.Part(NOW.minus(HOUR), NOW, SECONDS));
        assertThat(series.points()).extracting(UsageSeries.Point::start).isSorted().doesNotHaveDuplicates();
        assertThat(series.points()).hasSize(1 + 90 + 2 + 60 + 360);
        assertThat(build(NOW.minus(HOUR), NOW, MINUTE).points()).as("the last hour").hasSize(60).extracting(UsageSeries.Point::cpuCores)
            .containsOnly(2.0);
    }

    @Test
    void beforeTheNewestSamplesAreReadToTheirEndHoursStandAfterThem() {
        var between = NOW.minus(HOUR.multipliedBy(3));
        minutes(between, 20, 2);
        kept.book(day(N1, "2026-11-22", NOW, 0.5, 5, 6, 7, 8, 9));
        kept.read = List.of(new SeriesBuilder.Stretch(Resolution.MINUTE.stepAt(between), Resolution.MINUTE.stepAt(between) + 20),
            new SeriesBuilder.Stretch(Long.MIN_VALUE, 0));

        var series = build(NOW.minus(HOUR.multipliedBy(5)), NOW, MINUTE);

        assertThat(series.parts()).containsExactly(
            new UsageSeries.Part(NOW.minus(HOUR.multipliedBy(5)), between, HOUR),
            new UsageSeries.Part(between, NOW.minus(HOUR.multipliedBy(2)), MINUTE),
            new UsageSeries.Part(NOW.minus(HOUR.multipliedBy(2)), NOW, HOUR));
        assertThat(series.points()).hasSize(2 + 20 + 2);
    }

    @Test
    void beforeAnySampleIsReadThereAreTheHours() {
        kept.book(day(N1, "2026-11-22", NOW, 0.5, 8, 9));
        kept.read = List.of(new SeriesBuilder.Stretch(Long.MIN_VALUE, 0));

        var series = build(NOW.minusSeconds(5_400), NOW, MINUTE);

        assertThat(series.points()).extracting(UsageSeries.Point::start).containsExactly(NOW.minus(HOUR.multipliedBy(2)), NOW.minus(HOUR));
    }

    @Test
    void ofSomebodyNotKnownThereIsNothing() {
        assertThat(build(NOW.minus(DAY), NOW, MINUTE)).isEqualTo(new UsageSeries(List.of(), List.of(), List.of()));
    }

    private UsageSeries build(Instant from, Instant to, Duration step) {
        return SeriesBuilder.build(kept, from, to, step);
    }

    private void minutes(Instant from, int count, double cores) {
        LongStream.range(0, count).forEach(i -> kept.put(Resolution.MINUTE, from.plusSeconds(60 * i), figures(60, cores)));
    }

    /// A MiB, three processes, a KiB a second.
    private static Figures figures(int seconds, double cores) {
        return new Figures(Math.round(cores * seconds * 1e6), 1024L * seconds * 1000, 1L << 20, 3L, 1024L * seconds, (1L << seconds) - 1);
    }

    private static LedgerEntry day(NodeId node, String day, Instant bookedTo, double cores, int... hours) {
        var used = new Tally(Math.round(cores * 3_600_000_000L), null, 1024L * 3600, 1024L, 1024L, null, null, null, 1L << 20, 3L, null, null, null,
            null);
        return new LedgerEntry(A, node, LocalDate.parse(day), LedgerEntry.Status.OPEN, null, 1, bookedTo, null,
            IntStream.of(hours).mapToObj(hour -> new LedgerEntry.Hour(hour, used)).toList());
    }

    private static final class InMemory implements SeriesBuilder.Kept {
        private final Map<Resolution, TreeMap<Long, Figures>> steps = new EnumMap<>(Map.of(Resolution.TEN_SECONDS, new TreeMap<>(),
            Resolution.MINUTE, new TreeMap<>()));
        private final List<LedgerEntry> days = new ArrayList<>();

        private List<SeriesBuilder.Stretch> read = ALL;

        @Override
        public List<SeriesBuilder.Stretch> read() {
            return read;
        }

        void put(Resolution resolution, Instant at, Figures figures) {
            steps.get(resolution).put(resolution.stepAt(at), figures);
        }

        void book(LedgerEntry day) {
            days.add(day);
        }

        @Override
        public long first(Resolution resolution, long from) {
            var first = steps.get(resolution).ceilingKey(from);
            return first == null ? Long.MAX_VALUE : first;
        }

        @Override
        public List<Figures.AtStep> steps(Resolution resolution, long from, long to) {
            return steps.get(resolution).subMap(from, Math.max(from, to)).entrySet().stream()
                .map(entry -> new Figures.AtStep(entry.getKey(), entry.getValue())).toList();
        }

        @Override
        public List<LedgerEntry> days(Instant from, Instant to) {
            return days;
        }

        @Override
        public List<Decision> decisions(Instant to) {
            return List.of();
        }
    }
}
