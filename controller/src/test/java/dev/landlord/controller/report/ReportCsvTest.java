package dev.landlord.controller.report;

import static dev.landlord.controller.report.Booked.DECEMBER;
import static dev.landlord.controller.report.Booked.NOVEMBER;
import static dev.landlord.controller.report.Booked.day;
import static dev.landlord.controller.report.Booked.report;
import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.LedgerEntry.Status;
import dev.landlord.protocol.message.Tally;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The CSV is what the golden files say, byte for byte.
class ReportCsvTest {
    private static final Tally ALL = new Tally(1_300_000_000L, 2L, 3_774_873_601L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L);
    private static final Report REPORT = report(List.of(
        day("tenant-a", "n1", "2026-11-01", ALL), day("tenant-a", "n2", "2026-11-02", Status.OPEN, null, ALL),
        day("tenant-b", "n1", "2026-11-01", Status.INCOMPLETE, "=HYPERLINK(\"http://x\", \"n1\") fell\r\nsilent", Booked.cpu(1_300_000_000)),
        day("tenant-c", "n1", "2026-11-01", Tally.NONE)), NOVEMBER, EnumSet.of(Dimension.TENANT), DECEMBER);

    private static String golden(String name) throws IOException {
        try (var stream = ReportCsvTest.class.getResourceAsStream("/golden/" + name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void writesTheGoldenBytes() throws IOException {
        assertThat(ReportCsv.of(REPORT)).isEqualTo(golden("report.csv"));
    }

    @Test
    void withPricesTheLinesAndTheRoundingAddUpToTheTotal() throws IOException {
        var charged = Charging.of(REPORT, Prices.parse("{ currency: EUR, cpuCoreHour: 0.0153, memoryGibHour: 0.002 }", "prices.yaml"));
        assertThat(ReportCsv.of(charged)).isEqualTo(golden("report-charged.csv"));
    }

    @Test
    void everyRowOfOneTenantsReportNamesIt() {
        var builder = new ReportBuilder(NOVEMBER, EnumSet.of(Dimension.DAY), new TenantId("tenant-a"), DECEMBER);
        builder.add(day("tenant-a", "n1", "2026-11-01", ALL));
        assertThat(ReportCsv.of(builder.report()).lines().skip(1)).allMatch(row -> row.contains(",UTC,tenant-a,,")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "plain text|plain text", "a, b|\"a, b\"", "say \"no\"|\"say \"\"no\"\"\"", "=1+1|\"'=1+1\"",
        "+1|\"'+1\"", "-1|\"'-1\"", "@SUM(A1)|\"'@SUM(A1)\"", "＝1|\"'＝1\"", "`\tx`|\"' x\"", "a\u001b[31m|a [31m"})
    void textIsQuotedWhereItMustBeAndNeverAFormula(String why, String cell) {
        var report = report(List.of(day("a", "n1", "2026-11-01", Status.INCOMPLETE, why, Tally.NONE)), NOVEMBER, EnumSet.of(Dimension.TENANT),
            DECEMBER);
        assertThat(ReportCsv.of(report).split("\r\n")[1]).startsWith("line,2026-11-01,2026-11-30,UTC,a,,,incomplete,0,0,1,," + cell + ",,,");
    }
}
