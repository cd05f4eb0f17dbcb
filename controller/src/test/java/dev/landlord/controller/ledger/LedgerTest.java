package dev.landlord.controller.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.LedgerEntry.Status;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.Tally;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import dev.landlord.protocol.message.WorkloadSample.Origin;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Rule by rule, on one node.
class LedgerTest {
    private static final TenantId TENANT = new TenantId("tenant-a");
    private static final NodeId NODE = new NodeId("n1");
    private static final Instant TEN = Instant.parse("2026-11-22T10:00:10Z");
    private static final LocalDate DAY = LocalDate.of(2026, 11, 22);
    private static final long GIB = 1L << 30;

    private TenantLedger ledger = TenantLedger.of(TENANT);
    private final Map<LocalDate, LedgerEntry> latest = new LinkedHashMap<>();
    private final List<LedgerEntry> told = new ArrayList<>();
    private String boot = "boot-1";
    private long run = 1;
    private long seq;
    private Long ownId = 7L;
    private boolean lastWasNews;

    @Test
    void allThatEverRanInTheOwnGroupIsTheTenants() {
        hear(TEN, cpu(5_000));
        hear(TEN.plusSeconds(1), cpu(6_000));

        assertThat(booked().cpuUsageUsec()).isEqualTo(6_000);
        assertThat(booked().cpuUnknownMs()).isNull();
    }

    @Test
    void whereTheOwnGroupIsNotNamedCountingBeginsAtTheFirstReading() {
        ownId = null;
        hear(TEN, cpu(5_000));
        hear(TEN.plusSeconds(1), cpu(6_000));
        ownId = 7L;
        hear(TEN.plusSeconds(2), cpu(6_500));

        assertThat(booked().cpuUsageUsec()).as("the name is told later, of the same group").isEqualTo(1_500);
    }

    @Test
    void anotherOwnGroupCountsFromZeroAndTheTailOfTheOneBeforeIsUnknown() {
        hear(TEN, cpu(5_000));
        ownId = 8L;
        hear(TEN.plusSeconds(3), cpu(200));

        assertThat(booked().cpuUsageUsec()).isEqualTo(5_200);
        assertThat(booked().cpuUnknownMs()).isEqualTo(3_000);
    }

    @Test
    void anotherBootIsAnotherMeterEvenUnderTheSameId() {
        hear(TEN, cpu(5_000));
        boot = "boot-2";
        run = 2;
        seq = 0;
        hear(TEN.plusSeconds(60), cpu(9_000));

        assertThat(booked().cpuUsageUsec()).isEqualTo(14_000);
        assertThat(booked().cpuUnknownMs()).isEqualTo(60_000);
    }

    @Test
    void whatIsUsedOverAGapIsDividedByTimeAndTheSumIsExact() {
        hear(Instant.parse("2026-11-22T22:30:00Z"), cpu(0));
        hear(Instant.parse("2026-11-23T01:00:00Z"), cpu(1_000_001));
        hear(Instant.parse("2026-11-23T01:00:01Z"), cpu(1_000_001));

        assertThat(hours(DAY)).containsExactly(Map.entry(22, 200_000L), Map.entry(23, 400_000L));
        assertThat(hours(DAY.plusDays(1))).containsEntry(0, 400_001L);
        assertThat(latest.get(DAY).status()).isEqualTo(Status.FINAL);
        assertThat(latest.get(DAY).bookedTo()).isEqualTo("2026-11-23T00:00:00Z");
    }

    @Test
    void whatComesOutOfOrderBooksNothing() {
        hear(TEN, cpu(5_000));
        run = 2;
        seq = 0;
        hear(TEN.plusSeconds(1), cpu(6_000));
        run = 1;
        seq = 50;
        hear(TEN.plusSeconds(2), cpu(5_500));
        assertThat(lastWasNews).isFalse();
        run = 2;
        seq = 1;
        hear(TEN.plusSeconds(3), cpu(7_000));

        assertThat(booked().cpuUsageUsec()).isEqualTo(7_000);
    }

    @Test
    void anAgentThatForgotItsRunsIsHeardAgainAfterAWhileAndNothingIsLost() {
        run = 9;
        hear(TEN, cpu(5_000));
        run = 1;
        seq = 0;
        hear(TEN.plusSeconds(60), cpu(6_000));
        assertThat(lastWasNews).isFalse();
        hear(TEN.plusSeconds(301), cpu(7_000));

        assertThat(booked().cpuUsageUsec()).isEqualTo(7_000);
    }

