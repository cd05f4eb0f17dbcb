package dev.landlord.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.report.Dimension;
import dev.landlord.controller.report.Period;
import dev.landlord.controller.report.Report;
import dev.landlord.controller.report.ReportBuilder;
import dev.landlord.controller.report.ReportCsv;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.LedgerEntry.Status;
import dev.landlord.protocol.message.Tally;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@Isolated("the language is the whole JVM's")
class ReportCommandTest {
    private static final Period NOVEMBER = new Period(LocalDate.parse("2026-11-01"), LocalDate.parse("2026-11-30"));
    private static final Instant DECEMBER = Instant.parse("2026-12-02T08:00:00.123Z");
    private static final Path EXAMPLE = Path.of("../docs/examples/prices.yaml");

    @RegisterExtension
    final ClientCommand report = new ClientCommand(() -> new ReportCommand(() -> DECEMBER));

    private static LedgerEntry day(String tenant, String node, String day, Status status, String why, Tally used) {
        var date = LocalDate.parse(day);
        return new LedgerEntry(new TenantId(tenant), new NodeId(node), date, status, why, 1, date.atTime(12, 0).toInstant(ZoneOffset.UTC), used,
            List.of());
    }

    private static Tally used(long coreMinutes, Long memoryKibSeconds, Long readBytes, Long peak, Long cpuUnknownMs, Long memoryUnknownMs) {
        return new Tally(coreMinutes * 60_000_000, null, memoryKibSeconds, readBytes, null, readBytes == null ? null : Long.valueOf(readBytes / 4096),
            null, null, peak, null, null, cpuUnknownMs, memoryUnknownMs, null);
    }

    private static List<LedgerEntry> ledger() {
        return List.of(
            day("tenant-a", "n1", "2026-11-01", Status.FINAL, null, used(90_000, 37_748_736_000L, 5L << 30, 3L << 29, null, null)),
            day("tenant-a", "n2", "2026-11-02", Status.FINAL, null, used(7, 1L, null, 1L << 29, null, null)),
            day("tenant-b", "n1", "2026-11-02", Status.INCOMPLETE, "n1 was \u001b[31msilent", used(7, null, null, null, 89_001L, 7_500_000L)),
            day("tenant-c", "n1", "2026-11-30", Status.OPEN, null, used(7, null, null, null, null, null)));
    }

    /// The controller's answers for each day of a period, and what they come to.
    private Report answers(Period period, List<LedgerEntry> entries, Instant asOf, String query, TenantId tenant, Dimension... by) {
        var whole = new ReportBuilder(period, Set.of(by), tenant, asOf);
        period.days().forEach(day -> {
            var one = new ReportBuilder(new Period(day, day), Set.of(by), tenant, asOf);
            entries.stream().filter(entry -> entry.day().equals(day)).forEach(entry -> {
                one.add(entry);
                whole.add(entry);
            });
            report.controller().answers("GET /api/v1/report?from=%s&to=%s%s".formatted(day, day, query), 200,
                new String(MessageCodec.mapper().writeValueAsBytes(one.report()), StandardCharsets.UTF_8));
        });
        return whole.report();
    }

    private Report november(List<LedgerEntry> entries) {
        return answers(NOVEMBER, entries, DECEMBER, "&by=tenant", null, Dimension.TENANT);
    }

    @Test
    void aMonthIsAddedUpOfItsDaysInUnitsForPeople() {
        november(ledger());

        assertThat(report.run("--month", "2026-11")).isZero();

        assertThat(report.out().lines()).containsExactly(
            "2026-11-01 to 2026-11-30, UTC days",
            "",
            "TENANT    CORE-HOURS  GIB-HOURS  IO GIB  IO MILLION  PEAK MEMORY  STATUS            NOT KNOWN",
            "tenant-a   1,500.117     10.000   5.000       1.311        1.5Gi  final",
            "tenant-b       0.117          -       -           -            -  incomplete        cpu 90 s, memory 2 h 05 min",
            "tenant-c       0.117          -       -           -            -  open",
            "(total)    1,500.350     10.000   5.000       1.311        1.5Gi  open, incomplete  cpu 90 s, memory 2 h 05 min",
            "",
            "Open: more may be booked on 1 of 4 days (each of one tenant on one node); the use of each is booked to 2026-11-30T12:00:00Z.",
            "Incomplete: something of 1 of 4 days (each of one tenant on one node) will not be known: n1 was ?[31msilent.",
            "What is not known is in no figure.",
            "Figures are rounded; -o csv and -o json have them exactly.");
        assertThat(report.err()).isEmpty();
    }

