package dev.landlord.launcher.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.landlord.launcher.harness.TestKafka;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.LedgerEntry.Status;
import dev.landlord.protocol.message.Tally;
import java.io.IOException;
import java.math.BigInteger;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Reports of what a real broker's `landlord.ledger` holds, through the history's file: equal to the records' sums to the last unit, and none before
/// all of it has been read.
@Timeout(300)
class ReportOnKafkaTest {
    @RegisterExtension
    static final TestKafka KAFKA = TestKafka.fresh();

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int DAYS = 20;
    private static final List<String> PEAKS = List.of("memoryPeakBytes", "pidsPeak");
    private static final String WHY = "n2 was silent, \"for longer\" than its spool holds";
    private static final String CELLS = ",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)";

    @TempDir
    private Path data;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Random random = new Random(4);
    private final LocalDate last = LocalDate.now(ZoneOffset.UTC).minusDays(1);
    private final LocalDate first = last.minusDays(DAYS - 1);
    private TestController controller;

    @AfterEach
    void stop() {
        if (controller != null) {
            controller.close();
        }
    }

    @Test
    void aReportEqualsItsRecordsAndThereIsNoneBeforeAllOfThemHaveBeenRead() throws IOException {
        var records = records();
        try (var topics = new Topics(KAFKA)) {
            start();
            topics.sendAll(records);
            awaitReport();
            controller.close();
            Files.delete(data.resolve("history.db"));
            readAnewWithNoReportBeforeItsEnd();
            everyReportIsTheSumOf(newest(records).values());

            var corrected = entry(records.getFirst(), 99);
            topics.sendAll(List.of(corrected, entry(records.getFirst(), 98)));
            records.add(corrected);
            var expected = sum(newest(records).values());
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(figures(report("").path("total").path("used"))).isEqualTo(expected));
            everyReportIsTheSumOf(newest(records).values());
        }
    }

    /// While somebody else holds the file, nothing can be read into it.
    private void readAnewWithNoReportBeforeItsEnd() throws IOException {
        try (var file = FileChannel.open(data.resolve("history.db.lock"), StandardOpenOption.WRITE); var _ = file.lock()) {
            start();
            var early = asked("", "application/json");
            assertThat(early.statusCode()).isEqualTo(503);
            assertThat(MessageCodec.mapper().readTree(early.body()).path("reason").asString()).isEqualTo("not-ready");
            assertThat(early.headers().firstValue("Retry-After")).isPresent();
            assertThat(asked("", "text/csv").statusCode()).isEqualTo(503);
        }
        awaitReport();
    }

    /// The first answer that is not a refusal has to be whole; so nothing is asked of what it says here.
    private void awaitReport() {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
            var answer = asked("", "application/json");
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 503);
            return answer.statusCode() == 200;
        });
    }

    private void everyReportIsTheSumOf(Collection<LedgerEntry> days) {
        var total = sum(days);
        assertThat(total.get("cpuUsageUsec")).as("more than a double holds exactly").isGreaterThan(BigInteger.TWO.pow(53));
        for (var by : Map.<String, Function<LedgerEntry, String>>of("tenant", day -> day.tenant().value(), "node", day -> day.node().value(),
            "day", day -> day.day().toString(), "tenant,node,day", LedgerEntry::key).entrySet()) {
            var parts = days.stream().collect(Collectors.groupingBy(by.getValue(), TreeMap::new, Collectors.toList()));
            var report = report("&by=" + by.getKey());
            assertThat(report.path("lines").valueStream().map(line -> figures(line.path("used")))).as(by.getKey())
                .containsExactlyInAnyOrderElementsOf(parts.values().stream().map(ReportOnKafkaTest::sum).toList());
            assertThat(figures(report.path("total").path("used"))).isEqualTo(total);
            assertThat(report.path("total").path("days").path("incomplete").asLong())
                .isEqualTo(days.stream().filter(day -> day.status() == Status.INCOMPLETE).count());
            inCsvToo("&by=" + by.getKey(), report);
        }
        var one = days.iterator().next().tenant();
        assertThat(figures(report("&tenant=" + one).path("total").path("used")))
            .isEqualTo(sum(days.stream().filter(day -> day.tenant().equals(one)).toList()));
    }

    private void inCsvToo(String query, JsonNode report) {
        var rows = asked(query, "text/csv").body().split("\r\n");
        var names = rows[0].split(",");
        var figures = Arrays.stream(rows).skip(1).map(row -> {
            var cells = row.split(CELLS, -1);
            assertThat(cells).hasSameSizeAs(names);
            assertThat(cells[Arrays.asList(names).indexOf("why")]).isIn("", "\"" + WHY.replace("\"", "\"\"") + "\"");
            var known = new TreeMap<String, BigInteger>();
            for (int i = Arrays.asList(names).indexOf("why") + 1; i < names.length; i++) {
                if (!cells[i].isEmpty()) {
                    known.put(names[i], new BigInteger(cells[i]));
                }
            }
            return Map.entry(cells[0], known);
        }).toList();
        assertThat(figures.getLast()).isEqualTo(Map.entry("total", figures(report.path("total").path("used"))));
        assertThat(figures.subList(0, figures.size() - 1)).isEqualTo(
            report.path("lines").valueStream().map(line -> Map.entry("line", figures(line.path("used")))).toList());
    }

    /// Of each day of eight tenants on three nodes one to three revisions, in any order.
    private List<LedgerEntry> records() {
        var records = new ArrayList<LedgerEntry>();
        for (int tenant = 0; tenant < 8; tenant++) {
            for (int node = 0; node < 3; node++) {
                for (int day = 0; day < DAYS; day++) {
                    var status = node == 2 && day == 7 ? Status.INCOMPLETE : Status.FINAL;
                    for (int revision = 1 + random.nextInt(3); revision > 0; revision--) {
                        records.add(entry(new TenantId("tenant-" + tenant), new NodeId("n" + node), first.plusDays(day), status, revision));
                    }
                }
            }
        }
        Collections.shuffle(records, random);
        return records;
    }

    private LedgerEntry entry(LedgerEntry of, long revision) {
        return entry(of.tenant(), of.node(), of.day(), of.status(), revision);
    }

    private LedgerEntry entry(TenantId tenant, NodeId node, LocalDate day, Status status, long revision) {
        var hours = List.of(new LedgerEntry.Hour(0, tally()), new LedgerEntry.Hour(23, tally()));
        return new LedgerEntry(tenant, node, day, status, status == Status.INCOMPLETE ? WHY : null, revision,
            day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant(), hours.get(0).used().plus(hours.get(1).used()), hours);
    }

    private Tally tally() {
        return new Tally(count(), count(), count(), count(), count(), count(), count(), count(), count(), count(), count(), count(), count(),
            count());
    }

    /// Up to what a tally holds; not known now and then.
    private Long count() {
        return random.nextInt(5) == 0 ? null : Long.valueOf(random.nextLong(1L << 51));
    }

    private static Map<String, LedgerEntry> newest(List<LedgerEntry> records) {
        return records.stream().collect(Collectors.toMap(LedgerEntry::key, day -> day, (a, b) -> a.revision() > b.revision() ? a : b, TreeMap::new));
    }

    /// Added up by other means than a report's: of the records' own JSON, in numbers without bounds.
    private static TreeMap<String, BigInteger> sum(Collection<LedgerEntry> days) {
        var sum = new TreeMap<String, BigInteger>();
        for (var day : days) {
            figures(MessageCodec.mapper().readTree(MessageCodec.encode(day)).path("total"))
                .forEach((name, value) -> sum.merge(name, value, PEAKS.contains(name) ? BigInteger::max : BigInteger::add));
        }
        return sum;
    }

    private static TreeMap<String, BigInteger> figures(JsonNode used) {
        var figures = new TreeMap<String, BigInteger>();
        used.properties().forEach(figure -> figures.put(figure.getKey(), figure.getValue().bigIntegerValue()));
        return figures;
    }

    private void start() {
        controller = new TestController(TestController.config(KAFKA, data, 2)).awaitReady();
    }

    private JsonNode report(String query) {
        var answer = asked(query, "application/json");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return MessageCodec.mapper().readTree(answer.body());
    }

    private HttpResponse<String> asked(String query, String accept) {
        try {
            return http.send(HttpRequest.newBuilder(controller.address("/api/v1/report?from=%s&to=%s%s".formatted(first, last, query)))
                .header("Accept", accept).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
