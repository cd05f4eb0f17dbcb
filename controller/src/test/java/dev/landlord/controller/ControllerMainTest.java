package dev.landlord.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ControllerMainTest {
    private final StringWriter said = new StringWriter();

    @Test
    void aConfigurationThatIsWrongOrNotThereIsNotUnderstood(@TempDir Path scratch) throws Exception {
        var wrong = Files.writeString(scratch.resolve("wrong.yaml"), "tik: 1s\n");

        assertThat(run("--config", wrong.toString())).isEqualTo(2);
        assertThat(run("--config", scratch.resolve("none.yaml").toString())).isEqualTo(2);
        assertThat(said.toString()).contains("wrong.yaml: line 1: tik", "did you mean 'tick'?", "none.yaml cannot be read")
            .doesNotContain("at dev.landlord");
    }

    private int run(String... arguments) {
        return new CommandLine(new ControllerMain()).setErr(new PrintWriter(said, true)).execute(arguments);
    }
}
