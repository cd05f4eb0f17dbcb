package dev.landlord.controller.api;

import static dev.landlord.controller.report.Booked.cpu;
import static dev.landlord.controller.report.Booked.day;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.landlord.controller.report.Booked;
import dev.landlord.controller.report.Dimension;
import dev.landlord.controller.report.ReportCsv;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.LedgerEntry.Status;
import dev.landlord.protocol.message.Tally;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportCallsTest extends ApiTest {
    private static final Map<String, String> CSV = Map.of("Accept", "text/csv");

    @BeforeEach
    void book() {
        api.book.book(
            day("tenant-a", "n1", "2026-10-31", cpu(1)), day("tenant-a", "n1", "2026-11-01", cpu(2)), day("tenant-a", "n2", "2026-11-01", cpu(4)),
            day("tenant-a", "n1", "2026-11-30", Status.OPEN, null, cpu(8)),
            day("tenant-b", "n1", "2026-11-02", Status.INCOMPLETE, "n1 was silent for longer than its spool holds", cpu(16)),
            day("tenant-b", "n1", "2026-12-01", cpu(32)));
        api.clock.move(Booked.DECEMBER);
    }

    @Test
    void reportsAMonthByTenant() {
        var reply = api.get("/api/v1/report?period=2026-11");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.body()).isEqualTo("{\"from\":\"2026-11-01\",\"to\":\"2026-11-30\",\"timeZone\":\"UTC\",\"by\":[\"tenant\"],"
            + "\"asOf\":\"2026-12-02T08:00:00Z\",\"status\":\"open\",\"lines\":["
            + "{\"tenant\":\"tenant-a\",\"status\":\"open\",\"days\":{\"open\":1,\"final\":2,\"incomplete\":0},\"bookedTo\":\"2026-11-30T12:59:00Z\","
            + "\"used\":{\"cpuUsageUsec\":14}},"
            + "{\"tenant\":\"tenant-b\",\"status\":\"incomplete\",\"days\":{\"open\":0,\"final\":0,\"incomplete\":1},"
            + "\"why\":[\"n1 was silent for longer than its spool holds\"],\"used\":{\"cpuUsageUsec\":16}}],"
            + "\"total\":{\"status\":\"open\",\"days\":{\"open\":1,\"final\":2,\"incomplete\":1},"
            + "\"why\":[\"n1 was silent for longer than its spool holds\"],\"bookedTo\":\"2026-11-30T12:59:00Z\",\"used\":{\"cpuUsageUsec\":30}}}");
    }

    @Test
    void withoutAPeriodItIsTheMonthThatItIs() {
        var report = api.get("/api/v1/report").json();
        assertThat(report.path("from").asString()).isEqualTo("2026-12-01");
        assertThat(report.path("to").asString()).isEqualTo("2026-12-31");
        assertThat(report.path("status").asString()).as("the month is not over").isEqualTo("open");
        assertThat(report.path("total").path("used").path("cpuUsageUsec").asLong()).isEqualTo(32);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "from=2026-11-01&to=2026-11-01 | 6 | tenant-a 6",
        "from=2026-10-31&to=2026-12-01 | 63 | tenant-a 15, tenant-b 48",
        "period=2026-11&by=node | 30 | n1 26, n2 4",
        "period=2026-11&by=day | 30 | 2026-11-01 6, 2026-11-02 16, 2026-11-30 8",
        "period=2026-11&by=day&tenant=tenant-a | 14 | 2026-11-01 6, 2026-11-30 8",
        "period=2026-11&by=tenant,day | 30 | tenant-a 2026-11-01 6, tenant-a 2026-11-30 8, tenant-b 2026-11-02 16",
        "period=2026-11&tenant=tenant-z | | ''"})
    void answersWhatIsAsked(String query, Long total, String lines) {
        var report = api.get("/api/v1/report?" + query).json();
        var used = report.path("total").path("used").path("cpuUsageUsec");
        assertThat(used.isMissingNode() ? null : Long.valueOf(used.asLong())).isEqualTo(total);
        assertThat(String.join(", ", report.path("lines").valueStream().map(line -> "%s %s %s %s".formatted(line.path("tenant").asString(""),
                line.path("node").asString(""), line.path("day").asString(""), line.path("used").path("cpuUsageUsec").asString(""))
            .replaceAll(" +", " ").strip()).toList())).isEqualTo(lines);
    }

    @Test
    void answersInCsvToWhoeverPrefersIt() {
        var reply = api.call(HttpMethod.GET, "/api/v1/report?period=2026-11", CSV, "");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("text/csv; charset=utf-8; header=present");
        assertThat(reply.header("Content-Disposition")).isEqualTo("attachment; filename=\"landlord-report-2026-11.csv\"");
        var days = new ArrayList<LedgerEntry>();
        api.book.totals(Booked.FIRST, Booked.NOVEMBER.to(), Optional.empty(), days::add);
        assertThat(reply.body()).isEqualTo(ReportCsv.of(Booked.report(days, Booked.NOVEMBER, EnumSet.of(Dimension.TENANT), Booked.DECEMBER)))
            .startsWith("row,from,to,").endsWith("\r\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"text/csv | csv", "TEXT/CSV;q=0.5 | csv", "application/json;q=0.4, text/csv;q=0.5 | csv",
        "application/json, text/csv | json", "text/html,*/*;q=0.8 | json", "*/* | json", "text/csv;q=0 | json"})
    void everybodyElseGetsJson(String accept, String form) {
        assertThat(api.call(HttpMethod.GET, "/api/v1/report", Map.of("Accept", accept), "").header("Content-Type")).contains(form);
    }

    @Test
    void whatIsNotKeptAnyLongerIsSaid() {
        assertThat(api.get("/api/v1/report?from=2025-10-28&to=2025-10-31").json().has("keptFrom")).isFalse();

        var half = api.get("/api/v1/report?from=2025-10-20&to=2025-10-31").json();
        assertThat(half.path("keptFrom").asString()).isEqualTo("2025-10-28");
        assertThat(half.path("status").asString()).isEqualTo("incomplete");
        assertThat(api.call(HttpMethod.GET, "/api/v1/report?from=2025-10-20&to=2025-10-31", CSV, "").body().lines().skip(1))
            .first().asString().startsWith("notKept,2025-10-20,2025-10-27,UTC,,,,,");
        assertThat(api.call(HttpMethod.GET, "/api/v1/report?period=2025-09", CSV, "").body()).contains("\nnotKept,2025-09-01,2025-09-30,UTC,");
        assertThat(api.get("/api/v1/report?from=2025-10-20&to=2026-12-31&by=day").reason()).as("too many days").isEqualTo("query-invalid");
    }

    @Test
    void isCompressedForWhoeverTakesThat() throws IOException {
        var zipped = api.call(HttpMethod.GET, "/api/v1/report?period=2026-11", Map.of("Accept", "text/csv", "Accept-Encoding", "gzip"), "");
        assertThat(zipped.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(zipped.unzipped()).isEqualTo(api.call(HttpMethod.GET, "/api/v1/report?period=2026-11", CSV, "").body());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "period=2026-13 | 'period': '2026-13' is not a month; write it like 2026-11",
        "period=2026-11&from=2026-11-01 | 'period' and 'from', 'to' are two ways to say when; say one",
        "from=2026-11-01 | 'to' is missing: the last day, included, e.g. to=2026-11-01",
        "to=2026-11-01 | 'from' is missing: the first day, e.g. from=2026-11-01",
        "from=2026-11-02&to=2026-11-01 | 'from' (2026-11-02) must not lie after 'to' (2026-11-01)",
        "from=yesterday&to=2026-11-01 | 'from': 'yesterday' is not a day; write it like 2026-11-22",
        "from=2026-01-01&to=2027-01-02 | 'from' and 'to' are 367 days, and a report has at most 366; ask for several, and add them up",
        "by=team | 'by': 'team' is not one of tenant, node, day; several are written with commas, e.g. tenant,day",
        "tenant=a%2Fb | 'tenant': tenant 'a/b' is not valid: use 1 to 63 of A-Z a-z 0-9 . _ - , start with a letter or digit, no '..'",
        "tennant=a | this call does not know the parameter 'tennant'; it knows by, from, period, tenant, to",
        "by=day&by=node | 'by' is there more than once; say it once"})
    void whatIsWrongIsNamedWithItsRemedy(String query, String detail) {
        var reply = api.get("/api/v1/report?" + query);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.reason()).isEqualTo("query-invalid");
        assertThat(reply.json().path("detail").asString("")).isEqualTo(detail);
        assertThat(api.book.asked()).isZero();
    }

    @Test
    void whileTheLedgerIsNotReadThereIsNoReport() {
        api.book.unread();
        var reply = api.get("/api/v1/report");
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.reason()).isEqualTo("not-ready");
        assertThat(reply.header("Retry-After")).isEqualTo("2");
        assertThat(reply.body()).contains("the ledger has not been read yet");
    }

    @Test
    void aReportThatWouldBeTooLargeIsRefusedWithWhatToAskInstead() {
        var many = new ArrayList<String>();
        for (int tenant = 0; tenant <= ReportCalls.MOST_LINES / 30; tenant++) {
            many.add("t" + tenant);
        }
        Booked.NOVEMBER.days().forEach(day -> api.book.book(many.stream().map(tenant -> day(tenant, "n9", day.toString(), Tally.NONE))
            .toArray(LedgerEntry[]::new)));

        var reply = api.get("/api/v1/report?period=2026-11&by=tenant,day");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path("detail").asString("")).isEqualTo("the report would have more than 50,000 lines; ask for fewer days, for one "
            + "'tenant', or leave something out of 'by' (tenant,day)");
        assertThat(api.get("/api/v1/report?period=2026-11&by=tenant").json().path("lines")).hasSize(many.size() + 2);
    }

    @Test
    void reportsAreMadeOneAfterTheOtherAndFewMayWait() {
        api.book.hold();
        var calls = new ArrayList<Future<RunningApi.Reply>>();
        IntStream.rangeClosed(0, OneAtATime.MOST_WAITING).forEach(_ -> calls.add(
            api.calling(HttpMethod.GET, "/api/v1/report?from=2026-11-01&to=2026-11-02", CSV, "")));
        await().until(() -> calls.stream().anyMatch(Future::isComplete) && api.book.asked() > 0);
        assertThat(api.book.asked()).as("one at a time").isOne();

        api.book.letGo();
        var replies = calls.stream().map(RunningApi::await).toList();
        assertThat(replies).filteredOn(reply -> reply.status() != 200).singleElement().satisfies(reply -> {
            assertThat(reply.reason()).isEqualTo("busy");
            assertThat(reply.header("Content-Disposition")).isNull();
        });
        assertThat(api.book.asked()).as("once a day").isEqualTo(2 * OneAtATime.MOST_WAITING);
    }
}
