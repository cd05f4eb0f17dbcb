package dev.landlord.launcher.top.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.landlord.launcher.Landlord;
import dev.landlord.launcher.page.HouseServer;
import dev.landlord.launcher.top.PlayedHouse;
import dev.landlord.test.Require;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jline.utils.ScreenTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `landlord top` as a person starts it: a process on a terminal of the kernel's (made by script(1)), before a controller that is played.
@Tag("kernel")
@Timeout(180)
class TopOnTerminalTest {
    private static final long START_SECONDS = 60;
    private static final int CTRL_C = 3;

    @TempDir
    Path scratch;

    private HouseServer server;
    private Process top;

    @BeforeEach
    void start() throws IOException {
        Require.capability("kernel", Files.isExecutable(Path.of("/usr/bin/script")), "/usr/bin/script (util-linux) makes the terminal");
        server = new HouseServer().snapshot(new JsonObject(PlayedHouse.snapshot()));
        top = Landlord.start(builder -> {
            String line = builder.command().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
            String script = """
                stty cols 80 rows 24; tty > %1$s/tty; stty -g > %1$s/before
                sh -c 'echo $$ > %1$s/pid; exec "$0" "$@"' %2$s
                echo $? > %1$s/status; stty -g > %1$s/after""".formatted(scratch, line);
            builder.command("script", "--quiet", "--flush", "--command", script, scratch.resolve("typescript").toString());
            builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).environment().put("TERM", "xterm-256color");
        }, "top", "--url", server.address().toString(), "--data", scratch.toString());
        shows("tenant-b", "throttled");
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (top != null) {
            top.destroyForcibly().waitFor();
            server.close();
        }
    }

    @Test
    void itShowsTheHouseFollowsKeysAndEventsAndGivesTheTerminalBack() throws Exception {
        assertThat(screen(80, 24)).contains("landlord top  127.0.0.1:" + server.address().getPort(), "tenant-b        throttled    100 [|||||198%]",
            "Tenants 3: 1 throttled, 1 free", "F10Quit");

        type("\r");
        shows("landlord top > tenant-b", "CPU     [|||||||||||||||||||||||198%] 0.99 of 0.5 cores", "burn");
        type("\u001bOB\r");
        shows("landlord top > tenant-b > burn", "mallory", "burn ?[2J?--all? cores");
        type("\u001b");
        shows("WORKLOAD");
        type("\u007f");
        shows("_unattributed");

        server.send("tenant", new JsonObject().put("id", "tenant-d").put("usage", new JsonObject().put("cpuCores", 7.25)));
        shows("tenant-d", "7.25");
        type("c");
        shows("CPUv");

        assertThat(new ProcessBuilder("stty", "-F", said("tty"), "cols", "40", "rows", "10").start().waitFor()).isZero();
        await().atMost(START_SECONDS, TimeUnit.SECONDS).until(() -> written().contains("F1") && screen(40, 10).contains("landlord top  127.0.0.1:~"));

        type("q");
        assertGaveBack();
    }

    @Test
    void ctrlCGivesTheTerminalBack() throws Exception {
        top.getOutputStream().write(CTRL_C);
        top.getOutputStream().flush();
        assertGaveBack();
    }

    @Test
    void askedToEndItGivesTheTerminalBack() throws Exception {
        assertThat(new ProcessBuilder("kill", "-TERM", said("pid")).start().waitFor()).isZero();
        assertGaveBack();
    }

    @Test
    void aControllerThatGoesAwayIsToldAndFoundAgain() throws Exception {
        server.refuse(true);
        server.cut();
        shows("NO CONNECTION", "again", "status 503", "tenant-b");
        server.refuse(false);
        await().atMost(START_SECONDS, TimeUnit.SECONDS).until(() -> screen(80, 24).contains("  live ") && !screen(80, 24).contains("NO CONNECTION"));
        type("q");
        assertGaveBack();
    }

    private void assertGaveBack() throws Exception {
        assertThat(top.waitFor(START_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(said("status")).as(written()).isEqualTo("0");
        assertThat(said("after")).as("settings of the terminal").isEqualTo(said("before"));
        assertThat(written()).containsSubsequence("\u001b[?1049h", "\u001b[?25l", "\u001b[?1049l");
        assertThat(written().lastIndexOf("\u001b[?25h")).as("the cursor is seen again").isGreaterThan(written().lastIndexOf("\u001b[?25l"));
        assertThat(written()).doesNotContain("\tat ", "Exception");
    }

    private void type(String keys) throws IOException {
        top.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
        top.getOutputStream().flush();
    }

    private void shows(String... texts) {
        await().atMost(START_SECONDS, TimeUnit.SECONDS).untilAsserted(() -> assertThat(screen(80, 24)).contains(texts));
    }

    /// What a terminal of this size shows after all that was written.
    private String screen(int columns, int rows) throws IOException {
        ScreenTerminal screen = new ScreenTerminal(columns, rows);
        screen.write(written());
        return screen.toString();
    }

    private String written() throws IOException {
        Path typescript = scratch.resolve("typescript");
        return Files.exists(typescript) ? Files.readString(typescript) : "";
    }

    private String said(String file) throws IOException {
        return Files.readString(scratch.resolve(file)).strip();
    }
}
