package dev.landlord.launcher.top;

import dev.landlord.launcher.terminal.Line.Tone;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/// A table that fits any width: columns one blank apart, each as wide as its rank and the room allow.
final class Grid<R> {
    private static final int GAP = 1;

    private final List<Column<R>> columns;

    Grid(List<Column<R>> columns) {
        this.columns = List.copyOf(columns);
    }

    /// How wide each column is; 0: it is left out. Steps are taken in the order of their ranks, each if it still fits.
    int[] widths(int room) {
        record Turn(int column, Column.Step step) {
        }
        int[] widths = new int[columns.size()];
        int used = -GAP;
        List<Turn> turns = IntStream.range(0, columns.size()).boxed()
            .flatMap(column -> columns.get(column).steps().stream().map(step -> new Turn(column, step)))
            .sorted(Comparator.comparingInt(turn -> turn.step().rank())).toList();
        for (Turn turn : turns) {
            int now = widths[turn.column()];
            int more = turn.step().width() - now + (now == 0 ? GAP : 0);
            if (used + more <= room) {
                widths[turn.column()] = turn.step().width();
                used += more;
            }
        }
        int left = room - used;
        IntStream.range(0, widths.length).filter(column -> widths[column] > 0 && columns.get(column).fills()).reduce((_, last) -> last)
            .ifPresent(column -> widths[column] += Math.max(0, left));
        return widths;
    }

    /// The header, as wide as the room.
    AttributedString header(int room, Optional<Sort> sort, boolean reversed, Palette palette) {
        int[] widths = widths(room);
        Strip strip = new Strip(palette);
        AttributedStyle plain = palette.header();
        for (int column = 0; column < widths.length; column++) {
            if (widths[column] > 0) {
                gap(strip, plain);
                Column<R> of = columns.get(column);
                boolean sorted = sort.isPresent() && of.sort().equals(sort);
                String title = sorted ? mark(of, widths[column], reversed) : cut(of.title(), widths[column]);
                AttributedStyle style = sorted ? palette.accent() : plain;
                if (of.toRight()) {
                    strip.right(title, widths[column], style);
                } else {
                    strip.left(title, widths[column], style);
                }
            }
        }
        return strip.filled(room, plain);
    }

    /// The title with a mark that points to where the figures grow: `v` the largest first, `^` the smallest.
    private static <R> String mark(Column<R> column, int width, boolean reversed) {
        boolean down = column.sort().equals(Optional.of(Sort.NAME)) == reversed;
        return cut(column.title(), width - 1) + (down ? "v" : "^");
    }

    private static String cut(String title, int width) {
        return title.substring(0, Math.min(title.length(), width));
    }

    /// A row, as wide as the room.
    AttributedString row(R row, int room, boolean chosen, Palette palette) {
        int[] widths = widths(room);
        Strip strip = new Strip(palette);
        for (int column = 0; column < widths.length; column++) {
            if (widths[column] > 0) {
                gap(strip, palette.of(Tone.PLAIN));
                columns.get(column).drawing().draw(strip, row, widths[column]);
            }
        }
        return chosen ? new AttributedString(strip.filled(room, palette.chosen()).toString(), palette.chosen()) : strip.to(room);
    }

    private static void gap(Strip strip, AttributedStyle style) {
        if (strip.columns() > 0) {
            strip.put(" ", style);
        }
    }
}