    @Test
    void chargesAddUpWithTheRounding() {
        november(ledger());

        assertThat(report.run("--month", "2026-11", "--prices", EXAMPLE.toString())).isZero();

        assertThat(report.out().lines().skip(2)).containsSequence(
            "TENANT      CORE-HOURS  GIB-HOURS  IO GIB  IO MILLION  PEAK MEMORY  STATUS            NOT KNOWN                      EUR",
            "tenant-a     1,500.117     10.000   5.000       1.311        1.5Gi  final                                          52.57",
            "tenant-b         0.117          -       -           -            -  incomplete        cpu 90 s, memory 2 h 05 min   0.00",
            "tenant-c         0.117          -       -           -            -  open                                            0.00",
            "(rounding)                                                                                                          0.01",
            "(total)      1,500.350     10.000   5.000       1.311        1.5Gi  open, incomplete  cpu 90 s, memory 2 h 05 min  52.58",
            "");
        assertThat(report.out()).contains("What is not known is in no figure, and is not charged.",
            "Prices: EUR 0.035 a core-hour, EUR 0.0045 a GiB-hour of memory, EUR 0.002 a GiB of IO, EUR 0.01 a million IO operations.",
            "Each line is rounded by itself, the total once; what is between them is told as (rounding).");
    }

    @Test
    void csvAndJsonAreExact() {
        var exact = november(ledger());

        assertThat(report.run("--month", "2026-11", "-o", "csv")).isZero();
        assertThat(report.out()).isEqualTo(ReportCsv.of(exact));

        report.forgetOut();
        assertThat(report.run("--month", "2026-11", "-o", "json", "--prices", EXAMPLE.toString())).isZero();
        JsonNode answer = MessageCodec.mapper().readTree(report.out());
        assertThat(answer.path("timeZone").asString()).isEqualTo("UTC");
        assertThat(answer.path("lines").get(0).path("used").path("memoryKibSeconds").asLong()).isEqualTo(37_748_736_001L);
        assertThat(answer.path("lines").get(0).path("charge").decimalValue()).isEqualTo("52.57");
        assertThat(answer.path("rounding").decimalValue()).isEqualTo("0.01");
        assertThat(answer.path("prices").path("cpuCoreHour").decimalValue()).isEqualTo("0.035");
        assertThat(report.out()).doesNotContain("\u001b");
    }

    @Test
    void byNodeAndDayOfOneTenant() {
        answers(new Period(LocalDate.parse("2026-11-01"), LocalDate.parse("2026-11-02")), ledger().subList(0, 2), DECEMBER,
            "&by=node,day&tenant=tenant-a", new TenantId("tenant-a"), Dimension.NODE, Dimension.DAY);

        assertThat(report.run("--from", "2026-11-01", "--to", "2026-11-02", "--by", "day,node", "--tenant", "tenant-a")).isZero();

        assertThat(report.out().lines()).containsExactly(
            "2026-11-01 to 2026-11-02, UTC days, of tenant-a alone",
            "",
            "NODE     DAY         CORE-HOURS  GIB-HOURS  IO GIB  IO MILLION  PEAK MEMORY  STATUS",
            "n1       2026-11-01   1,500.000     10.000   5.000       1.311        1.5Gi  final",
            "n2       2026-11-02       0.117      0.000       -           -        512Mi  final",
            "(total)               1,500.117     10.000   5.000       1.311        1.5Gi  final",
            "",
            "Final: nothing is outstanding.",
            "Figures are rounded; -o csv and -o json have them exactly.");
    }

    @Test
    void withoutATimeItIsTheMonthThatItIsWhichIsNotOver() {
        answers(Period.around(DECEMBER), List.of(), DECEMBER, "&by=tenant", null, Dimension.TENANT);

        assertThat(report.run("--by", "tenant")).isZero();

        assertThat(report.out().lines()).containsExactly("2026-12-01 to 2026-12-31, UTC days", "",
            "Nothing is booked in this time, as of 2026-12-02T08:00:00Z.", "Open: the time is not over, as of 2026-12-02T08:00:00Z.");
    }

    @Test
    void ofATenantThatThereIsNotItSaysSoInsteadOfNothing() {
        answers(Period.around(DECEMBER), List.of(), DECEMBER, "&by=tenant&tenant=tenant-x", new TenantId("tenant-x"), Dimension.TENANT);
        report.controller().answers("GET /api/v1/tenants/tenant-x", 404,
            "{\"title\":\"Not Found\",\"status\":404,\"reason\":\"tenant-not-found\",\"detail\":\"there is no tenant 'tenant-x'\"}");

        assertThat(report.run("--tenant", "tenant-x")).isEqualTo(1);
        assertThat(report.err()).contains("there is no tenant 'tenant-x'");
        assertThat(report.out()).isEmpty();

        report.controller().answers("GET /api/v1/tenants/tenant-x", 200, "{\"id\":\"tenant-x\"}");
        assertThat(report.run("--tenant", "tenant-x")).isZero();
        assertThat(report.out()).contains("Nothing is booked in this time");
    }

