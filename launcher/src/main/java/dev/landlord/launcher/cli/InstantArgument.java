package dev.landlord.launcher.cli;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A moment as typed, in RFC 3339: `2026-11-22T08:00:00Z`, `2026-11-22T09:00:00+01:00`.
final class InstantArgument implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String value) {
        try {
            return OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeParseException _) {
            throw new TypeConversionException("'%s' is no time; write it like 2026-11-22T08:00:00Z".formatted(value));
        }
    }
}
