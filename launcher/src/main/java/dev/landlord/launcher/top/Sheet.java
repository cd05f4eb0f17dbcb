package dev.landlord.launcher.top;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jline.utils.AttributedString;

/// What one place shows: lines above, a table, and a line about the chosen row.
///
/// @param rows  sorted
/// @param head  the lines above the table for a width, the most important first; where there is no room, the last ones go
/// @param about the chosen row in a sentence; empty if there is nothing to say
/// @param empty what stands in the place of rows where there are none
record Sheet<R extends Row>(Grid<R> grid, List<R> rows, Optional<Sort> sort, boolean reversed, Head head, Function<R, String> about, String empty) {
    interface Head {
        List<AttributedString> lines(int width);
    }

    List<String> keys() {
        return rows.stream().map(Row::key).toList();
    }

    AttributedString header(int width, Palette palette) {
        return grid.header(width, sort, reversed, palette);
    }

    AttributedString row(int index, int width, boolean chosen, Palette palette) {
        return grid.row(rows.get(index), width, chosen, palette);
    }

    String about(int index) {
        return index < rows.size() ? about.apply(rows.get(index)) : "";
    }
}
