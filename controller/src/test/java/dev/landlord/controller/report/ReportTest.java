package dev.landlord.controller.report;

import static dev.landlord.controller.report.Booked.DECEMBER;
import static dev.landlord.controller.report.Booked.NOVEMBER;
import static dev.landlord.controller.report.Booked.cpu;
import static dev.landlord.controller.report.Booked.day;
import static dev.landlord.controller.report.Booked.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.LedgerEntry.Status;
import dev.landlord.protocol.message.Tally;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Set<Dimension> BY_TENANT = EnumSet.of(Dimension.TENANT);

    @Test
    void theTotalIsTheSumOfTheLinesAndOfTheHoursToTheLastUnit() {
        Seeds.each((random, entries) -> {
            var report = report(entries, NOVEMBER, Booked.dimensions(random), DECEMBER);
            for (var measure : Measure.values()) {
                var hours = entries.stream().flatMap(entry -> entry.hours().stream()).map(hour -> measure.of(hour.used())).filter(Objects::nonNull)
                    .map(BigInteger::valueOf).reduce(peak(measure) ? BigInteger::max : BigInteger::add);
                assertThat(value(report.total(), measure)).as(measure.wire()).isEqualTo(hours.orElse(null));
                assertThat(report.lines().stream().map(line -> value(line, measure)).filter(Objects::nonNull)
                    .reduce(peak(measure) ? BigInteger::max : BigInteger::add)).isEqualTo(hours);
            }
            assertThat(report.total().days().all()).isEqualTo(entries.size());
        });
    }

    @Test
    void whatOneTenantUsedIsAsTallyHasIt() {
        Seeds.each((_, entries) -> {
            for (var line : report(entries, NOVEMBER, BY_TENANT, DECEMBER).lines()) {
                assertThat(line.used()).isEqualTo(Used.of(entries.stream().filter(entry -> entry.tenant().equals(line.tenant()))
                    .map(LedgerEntry::total).reduce(Tally.NONE, Tally::plus)));
            }
        });
    }

    @Test
    void theOrderInWhichDaysComeAndThePartsInWhichTheyAreReadChangeNothing() {
        Seeds.each((random, entries) -> {
            var by = Booked.dimensions(random);
            var whole = report(entries, NOVEMBER, by, DECEMBER);
            var shuffled = new ArrayList<>(entries);
            Collections.shuffle(shuffled, random);
            assertThat(report(shuffled, NOVEMBER, by, DECEMBER)).isEqualTo(whole);

            var parts = new ReportBuilder(NOVEMBER, by, null);
            NOVEMBER.days().map(day -> report(entries.stream().filter(entry -> entry.day().equals(day)).toList(), new Period(day, day), by, DECEMBER))
                .map(part -> MessageCodec.mapper().readValue(MessageCodec.mapper().writeValueAsBytes(part), Report.class)).forEach(parts::add);
            assertThat(parts.report()).isEqualTo(whole);
        });
    }

    private static boolean peak(Measure measure) {
        return measure == Measure.MEMORY_PEAK_BYTES || measure == Measure.PIDS_PEAK;
    }

    private static BigInteger value(Line line, Measure measure) {
        var value = line.used().get(measure);
        return value.isPresent() ? BigInteger.valueOf(value.getAsLong()) : null;
    }

    @Test
    void sumsGoBeyondWhereATallyEnds() {
        long most = (1L << 53) - 1;
        var report = report(List.of(day("a", "n1", "2026-11-01", cpu(most)), day("a", "n1", "2026-11-02", cpu(most))), NOVEMBER, BY_TENANT, DECEMBER);
        assertThat(report.total().used().get(Measure.CPU_USAGE_USEC)).hasValue(2 * most);
    }

    @Test
    void whatIsOpenOrIncompleteIsTold() {
        var entries = List.of(
            day("a", "n1", "2026-11-01", cpu(1)), day("a", "n1", "2026-11-02", Status.INCOMPLETE, "n1 fell silent", cpu(1)),
            day("a", "n2", "2026-11-02", Status.INCOMPLETE, "a boot between", cpu(1)), day("a", "n1", "2026-11-03", Status.OPEN, null, cpu(1)),
            day("b", "n1", "2026-11-02", Status.INCOMPLETE, "n1 fell silent", cpu(1)), day("c", "n1", "2026-11-02", cpu(1)));
        var report = report(entries, NOVEMBER, BY_TENANT, DECEMBER);

        assertThat(report.lines()).extracting(Line::status).containsExactly(Status.OPEN, Status.INCOMPLETE, Status.FINAL);
        assertThat(report.lines().getFirst().days()).isEqualTo(new Line.Days(1, 1, 2));
        assertThat(report.lines().getFirst().why()).containsExactly("a boot between", "n1 fell silent");
        assertThat(report.lines().getFirst().bookedTo()).isEqualTo("2026-11-03T12:59:00Z");
        assertThat(report.lines().get(2).bookedTo()).isNull();
        assertThat(report.total().why()).containsExactly("a boot between", "n1 fell silent");
        assertThat(report.status()).isEqualTo(Status.OPEN);
    }

    @Test
    void aPeriodThatIsNotOverIsOpenWhateverItsDaysAre() {
        var entries = List.of(day("a", "n1", "2026-11-01", cpu(1)));
        assertThat(report(entries, NOVEMBER, BY_TENANT, Instant.parse("2026-11-30T23:59:59Z")).status()).isEqualTo(Status.OPEN);
        assertThat(report(entries, NOVEMBER, BY_TENANT, Instant.parse("2026-12-01T00:00:00Z")).status()).isEqualTo(Status.FINAL);
        assertThat(report(List.of(), NOVEMBER, BY_TENANT, DECEMBER).status()).as("nothing is booked").isNull();
    }

    @Test
    void reasonsAreFewHoweverManyThereAre() {
        var entries = new ArrayList<LedgerEntry>();
        for (int i = 0; i < 9; i++) {
            entries.add(day("a", "n" + i, "2026-11-01", Status.INCOMPLETE, "reason " + (9 - i), cpu(1)));
        }
        assertThat(report(entries, NOVEMBER, BY_TENANT, DECEMBER).total().why())
            .containsExactly("reason 1", "reason 2", "reason 3", "reason 4", "reason 5");
    }

    @Test
    void linesAreOrderedByTenantNodeAndDay() {
        var entries = List.of(day("b", "n1", "2026-11-02", cpu(1)), day("a", "n2", "2026-11-03", cpu(2)), day("a", "n2", "2026-11-01", cpu(4)),
            day("a", "n10", "2026-11-09", cpu(8)), day("b", "n1", "2026-11-01", cpu(16)));
        assertThat(report(entries, NOVEMBER, EnumSet.allOf(Dimension.class), DECEMBER).lines())
            .extracting(line -> "%s %s %s".formatted(line.tenant(), line.node(), line.day()))
            .containsExactly("a n10 2026-11-09", "a n2 2026-11-01", "a n2 2026-11-03", "b n1 2026-11-01", "b n1 2026-11-02");
        assertThat(report(entries, NOVEMBER, EnumSet.of(Dimension.NODE), DECEMBER).lines())
            .extracting(line -> line.node() + " " + line.used())
            .containsExactly("n1 {cpuUsageUsec=17}", "n10 {cpuUsageUsec=8}", "n2 {cpuUsageUsec=6}");
    }

    @Test
    void daysOfAnotherTimeZoneAreNotAdded() {
        var foreign = new Report(Booked.FIRST, Booked.FIRST, "Europe/Berlin", List.of(Dimension.TENANT), null, DECEMBER, List.of(),
            Line.empty(null, null, null), null, null, null);
        assertThatThrownBy(() -> new ReportBuilder(NOVEMBER, BY_TENANT, null, DECEMBER).add(foreign)).hasMessageContaining("Europe/Berlin");
    }

    @Test
    void periodsAreWholeDays() {
        assertThat(Period.of(Period.month("2028-02"))).isEqualTo(new Period(LocalDate.parse("2028-02-01"), LocalDate.parse("2028-02-29")));
        assertThat(Period.around(Instant.parse("2026-12-31T23:59:59.999Z")).name()).isEqualTo("2026-12");
        assertThat(new Period(Period.day("2026-11-01"), Period.day("2026-11-22")).name()).isEqualTo("2026-11-01_2026-11-22");
        assertThat(NOVEMBER.length()).isEqualTo(30).isEqualTo(NOVEMBER.days().count());
        for (var text : List.of("2026-13", "2026-1", "26-11", "+12026-11", "2026-11-01", "")) {
            assertThatThrownBy(() -> Period.month(text)).hasMessageEndingWith("is not a month; write it like 2026-11");
        }
        for (var text : List.of("2026-02-29", "2026-11", "2026-11-1", "yesterday")) {
            assertThatThrownBy(() -> Period.day(text)).hasMessageEndingWith("is not a day; write it like 2026-11-22");
        }
        assertThatThrownBy(() -> new Period(Period.day("2026-11-02"), Period.day("2026-11-01"))).hasMessageContaining("lies after");
    }

    @Test
    void dimensionsAreReadInAnyOrder() {
        assertThat(Dimension.parse("day,tenant")).containsExactly(Dimension.TENANT, Dimension.DAY);
        assertThatThrownBy(() -> Dimension.parse("tenant,")).hasMessageContaining("tenant, node, day");
        assertThatThrownBy(() -> Dimension.parse("team"))
            .hasMessage("'team' is not one of tenant, node, day; several are written with commas, e.g. tenant,day");
    }
}
