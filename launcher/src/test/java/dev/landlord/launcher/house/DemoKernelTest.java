package dev.landlord.launcher.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.landlord.agent.host.CgroupLayout;
import dev.landlord.agent.host.Mount;
import dev.landlord.agent.host.OwnSubtree;
import dev.landlord.launcher.Landlord;
import dev.landlord.test.Require;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    @TempDir
    Path scratch;

    private OwnSubtree own;

    @BeforeEach
    void name() throws Exception {
        CgroupLayout layout = CgroupLayout.detect(Path.of("/"));
        Require.capability("kernel", !layout.hierarchies().isEmpty()
            && layout.hierarchies().stream().map(Mount::root).allMatch(Files::isWritable), "cgroup hierarchies are not writable (run as root)");
        own = new OwnSubtree(layout, "landlord-demo-test-" + ProcessHandle.current().pid());
    }

    @Test
    void itTellsWhatItDoesAndLeavesNothingBehind() throws Exception {
        Process demo = demo("--for", "45s");

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
        Process demo = demo();
        try (Stream<String> lines = demo.inputReader().lines()) {
            assertThat(lines.anyMatch(line -> line.contains("are starting"))).isTrue();
            demo.destroy();
        }

        assertThat(demo.waitFor(100, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).isZero();
        assertNothingLeft();
    }

    @Test
    void onATerminalCtrlCEndsItInOrder() throws Exception {
        Require.capability("kernel", Files.isExecutable(Path.of("/usr/bin/script")), "/usr/bin/script (util-linux) makes the terminal");
        Path typescript = scratch.resolve("typescript");
        Process demo = Landlord.start(builder -> {
            String line = builder.command().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
            builder.command("script", "--quiet", "--return", "--flush", "--command", "stty cols 79 rows 24; exec " + line, typescript.toString());
            builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).environment().put("TERM", "xterm");
        }, "demo", "--port", "0", "--subtree", own.subtree());
        await().atMost(200, TimeUnit.SECONDS).until(() -> !demo.isAlive() || Files.exists(typescript)
            && Files.readString(typescript).contains("\u001b[J\u001b[1mTENANT"));

        demo.getOutputStream().write(CTRL_C);
        demo.getOutputStream().flush();

        assertThat(demo.waitFor(100, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).as(Files.readString(typescript)).isZero();
        assertThat(Files.readString(typescript)).containsSubsequence("Ctrl-C ends the demo", "ending: ", "ended").doesNotContain("\tat ");
        assertNothingLeft();
    }

    private Process demo(String... more) throws Exception {
        return Landlord.start(builder -> {
            builder.redirectErrorStream(true);
            if (more.length > 0) {
                builder.redirectOutput(scratch.resolve("said").toFile());
            }
        }, Stream.concat(Stream.of("demo", "--port", "0", "--subtree", own.subtree()), Stream.of(more)).toArray(String[]::new));
    }

    private String said() throws Exception {
        return Files.readString(scratch.resolve("said"));
    }

    private void assertNothingLeft() {
        assertThat(own.directories()).noneMatch(Files::exists);
    }
}
