package dev.landlord.launcher.terminal;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;

/// For a terminal: the table stays at the bottom and is drawn anew in place, above it the lines scroll. The terminal's settings are
/// not touched; only the cursor moves (ECMA-48 CUU, ED, SGR).
public final class TerminalScreen implements Screen {
    private static final String ERASE_BELOW = "\u001b[J";
    private static final String PLAIN = "\u001b[0m";
    private static final int LEAST_COLUMNS = 20;

    private final PrintWriter out;
    private final IntSupplier width;
    private final IntSupplier height;
    private final boolean colours;
    private IntFunction<List<Line>> table = _ -> List.of();
    /// How wide each line of the table is that stands at the bottom now.
    private List<Integer> drawn = List.of();

    /// @param width   columns of the terminal, asked before each drawing, as its window may change
    /// @param colours whether tones are shown by colour
    TerminalScreen(PrintWriter out, IntSupplier width, IntSupplier height, boolean colours) {
        this.out = out;
        this.width = width;
        this.height = height;
        this.colours = colours;
    }

    /// The terminal on which this program's standard output is shown, if it is.
    ///
    /// @param environment `NO_COLOR`, if set and not empty, turns colours off (https://no-color.org)
    public static Optional<Screen> open(Map<String, String> environment) {
        if ("dumb".equals(environment.get("TERM"))) {
            return Optional.empty();
        }
        return Tty.ofStandardOutput().map(tty -> new TerminalScreen(tty.writer(), tty::columns, tty::rows,
            environment.getOrDefault("NO_COLOR", "").isEmpty()));
    }

    @Override
    public synchronized void say(Line line) {
        erase();
        Wrapping.wrap(line.text(), columns()).forEach(part -> out.println(painted(line, part)));
        draw();
    }

    @Override
    public synchronized void show(IntFunction<List<Line>> newTable, Line summary) {
        table = newTable;
        erase();
        draw();
    }

    @Override
    public synchronized void close() {
        out.flush();
    }

    /// One column is left free: in the last one, terminals differ on when they break the line.
    private int columns() {
        return Math.max(LEAST_COLUMNS, width.getAsInt() - 1);
    }

    /// A terminal that has become narrower has broken what was drawn into more rows.
    private void erase() {
        int columns = Math.max(1, width.getAsInt());
        int rows = drawn.stream().mapToInt(wide -> Math.max(1, Math.ceilDiv(wide, columns))).sum();
        if (rows > 0) {
            out.print("\u001b[" + rows + "A\r" + ERASE_BELOW);
            drawn = List.of();
        }
    }

    private void draw() {
        int columns = columns();
        int rows = Math.max(1, height.getAsInt() - 2);
        List<Integer> widths = new ArrayList<>();
        table.apply(columns).stream().limit(rows).forEach(line -> {
            String text = cut(line.text(), columns);
            out.println(painted(line, text));
            widths.add(text.codePointCount(0, text.length()));
        });
        drawn = widths;
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
}
