package dev.landlord.launcher.top.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.landlord.launcher.client.House;
import dev.landlord.launcher.top.Palette;
import dev.landlord.launcher.top.Picture;
import dev.landlord.launcher.top.PlayedHouse;
import dev.landlord.launcher.top.Sort;
import dev.landlord.launcher.top.Standing;
import dev.landlord.launcher.top.View;
import dev.landlord.protocol.json.MessageCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// On a terminal inside the JVM; on the kernel's: [TopOnTerminalTest].
@Timeout(60)
class LiveTopTest {
    /// What xterm's description says for leaving its other screen (rmcup).
    private static final String LEFT = "\u001b[?1049l\u001b[23;0;0t";

    private static final String ENTERED = "\u001b[?1049h";

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final AtomicInteger suspended = new AtomicInteger();
    private LineDisciplineTerminal terminal;
    private Attributes before;

    @BeforeEach
    void open() throws IOException {
        terminal = new LineDisciplineTerminal("played", "xterm", written, StandardCharsets.UTF_8);
        terminal.setSize(Size.of(80, 24));
        before = new Attributes(terminal.getAttributes());
    }

    @AfterEach
    void close() throws IOException {
        terminal.close();
    }

    @Test
    void anExceptionGivesTheTerminalBackFirst() {
        AtomicInteger asked = new AtomicInteger();
        Supplier<Standing> breaking = () -> {
            if (asked.incrementAndGet() > 2) {
                throw new IllegalStateException("broken");
            }
            return standing();
        };

        assertThatThrownBy(() -> top(Duration.ofMillis(5)).run(breaking)).hasMessage("broken");

        assertThat(said()).contains(ENTERED, "tenant-b").endsWith(LEFT);
        assertThat(said().lastIndexOf("\u001b[?25h")).as("cursor").isGreaterThan(said().lastIndexOf("\u001b[?25l"));
        assertThat(terminal.getAttributes().toString()).isEqualTo(before.toString());
    }

    @Test
    void whatDoesNotChangeIsNotWrittenAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CompletableFuture<Void> top = start(top(Duration.ofMillis(5)), () -> {
            asked.incrementAndGet();
            return standing();
        });
        await().until(() -> asked.get() > 2);
        int afterFirst = written.size();
        await().until(() -> asked.get() > 20);
        assertThat(written.size()).isEqualTo(afterFirst);

        type("q");
        top.join();
        assertThat(said()).endsWith(LEFT);
    }

    /// A text that was pasted, and then the window is closed.
    @Test
    void endsHoweverMuchWaits() throws Exception {
        LiveTop top = top(Duration.ofHours(1));
        for (int i = 0; i < 2_000; i++) {
            top.changed();
        }
        top.stop();
        top.run(LiveTopTest::standing);
        assertThat(said()).endsWith(LEFT);
    }

    @Test
    void keysAreAnsweredAtOnce() throws Exception {
        CompletableFuture<Void> top = start(top(Duration.ofHours(1)), LiveTopTest::standing);
        await().until(() -> said().contains("tenant-b"));
        type("\r");
        await().until(() -> said().contains("WORKLOAD"));
        type("\u001b[21~");
        top.join();
        assertThat(said()).endsWith(LEFT);
    }

    /// A terminal's late answers, and keys that nobody bound, must not be taken for letters: `?` would be help, `c` an order.
    @Test
    void whatNoKeySendsIsPassedOverAsAWhole() throws Exception {
        CompletableFuture<Void> top = start(top(Duration.ofHours(1)), LiveTopTest::standing);
        await().until(() -> said().contains("F10"));
        type("\u001b[?62;1;4c\u001b[?2026;2$y\u001b[1;5C\u001b[99~\u001bOc" + "n");
        await().until(() -> said().contains("TENANT^"));
        assertThat(said()).doesNotContain("arrows, j k", "CPUv", "CPU^");
        type("q");
        top.join();
    }

    @Test
    void aChangedSizeIsFollowedAtOnce() throws Exception {
        CompletableFuture<Void> top = start(top(Duration.ofHours(1)), LiveTopTest::standing);
        await().until(() -> said().contains("F10"));
        int before = written.size();
        terminal.setSize(Size.of(40, 10));
        terminal.raise(Terminal.Signal.WINCH);
        await().until(() -> said().substring(before).contains("127.0.0.1:~"));
        type("q");
        top.join();
    }

    @Test
    void aTerminalThatIsClosedEndsIt() throws Exception {
        CompletableFuture<Void> top = start(top(Duration.ofHours(1)), LiveTopTest::standing);
        await().until(() -> said().contains("F10"));
        terminal.close();
        top.handle((_, _) -> 0).join();
    }

    @Test
    void ctrlZLeavesTheScreenWhileStoppedAndTakesItAgain() throws Exception {
        CompletableFuture<Void> top = start(top(Duration.ofHours(1)), LiveTopTest::standing);
        await().until(() -> said().contains("tenant-b"));
        terminal.raise(Terminal.Signal.TSTP);
        await().until(() -> suspended.get() == 1 && said().substring(said().lastIndexOf(LEFT) + 1).contains("tenant-b"));
        assertThat(said()).containsSubsequence(ENTERED, "tenant-b", LEFT, ENTERED, "tenant-b");

        terminal.raise(Terminal.Signal.INT);
        top.join();
        assertThat(said()).endsWith(LEFT);
    }

    private LiveTop top(Duration interval) {
        Picture picture = new Picture(new Palette(true), ZoneOffset.UTC);
        return new LiveTop(terminal, new View(Sort.SCORE), picture, Clock.fixed(PlayedHouse.NOW, ZoneOffset.UTC), interval, () -> {
            assertThat(said()).endsWith(LEFT);
            suspended.incrementAndGet();
        });
    }

    private static CompletableFuture<Void> start(LiveTop top, Supplier<Standing> standing) {
        return CompletableFuture.runAsync(() -> {
            try {
                top.run(standing);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private void type(String keys) throws IOException {
        terminal.processInputBytes(keys.getBytes(StandardCharsets.UTF_8));
    }

    private static Standing standing() {
        House house = new House();
        house.apply("snapshot", MessageCodec.mapper().readTree(PlayedHouse.snapshot()));
        return new Standing(house, "127.0.0.1:8080", new Standing.Link.Live(), Optional.of(PlayedHouse.NOW));
    }

    private String said() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
