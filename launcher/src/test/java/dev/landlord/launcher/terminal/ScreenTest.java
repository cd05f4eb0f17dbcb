package dev.landlord.launcher.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

    private final StringWriter written = new StringWriter();
    private final PrintWriter out = new PrintWriter(written);

    @Test
    void theTableIsDrawnAnewInPlaceAndLinesScrollAboveIt() {
        try (TerminalScreen screen = terminal(80, 24, false)) {
            screen.show(table("HEAD", "row 1"), Line.plain("sum"));
            screen.say(Line.plain("news"));
            screen.show(table("HEAD", "row 2"), Line.plain("sum"));
        }

        assertThat(shown(written.toString())).containsExactly("news", "HEAD", "row 2");
    }

    @Test
    void aLineThatIsTooLongForTheTerminalIsCutSoThatErasingMissesNone() {
        try (TerminalScreen screen = terminal(30, 24, false)) {
            screen.show(table("x".repeat(100)), Line.plain("sum"));
        }

        assertThat(shown(written.toString())).containsExactly("x".repeat(29));
    }

    @Test
    void aTerminalThatBecameNarrowerHasBrokenTheTableIntoMoreRows() {
        int[] columns = {81};
        try (TerminalScreen screen = new TerminalScreen(out, () -> columns[0], () -> 24, false)) {
            screen.show(table("x".repeat(80), "y".repeat(40)), Line.plain("sum"));
            columns[0] = 40;
            screen.show(table("z"), Line.plain("sum"));
        }

        assertThat(written.toString()).endsWith("\u001b[3A\r\u001b[Jz\n");
    }

    @Test
    void theTableIsAskedAgainForTheWidthThereIs() {
        try (TerminalScreen screen = terminal(50, 24, false)) {
            screen.show(columns -> List.of(Line.plain("for " + columns)), Line.plain("sum"));
        }

        assertThat(shown(written.toString())).containsExactly("for 49");
    }

    @Test
    void aLongLineThatStaysIsBrokenAtBlanks() {
        try (TerminalScreen screen = terminal(41, 24, true)) {
            screen.say(new Line("10:00:01  tenant-b was warned because of its memory", Line.Tone.BAD));
        }

        assertThat(written.toString().lines()).containsExactly("\u001b[31m10:00:01  tenant-b was warned because of\u001b[0m",
            "\u001b[31m          its memory\u001b[0m");
    }

    @Test
    void aTableThatIsTooLongForTheTerminalLosesItsEnd() {
        try (TerminalScreen screen = terminal(80, 4, false)) {
            screen.show(table("1", "2", "3", "4", "5"), Line.plain("sum"));
        }

        assertThat(shown(written.toString())).containsExactly("1", "2");
    }

    @Test
    void coloursAreForTerminalsThatWantThem() {
        try (TerminalScreen screen = terminal(80, 24, true)) {
            screen.say(new Line("bad\u001b[0m", Line.Tone.BAD));
        }

        assertThat(written.toString().strip()).isEqualTo("\u001b[31mbad?[0m\u001b[0m");
    }

    @Test
    void aPipeGetsLinesAndASummaryNowAndThen() {
        Ticking clock = new Ticking();
        try (LogScreen screen = new LogScreen(out, clock)) {
            screen.show(table("HEAD"), Line.plain("first"));
            clock.now = START.plusSeconds(2);
            screen.show(table("HEAD"), Line.plain("too soon"));
            screen.say(new Line("news", Line.Tone.BAD));
            clock.now = START.plusSeconds(5);
            screen.show(table("HEAD"), Line.plain("second"));
        }

        assertThat(written.toString().lines()).containsExactly("first", "news", "second");
    }

    private TerminalScreen terminal(int columns, int rows, boolean colours) {
        return new TerminalScreen(out, () -> columns, () -> rows, colours);
    }

    private static IntFunction<List<Line>> table(String... lines) {
        return _ -> Arrays.stream(lines).map(Line::plain).toList();
    }

    /// What a terminal shows in the end: `ESC[nA`, carriage return and `ESC[J` take the last n lines back.
    private static List<String> shown(String written) {
        List<String> lines = new ArrayList<>();
        for (String line : written.split("\n")) {
            String rest = line;
            if (rest.startsWith("\u001b[")) {
                int up = Integer.parseInt(rest.substring(2, rest.indexOf('A')));
                assertThat(rest.substring(rest.indexOf('A') + 1)).startsWith("\r\u001b[J");
                rest = rest.substring(rest.indexOf('J') + 1);
                lines = new ArrayList<>(lines.subList(0, lines.size() - up));
            }
            lines.add(rest);
        }
        return lines;
    }

    private static final class Ticking extends Clock {
        private Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
