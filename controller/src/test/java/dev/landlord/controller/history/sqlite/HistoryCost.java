package dev.landlord.controller.history.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.history.Figures;
import dev.landlord.controller.history.Resolution;
import dev.landlord.controller.history.SeriesBuilder;
import dev.landlord.controller.history.UsageRollUp;
import dev.landlord.controller.report.Dimension;
import dev.landlord.controller.report.Period;
import dev.landlord.controller.report.ReportBuilder;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.Decoded;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.Tally;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How large the history of a big house is, how long its answers take, and how long it takes to come back. A measurement, not a test, so its name
/// keeps it out of the usual run: `mvn verify -pl controller -am -Dtest=HistoryCost -Dsurefire.failIfNoSpecifiedTests=false`.
class HistoryCost {
    private static final int TENANTS = 1_000;
    private static final int NODES = 10;
    private static final int DAYS = 30;
    private static final int CALLS = 200;
    private static final int RECORDS = 10_000;
    private static final int SAMPLES = 200_000;
    private static final Instant END = Instant.parse("2026-11-22T00:00:00Z");
    private static final double MB = 1e6;

    private final Random random = new Random(7);

    @Test
    void measure(@TempDir Path dir) throws Exception {
        var path = dir.resolve("history.db");
        try (var file = HistoryFile.open(path); var writer = new HistoryWriter(file.writer())) {
            timed("ledger: %,d days of a node".formatted(TENANTS * NODES * DAYS), () -> fillLedger(writer));
            timed("reading %,d of them as JSON".formatted(RECORDS), this::decodeLedger);
            say("  %,.0f MB".formatted(size(dir) / MB));
            timed("two days at 1 min", () -> fillSteps(writer, Resolution.MINUTE, Duration.ofDays(2)));
            timed("two hours at 10 s", () -> fillSteps(writer, Resolution.TEN_SECONDS, Duration.ofHours(2)));
            say("  %,.0f MB in all".formatted(size(dir) / MB));
            answers(file, "a day at 1 min", Duration.ofDays(1), Duration.ofMinutes(1), 1_440);
            answers(file, "two hours at 10 s", Duration.ofHours(2), Duration.ofSeconds(10), 720);
            answers(file, "a month at 1 h", Duration.ofDays(DAYS), Duration.ofHours(1), 24 * DAYS);
            answers(file, "a month at 1 d", Duration.ofDays(DAYS), Duration.ofDays(1), DAYS);
            report(file);
            timed("samples: %,d of %,d tenants on %d nodes, from JSON to the file".formatted(SAMPLES, TENANTS, NODES), () -> samples(writer));
        }
        timed("opening with its check", () -> HistoryFile.open(path).close());
    }

    private void fillLedger(HistoryWriter writer) throws SQLException {
        for (int i = 0; i < DAYS; i++) {
            for (int node = 0; node < NODES; node++) {
                var entries = new ArrayList<LedgerEntry>();
                for (int tenant = 0; tenant < TENANTS; tenant++) {
                    entries.add(entry(tenant(tenant), node, LocalDate.ofInstant(END, ZoneOffset.UTC).minusDays(DAYS - i)));
                }
                writer.write(new HistoryWriter.Batch(Map.of(), entries, List.of(), Map.of(Topic.LEDGER, Map.of(0, (long) i)), Map.of()));
            }
        }
    }

    private LedgerEntry entry(TenantId tenant, int node, LocalDate day) {
        var hours = IntStream.range(0, 24).mapToObj(hour -> new LedgerEntry.Hour(hour, used())).toList();
        var total = hours.stream().map(LedgerEntry.Hour::used).reduce(Tally.NONE, Tally::plus);
        return new LedgerEntry(tenant, new NodeId("node-" + node), day, LedgerEntry.Status.FINAL, null, 1_440,
            day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant(), total, hours);
    }

    private void decodeLedger() {
        var json = MessageCodec.encode(entry(tenant(1), 1, LocalDate.EPOCH));
        for (int i = 0; i < RECORDS; i++) {
            assertThat(MessageCodec.ledger(json)).isInstanceOf(Decoded.Known.class);
        }
    }

    /// In the order of time, as it comes.
    private void fillSteps(HistoryWriter writer, Resolution resolution, Duration length) throws SQLException {
        long full = (1L << resolution.seconds()) - 1;
        var steps = new HashMap<UsageRollUp.Key, Figures>();
        for (long step = resolution.stepAt(END.minus(length)); step < resolution.stepAt(END); step++) {
            for (int tenant = 0; tenant < TENANTS; tenant++) {
                steps.put(new UsageRollUp.Key(tenant(tenant), resolution, step), new Figures((long) random.nextInt(60_000_000),
                    random.nextLong(1L << 38), random.nextLong(1L << 34), (long) random.nextInt(500), random.nextLong(1L << 32), full));
            }
            if (steps.size() >= History.MOST_WAITING || step == resolution.stepAt(END) - 1) {
                writer.write(new HistoryWriter.Batch(steps, List.of(), List.of(), Map.of(Topic.USAGE, Map.of(0, step)), Map.of()));
                steps.clear();
            }
        }
    }