    @Test
    void aClockThatIsFarOffOpensNoDayInThePastOrInTheFuture() {
        ledger(sample(Instant.EPOCH, null, cpu(0)), TEN);
        assertThat(latest).containsOnlyKeys(DAY);
        ledger(sample(TEN.plus(Duration.ofDays(3)), null, cpu(1_000)), TEN.plusSeconds(1));
        hear(TEN.plusSeconds(2), cpu(2_000));

        assertThat(latest).containsOnlyKeys(DAY);
        assertThat(booked().cpuUsageUsec()).isEqualTo(2_000);
    }

    @Test
    void whatWaitedOnItsNodeIsBookedWhereItWasUsed() {
        hear(TEN, cpu(0));
        ledger(sample(TEN.plusSeconds(60), 7_200_000L, cpu(1_000)), TEN.plusSeconds(7_260));
        ledger(sample(TEN.plus(Duration.ofDays(2)), 7_200_000L, cpu(2_000)), TEN.plusSeconds(7_261));

        assertThat(hours(DAY)).as("a clock that is wrong is put right by the time it waited").containsExactly(Map.entry(10, 2_000L));
        assertThat(latest).containsOnlyKeys(DAY);
    }

    @Test
    void timeNeverGoesBack() {
        hear(Instant.parse("2026-11-22T11:00:01Z"), cpu(0));
        hear(Instant.parse("2026-11-22T10:59:00Z"), cpu(1_000));

        assertThat(hours(DAY)).containsExactly(Map.entry(11, 1_000L));
    }

    @Test
    void anAdoptedGroupCountsFromZeroOnlyIfItBeganUnderTheAgentsEyes() {
        hear(TEN, cpu(0), adopted(50, true, TEN, cpu(300)), adopted(51, false, TEN, cpu(9_000)));
        hear(TEN.plusSeconds(1), cpu(0), adopted(50, true, TEN, cpu(400)), adopted(51, false, TEN, cpu(9_050)),
            adopted(52, true, TEN.plusSeconds(1), cpu(20)));

        assertThat(booked().cpuUsageUsec()).isEqualTo(470);
        assertThat(booked().workloads()).isEqualTo(3);
    }

    @Test
    void theTailOfAnAdoptedGroupIsUnknownAndOfSeveralTheTimeCountsOnce() {
        hear(TEN, cpu(0), adopted(50, true, TEN, cpu(300)), adopted(51, true, TEN, cpu(300)));
        hear(TEN.plusSeconds(2), cpu(0));
        hear(TEN.plusSeconds(3), cpu(0));

        assertThat(booked().cpuUsageUsec()).isEqualTo(600);
        assertThat(booked().cpuUnknownMs()).isEqualTo(2_000);
    }

    @Test
    void aGroupThatIsLostFromSightForAMomentIsNotBookedTwice() {
        hear(TEN, cpu(0), adopted(50, true, TEN, cpu(300)));
        hear(TEN.plusSeconds(1), cpu(0));
        hear(TEN.plusSeconds(2), cpu(0), adopted(50, true, TEN.plusSeconds(2), cpu(350)));
        for (int second = 3; second < 200; second++) {
            hear(TEN.plusSeconds(second), cpu(0));
        }
        hear(TEN.plusSeconds(200), cpu(0), adopted(50, true, TEN, cpu(500)));

        assertThat(booked().cpuUsageUsec()).as("of long ago, it may have been booked before").isEqualTo(350);
        assertThat(booked().workloads()).isEqualTo(1);
    }

    @Test
    void whatAGroupUsedWhileItWasNotTheTenantsIsNotBooked() {
        hear(TEN, cpu(0), adopted(50, false, TEN, cpu(300)));
        hear(TEN.plusSeconds(1), cpu(0), adopted(50, false, TEN, cpu(310)));
        hear(TEN.plusSeconds(60), cpu(0), adopted(50, false, TEN.plusSeconds(60), cpu(5_000)));
        hear(TEN.plusSeconds(61), cpu(0), adopted(50, false, TEN.plusSeconds(60), cpu(5_001)));

        assertThat(booked().cpuUsageUsec()).isEqualTo(11);
    }

    @Test
    void aNameThatIsUsedAgainIsAnotherGroup() {
        hear(TEN, cpu(0), adopted("/job", 50, true, TEN, cpu(300)));
        hear(TEN.plusSeconds(1), cpu(0), adopted("/job", 51, true, TEN.plusSeconds(1), cpu(400)));

        assertThat(booked().cpuUsageUsec()).isEqualTo(700);
    }

