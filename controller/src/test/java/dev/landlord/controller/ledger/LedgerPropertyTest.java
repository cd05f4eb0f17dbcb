package dev.landlord.controller.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.Budget;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.LedgerEntry.Status;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.Tally;
import dev.landlord.protocol.message.UsageSample;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever is lost, repeated, late or started anew: the ledger says what the kernel's counters have grown by.
class LedgerPropertyTest {
    private static final int SAMPLES = 3000;
    private static final long MODULUS = 1L << 53;
    private static final long HOUR_MS = 3_600_000;

    /// A sample as it reached the log.
    private record Arrived(UsageSample sample, Instant at) {
    }

    /// What happened on one node.
    private static final class Story {
        private final SimulatedKernel kernel;
        private final List<Arrived> log = new ArrayList<>();

        Story(Random random) {
            this(random, new SimulatedKernel(random, false));
        }

        Story(Random random, SimulatedKernel kernel) {
            this.kernel = kernel;
            int losing = 0;
            for (int i = 0; i < SAMPLES; i++) {
                kernel.live(1 + random.nextInt(60));
                var arrived = new Arrived(kernel.sample(), kernel.now());
                losing = losing > 0 ? losing - 1 : random.nextInt(60) == 0 ? random.nextInt(12) : 0;
                if (losing == 0) {
                    log.add(arrived);
                }
                if (!log.isEmpty() && random.nextInt(20) == 0) {
                    log.add(new Arrived(log.get(Math.max(0, log.size() - 1 - random.nextInt(30))).sample(), kernel.now()));
                }
            }
            log.add(new Arrived(kernel.sample(), kernel.now()));
        }
    }

    /// What counters have grown by between the samples that are news, without the ledger's code: of each group its last reading less that at
    /// which counting began.
    private static final class Expected {
        private final Map<String, Long> first = new HashMap<>();
        private final Map<String, Long> last = new HashMap<>();
        private final Map<String, Long> integral = new HashMap<>();
        private long byteMillis;
        private long run;
        private long seq;

        Expected(List<Arrived> log, Function<Meters, Long> counter) {
            for (var arrived : log) {
                var sample = arrived.sample();
                if (sample.agentRun() > run || sample.agentRun() == run && sample.seq() > seq) {
                    run = sample.agentRun();
                    seq = sample.seq();
                    take("own " + sample.ownCgroupId(), true, sample.own(), counter);
                    sample.workloads().forEach(workload -> take("adopted " + workload.cgroupId(), Boolean.TRUE.equals(workload.fromStart()),
                        workload.meters(), counter));
                }
            }
        }

        private void take(String group, boolean fromZero, Meters meters, Function<Meters, Long> counter) {
            var value = counter.apply(meters);
            first.putIfAbsent(group, fromZero ? 0 : value);
            last.put(group, value);
            var before = integral.put(group + " in run " + run, meters.memoryByteMillis());
            byteMillis += before == null ? 0 : Math.floorMod(meters.memoryByteMillis() - before, MODULUS);
        }

        long growth() {
            return last.entrySet().stream().mapToLong(entry -> entry.getValue() - first.get(entry.getKey())).sum();
        }
    }

    private static final class Book {
        private TenantLedger ledger = TenantLedger.of(SimulatedKernel.TENANT);
        private final Map<String, LedgerEntry> latest = new LinkedHashMap<>();
        private final List<String> bytes = new ArrayList<>();

        void hear(List<Arrived> log) {
            log.forEach(arrived -> took(Ledger.book(ledger, arrived.sample(), arrived.at())));
        }

        void took(Booked booked) {
            ledger = booked.ledger();
            for (var entry : booked.entries()) {
                var before = latest.put(entry.key(), entry);
                assertThat(entry.revision()).as(entry.key()).isEqualTo(before == null ? 1 : before.revision() + 1);
                assertThat(entry.total()).isEqualTo(sum(entry));
                bytes.add(new String(MessageCodec.encode(entry), StandardCharsets.UTF_8));
            }
        }

        Tally total() {
            return latest.values().stream().map(LedgerEntry::total).reduce(Tally.NONE, Tally::plus);
        }

