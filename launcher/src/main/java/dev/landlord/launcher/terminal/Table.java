package dev.landlord.launcher.terminal;

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
        return new Column(header, false);
    }

    /// A column whose cells end at its right edge, for figures.
    public static Column right(String header) {
        return new Column(header, true);
    }

    /// @param cells one for each column
    public Table row(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException("%d cells for %d columns".formatted(cells.length, columns.size()));
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
    public record Column(String header, boolean toTheRight) {
    }
}
