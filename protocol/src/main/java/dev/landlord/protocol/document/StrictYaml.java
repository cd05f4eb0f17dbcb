package dev.landlord.protocol.document;

import dev.landlord.protocol.quantity.ByteRate;
import dev.landlord.protocol.quantity.Bytes;
import dev.landlord.protocol.quantity.Cpu;
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
/// Quantities ([Cpu], [Bytes], [ByteRate]) and durations (`500ms`, `1s`, `2m`, `1h`, `1d`) are read from their usual text.
public final class StrictYaml {
    private static final YAMLMapper MAPPER = YAMLMapper.builder()
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .addModule(new SimpleModule()
            .addDeserializer(Cpu.class, new TextDeserializer<>(Cpu.class, Cpu::parse))
            .addDeserializer(Bytes.class, new TextDeserializer<>(Bytes.class, Bytes::parse))
            .addDeserializer(ByteRate.class, new TextDeserializer<>(ByteRate.class, ByteRate::parse))
            .addDeserializer(Duration.class, new TextDeserializer<>(Duration.class, Durations::parse)))
        .build();

    private StrictYaml() {
    }

    /// A document that was accepted.
    ///
    /// @param <T> what it was read into
    public record Document<T>(T value, Lines lines) {
    }

    /// @see #parse
    public static <T> T read(String text, String source, Class<T> type) {
        return parse(text, source, type).value();
    }

    /// @param text   the document; an empty one is an empty mapping
    /// @param source what to call it in errors, e.g. the file's name
    /// @throws DocumentException with every problem that was found
    public static <T> Document<T> parse(String text, String source, Class<T> type) {
        var body = isEmpty(text) ? "{}" : text;
        var lines = new Lines();
        var collector = new ProblemCollector(lines);
        try {
            try (var parser = MAPPER.createParser(body)) {
                lines.readFrom(parser);
            }
            T value = MAPPER.readerFor(type).withHandler(collector).readValue(body);
            if (collector.problems().isEmpty() && value != null) {
                return new Document<>(value, lines);
            }
        } catch (JacksonException e) {
            collector.fatal(e);
        }
        throw new DocumentException(source, collector.problems().isEmpty()
            ? List.of(new Problem(0, "", "the document is empty"))
            : collector.problems());
    }

    private static boolean isEmpty(String text) {
        return text.lines().map(String::strip).allMatch(line -> line.isEmpty() || line.startsWith("#") || line.equals("---"));
    }
}
