package dev.landlord.launcher.terminal;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/// For a terminal: the table stays at the bottom and is drawn anew in place, above it the lines scroll. The terminal's settings are
/// not touched; only the cursor moves (ECMA-48 CUU, ED, SGR).
public final class TerminalScreen implements Screen {
    private static final String ERASE_BELOW = "\u001b[J";
    private static final String PLAIN = "\u001b[0m";

    private final PrintWriter out;
    private final IntSupplier width;
    private final IntSupplier height;
    private final boolean colours;
    private final Runnable onClose;
    private List<Line> table = List.of();
    private int drawn;

    /// @param width   columns of the terminal, asked before each drawing, as its window may change
    /// @param colours whether tones are shown by colour
    TerminalScreen(PrintWriter out, IntSupplier width, IntSupplier height, boolean colours, Runnable onClose) {
        this.out = out;
        this.width = width;
        this.height = height;
        this.colours = colours;
        this.onClose = onClose;
    }

    /// The terminal on which this program's standard output is shown, if it is.
    ///
    /// @param environment `NO_COLOR`, if set and not empty, turns colours off (https://no-color.org)
    public static Optional<Screen> open(Map<String, String> environment) {
        if ("dumb".equals(environment.get("TERM"))) {
            return Optional.empty();
        }
        try {
            // JLine must not take the signals: they end the program in good order.
            Terminal terminal = TerminalBuilder.builder().system(true).dumb(false).nativeSignals(false)
                .systemOutput(TerminalBuilder.SystemOutput.SysOut).build();
            return Optional.of(new TerminalScreen(terminal.writer(), terminal::getColumns, terminal::getRows,
                environment.getOrDefault("NO_COLOR", "").isEmpty(), () -> closeQuietly(terminal)));
        } catch (IOException | IllegalStateException _) {
            return Optional.empty();
        }
    }

    @Override
    public synchronized void say(Line line) {
        erase();
        out.println(painted(line, line.text()));
        draw();
    }

    @Override
    public synchronized void show(List<Line> newTable, Line summary) {
        table = List.copyOf(newTable);
        erase();
        draw();
    }

    @Override
    public synchronized void close() {
        out.flush();
        onClose.run();
    }

    private void erase() {
        if (drawn > 0) {
            out.print("\u001b[" + drawn + "A\r" + ERASE_BELOW);
            drawn = 0;
        }
    }

    private void draw() {
        int columns = Math.max(20, width.getAsInt() - 1);
        int rows = Math.max(1, height.getAsInt() - 2);
        table.stream().limit(rows).forEach(line -> {
            out.println(painted(line, cut(line.text(), columns)));
            drawn++;
        });
        out.flush();
    }

    /// A line that is longer than the terminal is wide would take two rows, and erasing would miss one.
    private static String cut(String text, int columns) {
        return text.codePointCount(0, text.length()) <= columns ? text : text.substring(0, text.offsetByCodePoints(0, columns));
    }

    private String painted(Line line, String text) {
        if (!colours) {
            return text;
        }
        return switch (line.tone()) {
            case PLAIN -> text;
            case HEADING -> "\u001b[1m" + text + PLAIN;
            case FAINT -> "\u001b[2m" + text + PLAIN;
            case GOOD -> "\u001b[32m" + text + PLAIN;
            case WARNING -> "\u001b[33m" + text + PLAIN;
            case BAD -> "\u001b[31m" + text + PLAIN;
        };
    }

    private static void closeQuietly(Terminal terminal) {
        try {
            terminal.close();
        } catch (IOException _) {
            // Nothing was changed that would have to be put back.
            return;
        }
    }
}