        private static Tally sum(LedgerEntry entry) {
            return entry.hours().stream().map(LedgerEntry.Hour::used).reduce(Tally.NONE, Tally::plus);
        }
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 8);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theSumOfAllDaysIsWhatTheCountersHaveGrownBy(long seed) {
        var story = new Story(new Random(seed));
        var book = new Book();

        book.hear(story.log);
        book.took(Ledger.leave(book.ledger));

        var total = book.total();
        assertThat(total.cpuUsageUsec()).isEqualTo(new Expected(story.log, Meters::cpuUsageUsec).growth());
        assertThat(total.throttledUsec()).isEqualTo(new Expected(story.log, Meters::throttledUsec).growth());
        assertThat(total.ioReadBytes()).isEqualTo(new Expected(story.log, Meters::ioReadBytes).growth());
        assertThat(total.ioWriteBytes()).isEqualTo(new Expected(story.log, Meters::ioWriteBytes).growth());
        assertThat(total.ioReads()).isEqualTo(new Expected(story.log, Meters::ioReads).growth());
        assertThat(total.ioWrites()).isEqualTo(new Expected(story.log, Meters::ioWrites).growth());
        assertThat(total.oomKills()).isEqualTo(new Expected(story.log, Meters::oomKills).growth());
        assertThat(total.memoryKibSeconds()).isEqualTo(new Expected(story.log, Meters::cpuUsageUsec).byteMillis / Reading.KIB_SECOND);
        assertThat(book.latest.values()).as("days").hasSizeGreaterThan(1).allSatisfy(entry ->
            assertThat(entry.hours()).allSatisfy(hour -> assertThat(hour.used().cpuUnknownMs()).satisfiesAnyOf(unknown ->
                assertThat(unknown).isNull(), unknown -> assertThat(unknown).isBetween(0L, HOUR_MS))));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatIsBookedOfAGroupThatLastsIsWhatTheKernelSaysOfIt(long seed) {
        var random = new Random(seed);
        var kernel = new SimulatedKernel(random, true);
        var story = new Story(random, kernel);
        var book = new Book();

        book.hear(story.log);
        book.took(Ledger.leave(book.ledger));

        assertThat(book.total().cpuUsageUsec()).isEqualTo(kernel.own().cpuUsec).isPositive();
        assertThat(book.total().ioReadBytes()).isEqualTo(kernel.own().ioBytes).isPositive();
        assertThat(book.total().oomKills()).isEqualTo(kernel.own().kills);
        assertThat(book.total().cpuUnknownMs()).isNull();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theSameRangeFromTheSameStateGivesTheSameBytes(long seed) {
        var random = new Random(seed);
        var log = new Story(random).log;
        var before = new Book();
        before.hear(log.subList(0, log.size() / 2));
        var once = new Book();
        var again = new Book();
        once.ledger = before.ledger;
        again.ledger = before.ledger;
        once.latest.putAll(before.latest);
        again.latest.putAll(before.latest);

        once.hear(log.subList(log.size() / 2, log.size()));
        again.hear(log.subList(log.size() / 2, log.size()));

        assertThat(once.bytes).hasSizeGreaterThan(100).isEqualTo(again.bytes);
        assertThat(once.ledger).isEqualTo(again.ledger);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatIsRepeatedChangesNothing(long seed) {
        var log = new Story(new Random(seed)).log;
        var book = new Book();
        book.hear(log);
        var ledger = book.ledger;

        for (var arrived : log) {
            assertThat(Ledger.book(ledger, arrived.sample(), arrived.at()).ledger()).isSameAs(ledger);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void tickingInBetweenDropsOnlyWhatIsOver(long seed) {
        var log = new Story(new Random(seed)).log;
        var without = new Book();
        without.hear(log);
        var ticking = new Book();
        for (var arrived : log) {
            ticking.took(Ledger.book(ticking.ledger, arrived.sample(), arrived.at()));
            var passed = Ledger.pass(ticking.ledger, arrived.at());
            passed.entries().forEach(entry -> assertThat(entry).as("told again, unchanged").isEqualTo(ticking.latest.get(entry.key())));
            ticking.ledger = passed.ledger();
        }

        assertThat(ticking.bytes).isEqualTo(without.bytes);
        assertThat(ticking.ledger.nodes().get(SimulatedKernel.NODE).days()).hasSizeBetween(1, 2);
        var month = Budget.Per.MONTH.at(log.getLast().at());
        assertThat(ticking.ledger.carried()).isNotEmpty();
        assertThat(ticking.ledger.toDate().in(month)).as("month to date").isEqualTo(without.ledger.toDate().in(month)).isNotEqualTo(Amount.NONE);
        assertThat(without.latest.values().stream().filter(entry -> entry.status() == Status.OPEN)).hasSize(1);
    }
}