    private void samples(HistoryWriter writer) throws SQLException {
        var rollUp = new UsageRollUp();
        for (int i = 0; i < SAMPLES; i++) {
            int seq = i / (TENANTS * NODES) + 1;
            var json = MessageCodec.encode(sample(tenant(i % TENANTS), "node-" + i / TENANTS % NODES, seq));
            if (MessageCodec.usage(json) instanceof Decoded.Known(UsageSample sample)) {
                assertThat(rollUp.add(sample, sample.sampledAt(), sample.sampledAt())).isTrue();
            }
            if (i % (TENANTS * NODES * 10) == 0) {
                writer.write(new HistoryWriter.Batch(rollUp.take(), List.of(), List.of(), Map.of(Topic.USAGE, Map.of(0, (long) i)), Map.of()));
            }
        }
        writer.write(new HistoryWriter.Batch(rollUp.take(), List.of(), List.of(), Map.of(), Map.of()));
    }

    private void answers(HistoryFile file, String what, Duration length, Duration step, int points) throws Exception {
        var millis = new double[CALLS];
        int bytes = 0;
        for (int round = 0; round < 2; round++) {
            for (int call = 0; call < CALLS; call++) {
                long began = System.nanoTime();
                try (var connection = file.reader()) {
                    var kept = new HistoryReads(connection).of(tenant(random.nextInt(TENANTS)), true, Optional.empty());
                    var series = SeriesBuilder.build(kept, END.minus(length), END, step);
                    bytes = MessageCodec.mapper().writeValueAsBytes(series).length;
                    assertThat(series.points()).hasSize(points);
                }
                millis[call] = (System.nanoTime() - began) / 1e6;
            }
        }
        Arrays.sort(millis);
        say("%s, JSON included (%,d kB): median %.1f ms, 95 %% %.1f ms, longest %.1f ms".formatted(what, bytes / 1000, millis[CALLS / 2],
            millis[CALLS * 95 / 100], millis[CALLS - 1]));
    }

    /// The heap that is in use at most, after collections, while a report of all days is made as the API makes it; and how long that takes.
    private void report(HistoryFile file) throws Exception {
        var last = LocalDate.ofInstant(END, ZoneOffset.UTC).minusDays(1);
        var period = new Period(last.minusDays(DAYS - 1), last);
        for (var by : List.of(EnumSet.of(Dimension.TENANT), EnumSet.of(Dimension.TENANT, Dimension.DAY))) {
            long before = heap();
            var builder = new ReportBuilder(period, by, null, END);
            var most = new long[1];
            var taken = new int[1];
            timed("a report of %d days by %s".formatted(DAYS, by), () -> {
                for (var day : (Iterable<LocalDate>) period.days()::iterator) {
                    try (var connection = file.reader()) {
                        new HistoryReads(connection).totals(day, day, Optional.empty(), entry -> {
                            builder.add(entry);
                            most[0] = ++taken[0] % (TENANTS * NODES * DAYS / 10) == 0 ? Math.max(most[0], heap() - before) : most[0];
                        });
                    }
                }
            });
            var json = MessageCodec.mapper().writeValueAsBytes(builder.report());
            say("  of %,d days of a node: %,d lines, %.1f MB of heap, %.1f MB as JSON".formatted(taken[0], builder.size(), most[0] / MB,
                json.length / MB));
            assertThat(taken[0]).isEqualTo(TENANTS * NODES * DAYS);
        }
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private Tally used() {
        return new Tally(random.nextLong(3_600_000_000L), random.nextLong(1_000_000L), random.nextLong(3_774_873_600L), random.nextLong(1L << 32),
            random.nextLong(1L << 32), random.nextLong(1L << 20), random.nextLong(1L << 20), 0L, random.nextLong(1L << 33),
            random.nextLong(500), random.nextLong(20), null, null, null);
    }

    private static UsageSample sample(TenantId tenant, String node, int seq) {
        var meters = new Meters(seq * 500_000L, 0L, 0L, 0L, 1L << 30, 1L << 29, seq * 1_000_000L, 0L, 12L, seq * 4096L, 0L, (long) seq, 0L);
        return new UsageSample(tenant, new NodeId(node), "0c1a8b9e-boot", 7, seq, END.plusSeconds(seq), seq == 1 ? 0 : 1000, meters, null,
            List.of(new WorkloadSample("train-1", "/landlord/" + tenant + "/train-1", 4711, WorkloadSample.Origin.OWN, END, meters, List.of())),
            Map.of());
    }

    private static TenantId tenant(int number) {
        return new TenantId("tenant-" + number);
    }

    private static long size(Path dir) throws IOException {
        try (var files = Files.list(dir)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static void timed(String what, Work work) throws Exception {
        long began = System.nanoTime();
        long cpuBefore = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        work.run();
        say("%s: %.1f s, of CPU %.1f s".formatted(what, (System.nanoTime() - began) / 1e9,
            (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuBefore) / 1e9));
    }

    private static void say(String line) {
        System.out.println(line);
    }

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }
}
