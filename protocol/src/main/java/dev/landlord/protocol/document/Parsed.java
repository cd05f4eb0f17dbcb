package dev.landlord.protocol.document;

import java.util.List;
import java.util.function.Function;

/// What came of reading a document's entries: all of them, or none.
public sealed interface Parsed<T> {
    /// @param refusal what is thrown where nothing was taken
    /// @return the entries
    default <X extends Throwable> List<T> orElseThrow(Function<List<Problem>, X> refusal) throws X {
        return switch (this) {
            case Accepted(var entries) -> entries;
            case Refused(var problems) -> throw refusal.apply(problems);
        };
    }

    /// Nothing is wrong.
    ///
    /// @param entries in the document's order
    record Accepted<T>(List<T> entries) implements Parsed<T> {
        public Accepted {
            entries = List.copyOf(entries);
        }
    }

    /// Nothing is taken.
    ///
    /// @param problems all that could be found, at least one, in the order of their lines
    record Refused<T>(List<Problem> problems) implements Parsed<T> {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
