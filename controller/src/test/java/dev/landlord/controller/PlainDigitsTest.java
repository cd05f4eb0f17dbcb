package dev.landlord.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `%d`, `%f` and `%g` write the digits of the machine's language, also into ids; `%s` writes a whole number with the usual ones. So the former stand
/// where the language is named only.
class PlainDigitsTest {
    /// A literal with such a conversion, and what of its statement stands before it.
    private static final Pattern LOCALIZED = Pattern.compile(
        "([^;{}]*)\"(?:[^\"\\\\\\n]|\\\\.)*?%[-#+ 0,(]*\\d*(?:\\.\\d+)?[dfeEgG](?:[^\"\\\\\\n]|\\\\.)*\"");

    private static List<String> localized(String source) {
        return LOCALIZED.matcher(source).results().filter(found -> !found.group(1).contains("Locale.ROOT")).map(found -> found.group().strip())
            .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void noTextOfTheControllerDependsOnTheMachinesLanguage() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            var sources = files.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(sources).hasSizeGreaterThan(100);
            assertThat(sources).allSatisfy(file -> assertThat(localized(read(file))).isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a = \"%d of it\".formatted(n);", "a = \"50 %% of %,d\".formatted(n);", "a = \"\\\"%.2f\\\"\".formatted(n);",
        "a = String.format(\n \"%08.3f\", n);", "String.format(Locale.ROOT, \"%d\", n); b(\"%5d\");"})
    void theRuleFindsWhatDoes(String source) {
        assertThat(localized(source)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a = \"%s of it\".formatted(n);", "a = \"%08x\".formatted(n);", "a = String.format(Locale.ROOT,\n \"%.2f\", n);"})
    void theRuleLeavesTheRest(String source) {
        assertThat(localized(source)).isEmpty();
    }
}
