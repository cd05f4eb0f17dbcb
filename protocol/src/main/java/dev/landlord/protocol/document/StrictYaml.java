package dev.landlord.protocol.document;

import dev.landlord.protocol.quantity.ByteRate;
import dev.landlord.protocol.quantity.Bytes;
import dev.landlord.protocol.quantity.Cpu;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Documents that people write (configuration, `tenants.yaml`), read into records or refused as a whole with every problem's line, field and
/// remedy: unknown keys (with the right one suggested), duplicate keys, values of the wrong form, and whatever the records' constructors
/// say. YAML or JSON, which is a subset of it.
///
/// Quantities ([Cpu], [Bytes], [ByteRate]) and durations (`500ms`, `1s`, `2m`, `1h`, `1d`) are read from their usual text; a [BigDecimal] is just the
/// number that is written.
public final class StrictYaml {
    private static final String DECIMAL = "-?\\d{1,15}(\\.\\d{1,15})?";
    private static final YAMLMapper MAPPER = YAMLMapper.builder()
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .addModule(new SimpleModule()
            .addDeserializer(Cpu.class, new TextDeserializer<>(Cpu.class, Cpu::parse))
            .addDeserializer(Bytes.class, new TextDeserializer<>(Bytes.class, Bytes::parse))
            .addDeserializer(ByteRate.class, new TextDeserializer<>(ByteRate.class, ByteRate::parse))
            .addDeserializer(Long.class, new TextDeserializer<>(Long.class, StrictYaml::wholeNumber))
            .addDeserializer(BigDecimal.class, new TextDeserializer<>(BigDecimal.class, StrictYaml::decimal))
            .addDeserializer(Duration.class, new TextDeserializer<>(Duration.class, Durations::parse)))
        .build();

    private StrictYaml() {
    }

    /// A document that was accepted.
    ///
    /// @param <T> what it was read into
    public record Document<T>(T value, Lines lines) {
    }

    /// What came of reading a document that may be wrong, for a reader with checks of its own, who wants to tell all problems at once.
    ///
    /// @param value    what could be read, null where that is nothing; fields with a problem are null in it
    /// @param lines    where the fields stand, as far as the document could be read
    /// @param problems in the order of their lines; empty if nothing is wrong
    public record Attempt<T>(T value, Lines lines, List<Problem> problems) {
    }

    /// @see #parse
    public static <T> T read(String text, String source, Class<T> type) {
        return parse(text, source, type).value();
    }

    /// @param text   the document; an empty one is an empty mapping
    /// @param source what to call it in errors, e.g. the file's name
    /// @throws DocumentException with every problem that was found
    public static <T> Document<T> parse(String text, String source, Class<T> type) {
        var attempt = attempt(text, type);
        if (!attempt.problems().isEmpty()) {
            throw new DocumentException(source, attempt.problems());
        }
        return new Document<>(attempt.value(), attempt.lines());
    }

    /// @param text the document; an empty one is an empty mapping
    public static <T> Attempt<T> attempt(String text, Class<T> type) {
        var body = isEmpty(text) ? "{}" : text;
        var lines = new Lines();
        var collector = new ProblemCollector(lines);
        T value = null;
        try {
            try (var parser = MAPPER.createParser(body)) {
                lines.readFrom(parser);
            }
            value = MAPPER.readerFor(type).withHandler(collector).readValue(body);
        } catch (JacksonException e) {
            collector.fatal(e);
        }
        var problems = collector.problems();
        return new Attempt<>(value, lines, value == null && problems.isEmpty() ? List.of(new Problem(0, "", "the document is empty")) : problems);
    }

    private static Long wholeNumber(String text) {
        try {
            return Long.valueOf(text.strip());
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("'%s' is not a whole number".formatted(text));
        }
    }

    private static BigDecimal decimal(String text) {
        if (!text.strip().matches(DECIMAL)) {
            throw new IllegalArgumentException("'%s' is not a decimal number: write it like 0.035 (15 digits on each side at most)".formatted(text));
        }
        return new BigDecimal(text.strip());
    }

    private static boolean isEmpty(String text) {
        return text.lines().map(String::strip).allMatch(line -> line.isEmpty() || line.startsWith("#") || line.equals("---"));
    }
}
