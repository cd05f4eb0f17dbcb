package dev.landlord.controller.rules;

import dev.landlord.protocol.document.Lines;
import dev.landlord.protocol.document.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What is wrong in a document of classes, written down with its field and line, so that a person is told everything at once.
final class FlawCollector {
    /// More than a person mends in one go; also the bound for hostile documents.
    private static final int MOST_PROBLEMS = 100;

    private final Lines lines;
    private final List<Problem> problems;

    FlawCollector(Lines lines, List<Problem> formProblems) {
        this.lines = lines;
        this.problems = new ArrayList<>(formProblems);
    }

    List<Problem> inOrder() {
        return problems.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
    }

    int line(String field) {
        return lines.of(field);
    }

    void add(String field, String message) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(new Problem(lines.of(field), field, message));
        }
    }

    /// What could not be read is null, and its problem is told already.
    void unlessTold(String field, String message) {
        if (problems.stream().noneMatch(problem -> problem.field().equals(field) || problem.field().startsWith(field + "."))) {
            add(field, message);
        }
    }

    /// What a constructor makes, or its objection as a problem of the field.
    <T> Optional<T> made(String field, Supplier<T> make) {
        try {
            return Optional.of(make.get());
        } catch (IllegalArgumentException e) {
            unlessTold(field, e.getMessage());
            return Optional.empty();
        }
    }

    /// A duration of the document's; null passes.
    ///
    /// @param most both ends are allowed
    void within(String field, Duration value, Duration least, Duration most) {
        if (value != null && (value.compareTo(least) < 0 || value.compareTo(most) > 0)) {
            add(field, "must be between %s and %s, got %s".formatted(text(least), text(most), text(value)));
        }
    }

    private static String text(Duration duration) {
        long ms = duration.toMillis();
        return ms % 1_000 == 0 ? ms / 1_000 + "s" : ms + "ms";
    }
}
