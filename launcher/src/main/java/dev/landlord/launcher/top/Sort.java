package dev.landlord.launcher.top;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// By what rows are sorted: figures from the largest, names from the first letter; what is not known comes last, either way round, and what is
/// no tenant comes behind tenants, except where it uses more.
public enum Sort {
    SCORE('s', "state and score"),
    CPU('c', "CPU"),
    MEMORY('m', "memory"),
    PIDS('p', "processes and threads"),
    IO('i', "block IO"),
    SHARE('u', "share of the quota"),
    BUDGET('b', "share of the budget"),
    NAME('n', "name");

    private final char key;
    private final String words;

    Sort(char key, String words) {
        this.key = key;
        this.words = words;
    }

    /// What is typed to sort so.
    public char key() {
        return key;
    }

    /// By what, for people.
    public String words() {
        return words;
    }

    static Optional<Sort> typed(int codePoint) {
        return Arrays.stream(values()).filter(sort -> sort.key == codePoint).findFirst();
    }

    /// The rows in this order; those that are alike by share, then by name.
    public <R extends Row> List<R> sorted(List<R> rows, boolean reversed) {
        Comparator<R> apartLast = Comparator.comparing(Row::isApart);
        Comparator<R> byName = Comparator.comparing(Row::name);
        Comparator<R> order = this == NAME ? apartLast.thenComparing(reversed ? byName.reversed() : byName)
            : this.<R>byFigure(reversed).thenComparing(SHARE.byFigure(reversed)).thenComparing(apartLast).thenComparing(byName);
        return rows.stream().sorted(order).toList();
    }

    private <R extends Row> Comparator<R> byFigure(boolean reversed) {
        Comparator<R> byValue = Comparator.comparingDouble(row -> row.value(this).orElse(0));
        Comparator<R> unknownLast = Comparator.comparing(row -> row.value(this).isEmpty());
        return unknownLast.thenComparing(reversed ? byValue : byValue.reversed());
    }
}
