package dev.landlord.controller.report;

import static dev.landlord.controller.report.Booked.DECEMBER;
import static dev.landlord.controller.report.Booked.NOVEMBER;
import static dev.landlord.controller.report.Booked.day;
import static dev.landlord.controller.report.Booked.report;
import static dev.landlord.controller.report.Booked.tally;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.landlord.protocol.document.DocumentException;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.Tally;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChargingTest {
    private static final long CORE_HOUR = 3_600_000_000L;
    private static final long GIB = 1024L * 1024 * 1024;
    private static final long GIB_HOUR = 1024L * 1024 * 3600;
    private static final long MILLION = 1_000_000;

    private static Report charged(String prices, LedgerEntry... days) {
        return Charging.of(report(List.of(days), NOVEMBER, EnumSet.of(Dimension.TENANT), DECEMBER), Prices.parse(prices, "prices.yaml"));
    }

    @Test
    void theExampleShowsEveryKey() throws IOException {
        assertThat(Prices.parse(Files.readString(Path.of("../docs/examples/prices.yaml")), "prices.yaml")).isEqualTo(new Prices("EUR", 2,
            new BigDecimal("0.035"), new BigDecimal("0.0045"), new BigDecimal("0.002"), new BigDecimal("0.01")));
    }

    @Test
    void everyUnitHasItsPrice() {
        assertThat(Stream.of(Tally.USEC_PER_CORE_HOUR, Tally.KIB_SECONDS_PER_GIB_HOUR, Units.BYTES_PER_GIB, Units.OPERATIONS_PER_MILLION)
            .map(unit -> Units.COMMON % unit)).as("a multiple of each").containsOnly(0L);
        var used = day("a", "n1", "2026-11-01", tally(10 * CORE_HOUR, 100 * GIB_HOUR, 4 * GIB, 2_500_000L));
        assertThat(charged("{ currency: EUR, cpuCoreHour: 0.035 }", used).total().charge()).isEqualTo("0.35");
        assertThat(charged("{ currency: EUR, memoryGibHour: 0.0045 }", used).total().charge()).isEqualTo("0.45");
        assertThat(charged("{ currency: EUR, ioGib: 0.1 }", used).total().charge()).as("4 GiB read, 1 GiB written").isEqualTo("0.50");
        assertThat(charged("{ currency: EUR, ioMillionOperations: 2 }", used).total().charge()).isEqualTo("5.00");
        assertThat(charged("{ currency: EUR, cpuCoreHour: 1, memoryGibHour: 1, ioGib: 1, ioMillionOperations: 1 }", used).total().charge())
            .isEqualTo("117.50");
    }

    @Test
    void linesAreRoundedByThemselvesTheTotalOnceAndTheDifferenceIsTold() {
        var prices = "{ currency: EUR, cpuCoreHour: 0.1 }";
        var down = charged(prices, cores("a", 0.04), cores("b", 0.04), cores("c", 0.04));
        assertThat(down.lines()).extracting(Line::charge).containsOnly(new BigDecimal("0.00"));
        assertThat(down.total().charge()).isEqualTo("0.01");
        assertThat(down.rounding()).isEqualTo("0.01");

        var up = charged(prices, cores("a", 0.05), cores("b", 0.05), cores("c", 0.05));
        assertThat(up.lines()).extracting(Line::charge).containsOnly(new BigDecimal("0.01"));
        assertThat(up.total().charge()).as("0.015, half up").isEqualTo("0.02");
        assertThat(up.rounding()).isEqualTo("-0.01");

        assertThat(charged(prices, cores("a", 1), cores("b", 2)).rounding()).isEqualTo("0.00");
    }

    private static LedgerEntry cores(String tenant, double coreHours) {
        return day(tenant, "n1", "2026-11-01", Booked.cpu(Math.round(coreHours * CORE_HOUR)));
    }

    @Test
    void whatIsChargedAddsUpAndIsTheSameHoweverItIsCut() {
        Seeds.each((random, entries) -> {
            var prices = new Prices("EUR", random.nextInt(5), price(random), price(random), price(random), price(random));
            var exact = exact(entries, prices);
            var totals = new HashSet<BigDecimal>();
            for (var by : List.of(EnumSet.of(Dimension.TENANT), EnumSet.of(Dimension.DAY), Booked.dimensions(random))) {
                var report = Charging.of(report(entries, NOVEMBER, by, DECEMBER), prices);
                var lines = report.lines().stream().map(Line::charge).filter(Objects::nonNull).reduce(BigDecimal.ZERO, BigDecimal::add);
                assertThat(lines.add(report.rounding())).isEqualByComparingTo(exact.rounded(prices.decimals()));
                totals.add(report.total().charge());
                for (var line : report.lines()) {
                    var days = entries.stream().filter(entry -> line.tenant() == null || entry.tenant().equals(line.tenant()))
                        .filter(entry -> line.node() == null || entry.node().equals(line.node()))
                        .filter(entry -> line.day() == null || entry.day().equals(line.day())).toList();
                    assertThat(line.charge() == null ? BigDecimal.ZERO : line.charge())
                        .isEqualByComparingTo(exact(days, prices).rounded(prices.decimals()));
                }
            }
            assertThat(totals).as("whatever it is by").hasSize(1);
        });
    }

    private static Fraction exact(List<LedgerEntry> entries, Prices prices) {
        return entries.stream().map(LedgerEntry::total).flatMap(used -> parts(used, prices))
            .reduce(Fraction.of(0, 1, BigDecimal.ONE), Fraction::plus);
    }

    private static Stream<Fraction> parts(Tally used, Prices prices) {
        return Stream.of(part(used.cpuUsageUsec(), CORE_HOUR, prices.cpuCoreHour()), part(used.memoryKibSeconds(), GIB_HOUR, prices.memoryGibHour()),
            part(used.ioReadBytes(), GIB, prices.ioGib()), part(used.ioWriteBytes(), GIB, prices.ioGib()),
            part(used.ioReads(), MILLION, prices.ioMillionOperations()), part(used.ioWrites(), MILLION, prices.ioMillionOperations()));
    }

    private static Fraction part(Long amount, long unit, BigDecimal price) {
        return Fraction.of(amount == null ? 0 : amount, unit, price);
    }

    private static BigDecimal price(Random random) {
        return BigDecimal.valueOf(random.nextLong(1_000_000), random.nextInt(6));
    }

    @Test
    void whatIsNotKnownIsNotBilledAndNotCalledFree() {
        var report = charged("{ currency: EUR, memoryGibHour: 1, ioGib: 1 }", cores("a", 5),
            day("b", "n1", "2026-11-01", tally(null, null, 4 * GIB, null)));
        assertThat(report.lines()).extracting(Line::charge).containsExactly(null, new BigDecimal("5.00"));
        assertThat(report.total().charge()).isEqualTo("5.00");

        var nothing = charged("{ currency: EUR, ioGib: 1 }", cores("a", 5));
        assertThat(nothing.total().charge()).isNull();
        assertThat(nothing.rounding()).isEqualTo("0.00");
    }

    @ParameterizedTest
    @CsvSource({"EUR, 2", "JPY, 0", "KWD, 3", "credits, 2", "XXX, 2"})
    void decimalsAreThoseOfTheCurrency(String currency, int decimals) {
        assertThat(Prices.parse("{ currency: %s, ioGib: 1 }".formatted(currency), "p").decimals()).isEqualTo(decimals);
        assertThat(Prices.parse("{ currency: %s, ioGib: 1, decimals: 4 }".formatted(currency), "p").decimals()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "currency: EUR | no price is there; write at least one of cpuCoreHour",
        "ioGib: 1 | 'currency' must be a word",
        "{ currency: '=1+1', ioGib: 1 } | 'currency' must be a word",
        "{ currency: EUR, ioGib: -1 } | 'ioGib' must be zero or more, got -1",
        "{ currency: EUR, ioGib: 1, decimals: 7 } | 'decimals' must be between 0 and 6, got 7",
        "{ currency: EUR, ioGib: 1e2 } | '1e2' is not a decimal number: write it like 0.035",
        "{ currency: EUR, ioGib: '1,5' } | '1,5' is not a decimal number",
        "{ currency: EUR, ioGiB: 1, cpuCoreHour: 1 } | unknown key 'ioGiB'; did you mean 'ioGib'?",
        "{ currency: EUR, ioGib: 1, ioGib: 2 } | Duplicate"})
    void aWrongFileIsRefusedWithTheRemedy(String text, String told) {
        var refused = catchThrowableOfType(DocumentException.class, () -> Prices.parse(text, "prices.yaml"));
        assertThat(refused).hasMessageStartingWith("prices.yaml: ").hasMessageContaining(told);
    }
}
