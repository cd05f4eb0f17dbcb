package dev.landlord.launcher.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.landlord.launcher.Landlord;
import dev.landlord.launcher.harness.TestSubtree;
import dev.landlord.test.Require;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `landlord demo` as a person starts it.
@Tag("kernel")
@Timeout(240)
@Order(1)
class DemoKernelTest {
    private static final int CTRL_C = 3;
    private static final long ENDS_WITHIN_SECONDS = 100;

    @TempDir
    Path scratch;

    private TestSubtree subtree;
    private Process demo;

    @BeforeEach
    void name() throws Exception {
        subtree = TestSubtree.named("landlord-demo-test");
    }

    /// Ends what a test that failed did not, and lets it clean up if it can.
    @AfterEach
    void end() throws Exception {
        try (var _ = subtree) {
            if (demo != null) {
                List<ProcessHandle> running = Stream.concat(demo.descendants(), Stream.of(demo.toHandle())).toList();
                running.forEach(ProcessHandle::destroy);
                demo.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS);
                running.forEach(ProcessHandle::destroyForcibly);
                demo.waitFor();
            }
        }
    }

    @Test
    void itTellsWhatItDoesAndLeavesNothingBehind() throws Exception {
        demo = start("--for", "45s");

        assertThat(demo.waitFor(200, TimeUnit.SECONDS)).isTrue();

        assertThat(demo.exitValue()).as(said()).isZero();
        assertThat(said()).containsSubsequence("own groups will be below", "the controller serves http://127.0.0.1:", "are declared",
            "tenant-b a greedy one", "Open http://127.0.0.1:", "tenant-b", "ending", "ended");
        assertThat(said()).doesNotContain("\u001b");
        String data = said().lines().filter(line -> line.contains("data in ")).findFirst().orElseThrow();
        assertThat(Path.of(data.substring(data.indexOf("data in ") + "data in ".length()))).doesNotExist();
        assertNothingLeft();
    }

    @Test
    void askedToEndWhileItStartsItEndsInOrder() throws Exception {
        demo = start();
        try (Stream<String> lines = demo.inputReader().lines()) {
            assertThat(lines.anyMatch(line -> line.contains("are starting"))).isTrue();
            demo.destroy();
        }

        assertThat(demo.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).isZero();
        assertNothingLeft();
    }

    @Test
    void onATerminalCtrlCEndsItInOrder() throws Exception {
        Require.capability("kernel", Files.isExecutable(Path.of("/usr/bin/script")), "/usr/bin/script (util-linux) makes the terminal");
        Path typescript = scratch.resolve("typescript");
        demo = Landlord.start(builder -> {
            String line = builder.command().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
            builder.command("script", "--quiet", "--return", "--flush", "--command", "stty cols 79 rows 24; exec " + line, typescript.toString());
            builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).environment().put("TERM", "xterm");
        }, "demo", "--port", "0", "--subtree", subtree.own().subtree());
        await().atMost(200, TimeUnit.SECONDS).until(() -> !demo.isAlive() || Files.exists(typescript)
            && Files.readString(typescript).contains("\u001b[J\u001b[1mTENANT"));

        demo.getOutputStream().write(CTRL_C);
        demo.getOutputStream().flush();

        assertThat(demo.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).as(Files.readString(typescript)).isZero();
        assertThat(Files.readString(typescript)).containsSubsequence("Ctrl-C ends the demo", "ending: ", "ended").doesNotContain("\tat ");
        assertNothingLeft();
    }

    private Process start(String... more) throws Exception {
        return Landlord.start(builder -> {
            builder.redirectErrorStream(true);
            if (more.length > 0) {
                builder.redirectOutput(scratch.resolve("said").toFile());
            }
        }, Stream.concat(Stream.of("demo", "--port", "0", "--subtree", subtree.own().subtree()), Stream.of(more)).toArray(String[]::new));
    }

    private String said() throws Exception {
        return Files.readString(scratch.resolve("said"));
    }

    private void assertNothingLeft() {
        assertThat(subtree.own().directories()).noneMatch(Files::exists);
    }
}
