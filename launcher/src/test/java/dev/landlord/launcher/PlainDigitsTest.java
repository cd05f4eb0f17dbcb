package dev.landlord.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `%d`, `%f` and `%g` write the digits of the machine's language, also into ids, statements for a database and scripts for a shell; `%s` writes a
/// whole number with the usual ones. So the former stand where the language is named only.
class PlainDigitsTest {
    /// A literal with such a conversion, and what of its statement stands before it.
    private static final String CONVERSION = "%[-#+ 0,(]*\\d*(?:\\.\\d+)?[dfeEgG](?!\\{)";
    private static final Pattern LOCALIZED = Pattern.compile(
        "([^;{}]*)\"(?:[^\"\\\\\\n]|\\\\.)*?" + CONVERSION + "(?:[^\"\\\\\\n]|\\\\.)*\"");
    private static final Pattern BLOCK = Pattern.compile("([^;{}]*)\"\"\"\\n(.*?)\"\"\"", Pattern.DOTALL);

    private static List<String> localized(String source) {
        var blocks = BLOCK.matcher(source).results().filter(block -> Pattern.compile(CONVERSION).matcher(block.group(2)).find());
        return Stream.concat(LOCALIZED.matcher(source).results(), blocks)
            .filter(found -> !found.group(1).contains("Locale.ROOT")).map(found -> found.group().strip()).toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"protocol, 40", "agent, 80", "controller, 200", "launcher, 100"})
    void noTextDependsOnTheMachinesLanguage(String module, int fewest) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("..", module, "src/main/java"))) {
            var sources = files.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(sources).hasSizeGreaterThan(fewest);
            assertThat(sources).allSatisfy(file -> assertThat(localized(read(file))).isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a = \"%d of it\".formatted(n);", "a = \"50 %% of %,d\".formatted(n);", "a = \"\\\"%.2f\\\"\".formatted(n);",
        "a = String.format(\n \"%08.3f\", n);", "String.format(Locale.ROOT, \"%d\", n); b(\"%5d\");",
        "a = \"\"\"\n  { exit %d; }\n  \"\"\".formatted(n);"})
    void theRuleFindsWhatDoes(String source) {
        assertThat(localized(source)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a = \"%s of it\".formatted(n);", "a = \"%08x\".formatted(n);", "a = String.format(Locale.ROOT,\n \"%.2f\", n);",
        "pattern(\"%d{HH:mm}\");"})
    void theRuleLeavesTheRest(String source) {
        assertThat(localized(source)).isEmpty();
    }
}