    @Test
    void whatIsNotKeptAnyLongerIsToldAndNotCalledFinal() {
        LocalDate day = LocalDate.parse("2025-10-27");
        for (int i = 0; i < 2; i++) {
            var one = new ReportBuilder(new Period(day.plusDays(i), day.plusDays(i)), Set.of(Dimension.TENANT), null, DECEMBER);
            one.keptFrom(LocalDate.parse("2025-10-28"));
            if (i == 1) {
                one.add(day("tenant-a", "n1", "2025-10-28", Status.FINAL, null, used(60_000, null, null, null, null, null)));
            }
            report.controller().answers("GET /api/v1/report?from=%s&to=%s&by=tenant".formatted(day.plusDays(i), day.plusDays(i)), 200,
                new String(MessageCodec.mapper().writeValueAsBytes(one.report()), StandardCharsets.UTF_8));
        }

        assertThat(report.run("--from", "2025-10-27", "--to", "2025-10-28")).isZero();
        assertThat(report.out()).contains("Incomplete: what was booked before 2025-10-28 is not kept any longer, and is in no figure.")
            .contains("1,000.000").doesNotContain("Final");
        assertThat(report.run("--from", "2025-10-27", "--to", "2025-10-28", "-o", "csv")).isZero();
        assertThat(report.out()).contains("notKept,2025-10-27,2025-10-27,UTC,");
    }

    @Test
    void figuresAreWrittenTheSameWhateverTheLanguageOfTheMachine() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            aMonthIsAddedUpOfItsDaysInUnitsForPeople();
            assertThat(report.run("--from", "2020-01-01", "--to", "2026-11-01")).isEqualTo(2);
            assertThat(report.err()).contains("--from and --to are 2,497 days; a report has at most 1,100");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void withoutALedgerItFailsAndSaysWhy() {
        report.controller().answers("GET /api/v1/report?from=2026-11-01&to=2026-11-01&by=tenant", 503,
            "{\"title\":\"Service Unavailable\",\"status\":503,\"reason\":\"not-ready\",\"detail\":\"the ledger has not been read yet\"}");

        assertThat(report.run("--month", "2026-11")).isEqualTo(1);
        assertThat(report.err()).contains("the ledger has not been read yet (not-ready)");
        assertThat(report.out()).isEmpty();
    }

    @Test
    void whatIsNoReportIsTold() {
        report.controller().answers("GET /api/v1/report?from=2026-11-01&to=2026-11-01&by=tenant", 200, "{\"from\":\"2026-11-01\"}");

        assertThat(report.run("--month", "2026-11")).isEqualTo(1);
        assertThat(report.err()).contains("the controller's report cannot be read; is it of this version?");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "--month 2026-13 | '2026-13' is not a month; write it like 2026-11",
        "--month 2026-11 --to 2026-11-02 | --month and --from, --to are two ways to say when; say one",
        "--from 2026-11-01 | --from needs --to, the last day, which is included",
        "--to 2026-11-01 | --to needs --from, the first day",
        "--from 2026-11-02 --to 2026-11-01 | --from must not lie after --to",
        "--from 2020-01-01 --to 2026-11-01 | --from and --to are 2,497 days; a report has at most 1,100",
        "--from monday --to 2026-11-01 | 'monday' is not a day; write it like 2026-11-22",
        "--by team | expected one of [TENANT, NODE, DAY]",
        "--tenant ../x | is not valid",
        "-o xml | expected one of [TABLE, JSON, CSV]",
        "--prices none.yaml | none.yaml cannot be read: no such file"})
    void wrongUsageIsStatusTwo(String arguments, String told) {
        assertThat(report.run(arguments.split(" "))).isEqualTo(2);
        assertThat(report.err()).contains(told);
        assertThat(report.out()).isEmpty();
    }

    @Test
    void everythingWrongInThePricesIsToldWithItsLine() throws IOException {
        Path wrong = Files.writeString(report.data().resolve("prices.yaml"), "currency: EUR\ncpuCorehour: 1\nioGib: 1e3\n");

        assertThat(report.run("--month", "2026-11", "--prices", wrong.toString())).isEqualTo(2);
        assertThat(report.err().lines()).containsExactly(
            wrong + ": line 2: cpuCorehour: unknown key 'cpuCorehour'; did you mean 'cpuCoreHour'?",
            wrong + ": line 3: ioGib: '1e3' is not a decimal number: write it like 0.035 (15 digits on each side at most)");
    }
}