    @Test
    void aCounterThatWentBackCountsOnFromThere() {
        hear(TEN, cpu(5_000));
        hear(TEN.plusSeconds(4), cpu(1_000));
        hear(TEN.plusSeconds(5), cpu(1_100));

        assertThat(booked().cpuUsageUsec()).isEqualTo(5_100);
        assertThat(booked().cpuUnknownMs()).isEqualTo(4_000);
    }

    @Test
    void aCounterThatIsMissingForAWhileTellsAllWhenItComesBack() {
        hear(TEN, cpu(5_000));
        hear(TEN.plusSeconds(60), Meters.UNKNOWN);
        hear(TEN.plusSeconds(120), cpu(6_000));

        assertThat(booked().cpuUsageUsec()).isEqualTo(6_000);
        assertThat(booked().cpuUnknownMs()).isNull();
        assertThat(booked().ioUnknownMs()).as("nobody reads block IO here").isNull();
    }

    @Test
    void aControllerThatIsNotMountedIsUnknownAndNotZero() {
        for (int minute = 0; minute <= 20; minute++) {
            hear(TEN.plusSeconds(60L * minute), cpu(minute));
        }

        assertThat(booked().ioReadBytes()).isNull();
        assertThat(booked().ioUnknownMs()).isEqualTo(20 * 60_000);
        assertThat(booked().memoryUnknownMs()).isEqualTo(20 * 60_000);
        assertThat(booked().cpuUsageUsec()).isEqualTo(20);
    }

    @Test
    void memoryIsBookedInWholeKibSecondsAndTheRestStaysInTheMeter() {
        for (int i = 0; i < 10; i++) {
            hear(TEN.plusSeconds(i), memory(GIB, i * 102_401L));
        }

        assertThat(booked().memoryKibSeconds()).as("921,609 byte-milliseconds").isZero();
        hear(TEN.plusSeconds(10), memory(GIB, 921_609 + 102_391));
        assertThat(booked().memoryKibSeconds()).isEqualTo(1);
    }

    @Test
    void theIntegralGoesRound() {
        hear(TEN, memory(GIB, (1L << 53) - 1_024_000));
        hear(TEN.plusSeconds(1), memory(GIB, 2_048_000));

        assertThat(booked().memoryKibSeconds()).isEqualTo(3);
        assertThat(booked().memoryUnknownMs()).isNull();
    }

    @Test
    void whereTheIntegralCouldHaveGoneRoundTheTimeIsUnknown() {
        hear(TEN, memory(100 * GIB, 0));
        hear(TEN.plusSeconds(5), memory(100 * GIB, 1_024_000));
        hear(TEN.plusSeconds(45), memory(100 * GIB, 2_048_000));
        hear(TEN.plusSeconds(87), memory(100 * GIB, 3_072_000));
        hear(TEN.plusSeconds(88), memory(100 * GIB, 4_096_000));

        assertThat(booked().memoryKibSeconds()).isEqualTo(3);
        assertThat(booked().memoryUnknownMs()).isEqualTo(42_000);
    }

    @Test
    void betweenTwoRunsOfTheAgentMemoryIsUnknown() {
        hear(TEN, memory(GIB, 5_000_000));
        run = 2;
        seq = 0;
        hear(TEN.plusSeconds(20), memory(GIB, 0));
        hear(TEN.plusSeconds(21), memory(GIB, 1_024_000));

        assertThat(booked().memoryKibSeconds()).isEqualTo(1);
        assertThat(booked().memoryUnknownMs()).isEqualTo(20_000);
    }

    @Test
    void theIntegralOfAnotherRunIsNotComparedEvenIfItsFirstReadingIsMissing() {
        hear(TEN, memory(GIB, 0));
        run = 2;
        seq = 0;
        hear(TEN.plusSeconds(1), Meters.UNKNOWN);
        hear(TEN.plusSeconds(2), memory(GIB, 9_000_000));

        assertThat(booked().memoryKibSeconds()).isZero();
    }

    @Test
    void peaksAreOfAllGroupsTogetherWhereAllAreKnown() {
        hear(TEN, gauges(100L, 3L), adopted(50, true, TEN, gauges(50L, 2L)));
        hear(TEN.plusSeconds(1), gauges(110L, 1L), adopted(50, true, TEN, gauges(null, 9L)));

        assertThat(booked().memoryPeakBytes()).isEqualTo(150);
        assertThat(booked().pidsPeak()).isEqualTo(10);
    }

