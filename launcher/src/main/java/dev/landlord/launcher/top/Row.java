package dev.landlord.launcher.top;

import java.util.OptionalDouble;

/// A row of a table, as far as sorting and choosing go.
public interface Row {
    /// What stays the same while its figures change.
    String key();

    /// What it is found by.
    String name();

    /// Whether it stands apart from what the table is about.
    default boolean isApart() {
        return false;
    }

    /// By what it is sorted; empty if it is not known, or it has no such figure. Of [Sort#NAME] it has none.
    OptionalDouble value(Sort sort);
}
