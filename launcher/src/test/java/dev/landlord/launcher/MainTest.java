package dev.landlord.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void helpAndVersionAreAnswersOnStandardOutput() {
        assertThat(landlord("--help")).isZero();
        assertThat(landlord("broker", "--help")).isZero();
        assertThat(landlord("--version")).isZero();
        assertThat(out.toString()).contains("Usage: landlord [-hV] COMMAND", "Usage: landlord broker", "--data", "landlord ");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void whatIsNotUnderstoodIsExplainedWithStatus2() {
        assertThat(landlord()).isEqualTo(2);
        assertThat(landlord("brkoer")).isEqualTo(2);
        assertThat(landlord("broker", "--port", "99999")).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("which command?", "Did you mean: landlord broker", "port 99999: want 1 to 65535");
    }

    @ParameterizedTest
    @CsvSource({"agent, --config", "agent --restore, --config", "controller, --config", "up, --agent-config", "up, --controller-config"})
    void aConfigurationThatIsRefusedIsNotUnderstood(String command, String option, @TempDir Path scratch) throws Exception {
        Path wrong = Files.writeString(scratch.resolve("wrong.yaml"), "kafkaa: {}\n");
        Path data = scratch.resolve("data");
        for (Path file : List.of(wrong, scratch.resolve("none.yaml"))) {
            assertThat(landlord(Stream.concat(Stream.of(command.split(" ")), Stream.of(option, file.toString(), "--data", data.toString()))
                .toArray(String[]::new))).isEqualTo(2);
        }
        assertThat(err.toString()).contains("wrong.yaml: line 1: kafkaa", "did you mean 'kafka'?", "none.yaml cannot be read")
            .doesNotContain("\tat ", "Usage:");
    }

    @Test
    void whatFailsIsExplainedWithStatus1AndNoStackTrace(@TempDir Path scratch) throws Exception {
        Path file = Files.createFile(scratch.resolve("file"));

        assertThat(landlord("broker", "--data", file.toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith("landlord: data directory " + file.toRealPath()).doesNotContain("\tat ");
    }

    private int landlord(String... arguments) {
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