    @Test
    void whereTheOwnGroupTellsNoKillsThoseOfItsWorkloadsAreAdded() {
        hear(TEN, cpu(0), inOwn(20, kills(1)), inOwn(21, kills(0)));
        hear(TEN.plusSeconds(1), cpu(0), inOwn(20, kills(2)), inOwn(21, kills(1)));
        hear(TEN.plusSeconds(2), cpu(0), inOwn(21, kills(1)));
        assertThat(booked().oomKills()).isEqualTo(3);

        hear(TEN.plusSeconds(3), kills(4), inOwn(21, kills(2)));
        assertThat(booked().oomKills()).as("the own group's count contains them").isEqualTo(3 + 4);
    }

    @Test
    void aRecordIsCutWhenAMinuteHasPassedAndSomethingWasBooked() {
        hear(TEN, whole(0));
        hear(TEN.plusSeconds(30), whole(1));
        assertThat(told).hasSize(1);
        hear(TEN.plusSeconds(50), whole(1));
        assertThat(told).hasSize(2).last().satisfies(entry -> {
            assertThat(entry.status()).isEqualTo(Status.OPEN);
            assertThat(entry.bookedTo()).isEqualTo(TEN.plusSeconds(50));
        });
        hear(TEN.plusSeconds(120), whole(1));
        assertThat(told).as("nothing was booked").hasSize(2);
        hear(TEN.plusSeconds(3600), whole(1));
        assertThat(told).as("how far it is booked is told each hour").hasSize(3);
    }

    @Test
    void aDayIsFinalWhenTheNodeHasGoneOnAndALateReadingCorrectsIt() {
        hear(Instant.parse("2026-11-22T23:59:50Z"), cpu(0));
        hear(Instant.parse("2026-11-23T00:00:10Z"), cpu(1_000));

        assertThat(latest.get(DAY).status()).isEqualTo(Status.FINAL);
        assertThat(hours(DAY)).containsEntry(23, 500L);
    }

    @Test
    void aSilentNodeIsGivenUpAndWhatItTellsAfterAllCorrectsTheDay() {
        hear(TEN, cpu(1_000));
        pass(TEN.plus(Duration.ofHours(47)));
        assertThat(latest.get(DAY).status()).isEqualTo(Status.OPEN);
        pass(TEN.plus(Duration.ofHours(48)));
        pass(TEN.plus(Duration.ofHours(49)));

        assertThat(latest.get(DAY)).satisfies(entry -> {
            assertThat(entry.status()).isEqualTo(Status.INCOMPLETE);
            assertThat(entry.why()).isEqualTo("n1 has been silent since 2026-11-22T10:00:10Z");
            assertThat(entry.revision()).isEqualTo(2);
        });
        hear(TEN.plus(Duration.ofHours(50)), cpu(51_000));
        assertThat(latest.get(DAY)).satisfies(entry -> {
            assertThat(entry.status()).isEqualTo(Status.FINAL);
            assertThat(entry.revision()).isEqualTo(3);
            assertThat(entry.total().cpuUsageUsec()).isBetween(14_000L, 15_000L);
        });
        assertThat(booked().cpuUsageUsec()).isEqualTo(51_000);
    }

    @Test
    void whoLeftANodeIsNoGap() {
        hear(TEN, cpu(0), adopted(50, true, TEN, cpu(300)));
        ownId = null;
        hear(TEN.plusSeconds(1), null);
        assertThat(latest.get(DAY).bookedTo()).as("told at once").isEqualTo(TEN.plusSeconds(1));
        pass(TEN.plus(Duration.ofHours(49)));

        assertThat(latest.get(DAY).status()).isEqualTo(Status.FINAL);
    }

    @Test
    void aFinalDayIsToldASecondTimeAndLetGo() {
        hear(Instant.parse("2026-11-22T23:59:50Z"), cpu(0));
        hear(Instant.parse("2026-11-23T00:00:10Z"), cpu(1_000));
        var last = latest.get(DAY);
        hear(Instant.parse("2026-11-23T01:00:01Z"), cpu(2_000));
        told.clear();

        pass(Instant.parse("2026-11-23T01:00:02Z"));

        assertThat(told).containsExactly(last);
        assertThat(ledger.nodes().get(NODE).days()).containsOnlyKeys(DAY.plusDays(1));
    }

    @Test
    void aForgottenNodeThatComesBackIsNotBookedTwice() {
        hear(TEN, cpu(5_000), adopted(50, true, TEN, cpu(300)));
        pass(TEN.plus(Ledger.FORGOTTEN));
        var closed = latest.get(DAY);
        assertThat(closed.status()).isEqualTo(Status.INCOMPLETE);
        assertThat(ledger.nodes().get(NODE).days()).isEmpty();

        var back = TEN.plus(Duration.ofDays(20));
        hear(back, cpu(6_000), adopted(50, true, TEN, cpu(800)));
        hear(back.plusSeconds(1), cpu(6_001), adopted(50, true, TEN, cpu(810)));

        assertThat(latest.get(DAY)).as("it stays as it was told").isEqualTo(closed);
        assertThat(booked().cpuUsageUsec()).isEqualTo(6_001 + 300 + 10);
        pass(back.plus(Ledger.REMEMBERED).plusSeconds(2));
        pass(back.plus(Ledger.REMEMBERED).plusSeconds(3));
        assertThat(ledger.mayGo()).isTrue();
    }

