package dev.landlord.launcher.terminal;

import dev.landlord.protocol.PlainText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A table of plain text, columns two blanks apart and as wide as they need to be. Cells are printed through [PlainText].
public final class Table {
    private static final String GAP = "  ";

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(Column... columns) {
        this.columns = List.of(columns);
    }

    /// A column whose cells begin at its left edge.
    public static Column left(String header) {
        return new Column(header, false, false);
    }

    /// A column whose cells end at its right edge, for figures.
    public static Column right(String header) {
        return new Column(header, true, false);
    }

    /// @param cells one for each column
    public Table row(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException("%s cells for %s columns".formatted(cells.length, columns.size()));
        }
        rows.add(Arrays.stream(cells).map(PlainText::of).toList());
        return this;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /// The header and the rows, without blanks at the end.
    public List<String> lines() {
        List<List<String>> all = new ArrayList<>();
        all.add(columns.stream().map(Column::header).toList());
        all.addAll(rows);
        int[] widths = IntStream.range(0, columns.size())
            .map(column -> all.stream().mapToInt(row -> width(row.get(column))).max().orElse(0)).toArray();
        return all.stream().map(row -> IntStream.range(0, widths.length)
            .mapToObj(column -> padded(row.get(column), widths[column], columns.get(column).toTheRight()))
            .collect(Collectors.joining(GAP)).stripTrailing()).toList();
    }

    /// The same without as many of the spare columns, the last one first, as it takes to fit into a width.
    public List<String> lines(int width) {
        List<String> lines = lines();
        if (lines.stream().allMatch(line -> width(line) <= width)) {
            return lines;
        }
        int last = IntStream.range(0, columns.size()).filter(column -> columns.get(column).spare()).max().orElse(-1);
        return last < 0 ? lines : without(last).lines(width);
    }

    private Table without(int column) {
        Table narrower = new Table(IntStream.range(0, columns.size()).filter(c -> c != column).mapToObj(columns::get).toArray(Column[]::new));
        rows.forEach(row -> narrower.rows.add(IntStream.range(0, row.size()).filter(c -> c != column).mapToObj(row::get).toList()));
        return narrower;
    }

    private static String padded(String cell, int width, boolean toTheRight) {
        String blanks = " ".repeat(width - width(cell));
        return toTheRight ? blanks + cell : cell + blanks;
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    @Override
    public String toString() {
        return String.join(System.lineSeparator(), lines());
    }

    /// @param toTheRight whether its cells end at the right edge
    /// @param spare      whether it may be left out where there is no room
    public record Column(String header, boolean toTheRight, boolean spare) {
        /// The same column, left out where there is no room.
        public Column orNot() {
            return new Column(header, toTheRight, true);
        }
    }
}
