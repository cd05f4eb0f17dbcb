package dev.landlord.launcher.terminal;

import java.util.List;
import java.util.function.IntFunction;

/// Where a running command shows what goes on: lines that stay, and a table that changes. Safe to use from several threads.
public sealed interface Screen extends AutoCloseable permits TerminalScreen, LogScreen {
    /// Prints a line that stays.
    void say(Line line);

    /// Shows how things stand now.
    ///
    /// @param table   header and rows, for so many columns; asked again when it is drawn again, from whichever thread
    /// @param summary the same in one line
    void show(IntFunction<List<Line>> table, Line summary);

    /// Leaves what was printed, and the terminal as it was found.
    @Override
    void close();
}
