package dev.landlord.agent.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.agent.TestClock;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    private static final int ALL = 1_000_000;
    private static final SpoolLimits ROOMY = new SpoolLimits(64 << 20, Duration.ofHours(24));
    private static final SpoolLimits NARROW = new SpoolLimits(1 << 20, Duration.ofHours(24));

    @TempDir
    Path scratch;

    private final TestClock clock = new TestClock();
    private final List<Spool> opened = new ArrayList<>();
    private long lastId;

    @AfterEach
    void close() {
        opened.forEach(Spool::close);
    }

    @Test
    void givesBackInOrderWithOriginalTimesAndHowLongEachHasWaited() throws Exception {
        var spool = spool("s", ROOMY);
        assertThat(spool.open()).isZero();
        assertThat(spool.head(10, List.of())).isEmpty();
        assertThat(scratch.resolve("s")).as("nothing waits").doesNotExist();

        spool.append(List.of(kept("a", 1), kept("b", 1)));
        clock.advance(Duration.ofSeconds(2));
        spool.append(List.of(kept("a", 2)));
        clock.advance(Duration.ofSeconds(1));

        var head = spool.head(2, List.of());
        assertThat(head).extracting(Kept::id).containsExactly(1L, 2L);
        assertThat(Files.getPosixFilePermissions(scratch.resolve("s"))).hasSize(3);
        assertThat(spool.state()).isEqualTo(new SpoolState(3, spool.state().bytes(), 3, 0, 0));
        var first = Samples.decoded(head.getFirst().sample().value());
        assertThat(first.seq()).isEqualTo(1);
        assertThat(first.sampledAt()).isEqualTo(TestClock.START);
        assertThat(first.delayedMs()).isEqualTo(3_000);
        assertThat(spool.head(2, List.of(1L))).extracting(Kept::id).containsExactly(2L, 3L);
        assertThat(Samples.decoded(spool.head(1, List.of(2L)).getFirst().sample().value()).delayedMs()).isEqualTo(1_000);
        assertThat(spool.head(2, List.of(3L))).isEmpty();
        assertThat(spool.state().waiting()).isZero();
        assertThat(spool.state().bytes()).isZero();

        spool.discard();
        assertThat(scratch.resolve("s/samples.db")).doesNotExist();
    }

    @Test
    void whatIsThereAlreadyIsNotAddedAgain() throws Exception {
        var spool = spool("s", ROOMY);
        var sample = kept("a", 1);
        spool.append(List.of(sample));
        spool.append(List.of(sample, kept("a", 2)));

        assertThat(spool.head(10, List.of())).extracting(Kept::id).containsExactly(1L, 2L);
        assertThat(spool.state().spooled()).isEqualTo(2);
    }

    @Test
    void outlivesAKillAndTellsTheDelayByTheWallClockThen() throws Exception {
        var spool = spool("s", ROOMY);
        spool.append(List.of(kept("a", 1), kept("a", 2)));
        clock.advance(Duration.ofMinutes(5));

        var next = spool(killed("s"), ROOMY);
        assertThat(next.open()).isEqualTo(2);
        assertThat(next.state().waiting()).isEqualTo(2);
        next.append(List.of(kept("a", 3)));

        var head = next.head(10, List.of());
        assertThat(head).extracting(sample -> Samples.decoded(sample.sample().value()).delayedMs()).containsExactly(300_000L, 300_000L, 1L);
        assertThat(head).extracting(sample -> Samples.decoded(sample.sample().value()).seq()).containsExactly(1L, 2L, 3L);

        clock.advance(Duration.ofHours(-1));
        var back = spool(killed("s"), ROOMY);
        back.open();
        assertThat(Samples.decoded(back.head(1, List.of()).getFirst().sample().value()).delayedMs()).as("the clock went back").isEqualTo(1);
    }

    @Test
    void aFileInWhichNothingWaitsIsRemoved() throws Exception {
        var spool = spool("s", ROOMY);
        spool.append(List.of(kept("a", 1)));
        assertThat(spool.head(1, List.of(1L))).isEmpty();
        var left = killed("s");

        var next = spool(left, ROOMY);
        assertThat(next.open()).isZero();
        assertThat(scratch.resolve(left).resolve("samples.db")).doesNotExist();
    }

    @Test
    void aTornEndCostsOnlyTheEnd() throws Exception {
        var spool = spool("s", ROOMY);
        for (int i = 1; i <= 50; i++) {
            spool.append(List.of(kept("a", i)));
        }
        var torn = killed("s");
        try (var journal = new RandomAccessFile(scratch.resolve(torn).resolve("samples.db-wal").toFile(), "rw")) {
            journal.setLength(journal.length() - 2_000);
        }

        var next = spool(torn, ROOMY);
        long left = next.open();
        assertThat(left).isBetween(45L, 49L);
        assertThat(next.head(ALL, List.of())).extracting(Kept::id).containsExactlyElementsOf(LongStream.rangeClosed(1, left).boxed().toList());
    }

    @Test
    void aDamagedFileIsPutAsideAndAnotherBegun() throws Exception {
        Files.createDirectory(scratch.resolve("s"));
        Files.writeString(scratch.resolve("s/samples.db"), "this is no database ".repeat(1_000));
        var spool = spool("s", ROOMY);

        assertThat(spool.open()).isZero();
        spool.append(List.of(kept("a", 1)));
        assertThat(spool.head(10, List.of())).hasSize(1);
        assertThat(scratch.resolve("s/samples.damaged")).hasSize(20_000);
    }

    /// A house in which workloads come and go, metered for half an hour, in a spool that holds a part of it.
    @Test
    void thinsTheOldestFirstAndKeepsEveryTotal() throws Exception {
        var spool = spool("s", NARROW);
        var house = new House(new Random(42));
        for (int second = 0; second < 1_800; second++) {
            spool.append(house.round());
            clock.advance(Duration.ofSeconds(1));
        }

        var kept = decoded(spool);
        assertThat(Files.size(scratch.resolve("s/samples.db"))).isLessThanOrEqualTo(NARROW.maxBytes());
        assertThat(spool.state().thinned()).isEqualTo(house.made.size() - kept.size()).isPositive();
        assertThat(spool.state().dropped()).isZero();
        assertThat(names(kept)).as("what was kept, as it was made").isSorted().isSubsetOf(names(house.made));
        assertThat(use(kept)).isEqualTo(use(house.made)).hasSizeGreaterThan(50);
        var last = house.made.subList(house.made.size() - 60 * House.TENANTS, house.made.size());
        assertThat(names(kept)).as("the last minute is whole").containsAll(names(last));
        assertThat(kept).as("of the first minutes each has one at least").extracting(sample -> sample.sampledAt().getEpochSecond() / 60)
            .contains(TestClock.START.getEpochSecond() / 60, TestClock.START.getEpochSecond() / 60 + 1);
    }

    @Test
    void whenNothingCanBeThinnedAnyMoreTheOldestGo() throws Exception {
        var spool = spool("s", NARROW);
        var random = new Random(7);
        for (int i = 1; i <= 4_000; i++) {
            spool.append(List.of(kept("a", i, Samples.workload(i, random.nextLong(1L << 50)), Samples.workload(1_000_000, i))));
            clock.advance(Duration.ofSeconds(1));
        }

        var kept = decoded(spool);
        assertThat(spool.state().dropped()).isPositive().isEqualTo(4_000 - kept.size());
        assertThat(kept).extracting(UsageSample::seq).isSorted().endsWith(3_998L, 3_999L, 4_000L).doesNotContain(1L, 2L);
        assertThat(Files.size(scratch.resolve("s/samples.db"))).isLessThanOrEqualTo(NARROW.maxBytes());
    }

    @Test
    void whatIsOnItsWayIsNotThinned() throws Exception {
        var spool = spool("s", NARROW);
        var house = new House(new Random(1));
        for (int i = 0; i < 10; i++) {
            spool.append(house.round());
        }
        var given = spool.head(15, List.of());
        while (spool.state().thinned() == 0) {
            clock.advance(Duration.ofSeconds(1));
            spool.append(house.round());
        }
        assertThat(spool.head(15, List.of())).extracting(Kept::id).isEqualTo(given.stream().map(Kept::id).toList());
    }

    @Test
    void givesUpWhatIsTooOld() throws Exception {
        var limits = new SpoolLimits(1 << 20, Duration.ofMinutes(10));
        var spool = spool("s", limits);
        spool.append(List.of(kept("a", 1)));
        clock.advance(Duration.ofMinutes(6));
        spool.append(List.of(kept("a", 2)));
        clock.advance(Duration.ofMinutes(6));
        spool.append(List.of(kept("a", 3)));
        assertThat(spool.head(10, List.of())).extracting(Kept::id).containsExactly(2L, 3L);
        assertThat(spool.state().dropped()).isEqualTo(1);

        clock.advance(Duration.ofMinutes(6));
        var next = spool(killed("s"), limits);
        assertThat(next.open()).isEqualTo(3);
        assertThat(next.head(10, List.of())).extracting(Kept::id).containsExactly(3L);
    }

    @Test
    void aFileThatMayNotGrowIsThinnedAndGoesOn() throws Exception {
        var spool = spool("s", NARROW);
        var random = new Random(3);
        var batch = new ArrayList<Kept>();
        for (int i = 1; i <= 3_500; i++) {
            batch.add(kept("a", i, Samples.workload(1, random.nextLong(1L << 50)), Samples.workload(2, random.nextLong(1L << 50))));
        }
        spool.append(batch.subList(0, 2_000));
        spool.append(batch.subList(2_000, 3_500));

        assertThat(decoded(spool)).extracting(UsageSample::seq).startsWith(1L).endsWith(3_499L, 3_500L);
        assertThat(Files.size(scratch.resolve("s/samples.db"))).isLessThanOrEqualTo(NARROW.maxBytes());
    }

    private Spool spool(String name, SpoolLimits limits) {
        var spool = new Spool(scratch.resolve(name), limits, clock, clock);
        opened.add(spool);
        return spool;
    }

    /// What a kill of the process leaves of a spool that is open: its files as they are.
    private String killed(String name) throws IOException {
        var copy = name + "-" + opened.size();
        Files.createDirectory(scratch.resolve(copy));
        try (var files = Files.newDirectoryStream(scratch.resolve(name), "samples.db*")) {
            for (var file : files) {
                Files.copy(file, scratch.resolve(copy).resolve(file.getFileName()));
            }
        }
        return copy;
    }

    private Kept kept(String tenant, long seq, WorkloadSample... workloads) {
        return new Kept(++lastId, Samples.at(clock.getAsLong(), tenant, 1, seq, clock.instant(), workloads));
    }

    private static List<UsageSample> decoded(Spool spool) throws Exception {
        var all = new ArrayList<UsageSample>();
        var head = spool.head(ALL, List.of());
        while (!head.isEmpty()) {
            head.forEach(kept -> all.add(Samples.decoded(kept.sample().value()).delayed(0)));
            head = spool.head(ALL, head.stream().map(Kept::id).toList());
        }
        return all;
    }

    private static List<String> names(List<UsageSample> samples) {
        return samples.stream().map(sample -> "%s %s %05d %x".formatted(sample.sampledAt(), sample.tenant(), sample.seq(),
            sample.workloads().hashCode())).toList();
    }

    /// What a ledger books of each meter: what it grew by from its first reading to its last, and when they were.
    private static Map<String, List<Long>> use(List<UsageSample> samples) {
        var use = new TreeMap<String, List<Long>>();
        for (var sample : samples) {
            for (var workload : sample.workloads()) {
                long cpu = workload.meters().cpuUsageUsec();
                long at = sample.sampledAt().toEpochMilli();
                use.merge(sample.tenant() + workload.id(), List.of(cpu, at, cpu, at), (all, now) -> List.of(all.get(0), all.get(1), cpu, at));
            }
        }
        return use;
    }

    /// Tenants with a workload that stays and others that come and go.
    private final class House {
        static final int TENANTS = 5;

        private final Random random;
        private final List<UsageSample> made = new ArrayList<>();
        private final Map<Integer, Map<Long, Long>> running = new HashMap<>();
        private long lastWorkload;

        House(Random random) {
            this.random = random;
        }

        List<Kept> round() {
            var round = new ArrayList<Kept>();
            for (int tenant = 0; tenant < TENANTS; tenant++) {
                var workloads = running.computeIfAbsent(tenant, _ -> new TreeMap<>(Map.of(++lastWorkload, 0L)));
                if (random.nextInt(120) == 0) {
                    workloads.put(++lastWorkload, 0L);
                }
                if (random.nextInt(120) == 0 && workloads.size() > 1) {
                    workloads.remove(workloads.keySet().stream().reduce((_, last) -> last).orElseThrow());
                }
                workloads.replaceAll((_, cpu) -> cpu + random.nextLong(1_000_000));
                var sample = kept("t" + tenant, lastId, workloads.entrySet().stream()
                    .map(entry -> Samples.workload(entry.getKey(), entry.getValue())).toArray(WorkloadSample[]::new));
                made.add(Samples.decoded(sample.sample().value()).delayed(0));
                round.add(sample);
            }
            return round;
        }
    }
}