    @Test
    void aTenantIsBookedOnSoManyNodesAndNoMore() {
        hear(TEN, cpu(1));
        var one = ledger.nodes().get(NODE);
        for (int i = 1; i < Ledger.MOST_NODES; i++) {
            ledger = ledger.with(new NodeId("other-" + i), one);
        }
        var known = sample(TEN.plusSeconds(1), null, cpu(2));
        var further = new UsageSample(TENANT, new NodeId("further"), boot, 1, 1, TEN, 0, cpu(1), null, List.of(), Map.of());

        assertThat(Ledger.hasNoRoomFor(ledger, known)).isFalse();
        assertThat(Ledger.hasNoRoomFor(ledger, further)).isTrue();
        assertThat(Ledger.book(ledger, further, TEN).ledger()).isSameAs(ledger);
    }

    @Test
    void whatWasCutAndNotPublishedIsToldAgainAsItWas() {
        hear(TEN, cpu(5_000));
        assertThat(Ledger.untold(ledger)).containsExactlyElementsOf(told);
        assertThat(Ledger.untold(Ledger.told(ledger))).isEmpty();

        hear(TEN.plusSeconds(1), cpu(6_000));
        assertThat(Ledger.untold(ledger)).as("the next record is to follow").isEmpty();
    }

    private void hear(Instant at, Meters own, WorkloadSample... workloads) {
        ledger(sample(at, null, own, workloads), at);
    }

    private UsageSample sample(Instant at, Long delayedMs, Meters own, WorkloadSample... workloads) {
        return new UsageSample(TENANT, NODE, boot, run, ++seq, at, 1000, delayedMs, own, own == null ? null : ownId, null, List.of(workloads),
            Map.of());
    }

    private void ledger(UsageSample sample, Instant at) {
        var before = ledger;
        took(Ledger.book(ledger, sample, at));
        lastWasNews = ledger != before;
    }

    private void pass(Instant now) {
        took(Ledger.pass(ledger, now));
    }

    private void took(Booked booked) {
        ledger = booked.ledger();
        told.addAll(booked.entries());
        booked.entries().forEach(entry -> latest.put(entry.day(), entry));
    }

    /// All that is booked, what is in no record yet included.
    private Tally booked() {
        var all = new LinkedHashMap<>(latest);
        Ledger.leave(ledger).entries().forEach(entry -> all.put(entry.day(), entry));
        return all.values().stream().map(LedgerEntry::total).reduce(Tally.NONE, Tally::plus);
    }

    private Map<Integer, Long> hours(LocalDate day) {
        var all = new LinkedHashMap<>(latest);
        Ledger.leave(ledger).entries().forEach(entry -> all.put(entry.day(), entry));
        var hours = new LinkedHashMap<Integer, Long>();
        all.get(day).hours().forEach(hour -> hours.put(hour.hour(), hour.used().cpuUsageUsec()));
        return hours;
    }

    private static Meters cpu(long usec) {
        return new Meters(usec, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    private static Meters whole(long usec) {
        return new Meters(usec, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
    }

    private static Meters memory(long workingSet, long integral) {
        return new Meters(null, null, null, null, null, workingSet, integral, null, null, null, null, null, null);
    }

    private static Meters gauges(Long memory, Long pids) {
        return new Meters(null, null, null, null, memory, null, null, null, pids, null, null, null, null);
    }

    private static Meters kills(long kills) {
        return new Meters(null, null, null, null, null, null, null, kills, null, null, null, null, null);
    }

    private static WorkloadSample adopted(long id, boolean fromStart, Instant firstSeen, Meters meters) {
        return adopted("/slurm/job-" + id, id, fromStart, firstSeen, meters);
    }

    private static WorkloadSample adopted(String path, long id, boolean fromStart, Instant firstSeen, Meters meters) {
        return new WorkloadSample(path, path, id, Origin.ADOPTED, firstSeen, fromStart ? true : null, null, meters, List.of());
    }

    private static WorkloadSample inOwn(long id, Meters meters) {
        return new WorkloadSample("w-" + id, "/landlord/tenant-a/w-" + id, id, Origin.OWN, TEN, null, null, meters, List.of());
    }
}
