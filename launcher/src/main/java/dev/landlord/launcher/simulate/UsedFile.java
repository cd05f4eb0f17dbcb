package dev.landlord.launcher.simulate;

import dev.landlord.controller.ledger.Amount;
import dev.landlord.controller.report.Line;
import dev.landlord.controller.report.Measure;
import dev.landlord.controller.report.Report;
import dev.landlord.controller.whatif.UsedBefore;
import dev.landlord.launcher.ConfigurationException;
import dev.landlord.launcher.RemedyException;
import dev.landlord.protocol.PlainText;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.json.MessageCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;

/// What was used in a month before a recording, read from what `landlord report -o json` printed.
public final class UsedFile {
    private final Path file;
    private final UsedBefore used;

    private UsedFile(Path file, UsedBefore used) {
        this.file = file;
        this.used = used;
    }

    /// @throws ConfigurationException if the file cannot be read, is no report by tenant, or begins in the middle of a month
    public static UsedFile read(Path file) {
        Report report = parse(file);
        if (report.from() == null || report.to() == null) {
            throw wrong(file, "is no report: it tells no days");
        }
        if (report.from().getDayOfMonth() != 1) {
            throw wrong(file, "begins on %s; a budget's month begins on the first".formatted(report.from()));
        }
        var amounts = new TreeMap<TenantId, Amount>();
        for (Line line : report.lines()) {
            if (line.tenant() == null) {
                throw wrong(file, "is not by tenant; make it with: landlord report --by tenant -o json");
            }
            amounts.merge(line.tenant(), new Amount(line.used().get(Measure.CPU_USAGE_USEC).orElse(0),
                line.used().get(Measure.MEMORY_KIB_SECONDS).orElse(0)), Amount::plus);
        }
        return new UsedFile(file, new UsedBefore(YearMonth.from(report.from()), report.to().plusDays(1), amounts));
    }

    private static Report parse(Path file) {
        try {
            return MessageCodec.mapper().readValue(Files.readAllBytes(file), Report.class);
        } catch (IOException e) {
            throw new ConfigurationException("%s cannot be read: %s".formatted(file, RemedyException.said(e)), e);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new ConfigurationException("%s is no report; make it with: landlord report --from 2026-11-01 --to 2026-11-21 -o json"
                .formatted(file), e);
        }
    }

    private static ConfigurationException wrong(Path file, String why) {
        return new ConfigurationException(PlainText.of("%s %s".formatted(file, why)), null);
    }

    public UsedBefore used() {
        return used;
    }

    /// @param begin of the recording
    /// @throws ConfigurationException if it tells of another month, or of days that are recorded, which would count twice
    public void checkThatItEndsBefore(Instant begin) {
        LocalDate day = LocalDate.ofInstant(begin, ZoneOffset.UTC);
        if (!YearMonth.from(day).equals(used.month())) {
            throw wrong(file, "is about %s, but the recording begins in %s".formatted(used.month(), YearMonth.from(day)));
        }
        if (used.to().isAfter(day)) {
            throw wrong(file, "tells of %s too, when the recording begins: that would count twice; %s".formatted(day, day.getDayOfMonth() == 1
                ? "leave it out, as the recording begins with the month" : "make it with --to %s".formatted(day.minusDays(1))));
        }
    }
}
