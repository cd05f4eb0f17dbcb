package dev.landlord.protocol.document;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What checks beyond its form find wrong in a document, written down with its field and line, so that a person is told everything at once.
public final class FlawCollector {
    /// More than a person mends in one go; also the bound for hostile documents.
    public static final int MOST_PROBLEMS = 100;

    private final Lines lines;
    private final List<Problem> problems;

    /// @param attempt at reading the document; what is wrong with its form is told with the rest
    public FlawCollector(StrictYaml.Attempt<?> attempt) {
        this.lines = attempt.lines();
        this.problems = new ArrayList<>(attempt.problems());
    }

    public boolean isEmpty() {
        return problems.isEmpty();
    }

    /// @param entries of use only if nothing was found
    public <T> Parsed<T> result(List<T> entries) {
        return problems.isEmpty() ? new Parsed.Accepted<>(entries)
            : new Parsed.Refused<>(problems.stream().sorted(Comparator.comparingInt(Problem::line)).toList());
    }

    /// The line of a field, or of the nearest one around it.
    public int line(String field) {
        return lines.of(field);
    }

    /// @param message what is wrong and how to mend it
    public void add(String field, String message) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(new Problem(lines.of(field), field, message));
        }
    }

    /// What could not be read is null, and its problem is told already.
    public void unlessTold(String field, String message) {
        if (problems.stream().noneMatch(problem -> problem.field().equals(field) || problem.field().startsWith(field + "."))) {
            add(field, message);
        }
    }

    /// What a constructor makes, or its objection as a problem of the field.
    public <T> Optional<T> made(String field, Supplier<T> make) {
        try {
            return Optional.of(make.get());
        } catch (IllegalArgumentException e) {
            unlessTold(field, e.getMessage());
            return Optional.empty();
        }
    }

    /// A duration of the document's; null passes. Both ends are allowed.
    public void within(String field, Duration value, Duration least, Duration most) {
        if (value != null && (value.compareTo(least) < 0 || value.compareTo(most) > 0)) {
            add(field, "must be between %s and %s, got %s".formatted(text(least), text(most), text(value)));
        }
    }

    private static String text(Duration duration) {
        long ms = duration.toMillis();
        return ms % 1_000 == 0 ? ms / 1_000 + "s" : ms + "ms";
    }
}
