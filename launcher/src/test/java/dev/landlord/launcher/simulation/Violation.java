package dev.landlord.launcher.simulation;

import java.util.List;

/// A rule was broken in a run.
final class Violation extends AssertionError {
    private static final long serialVersionUID = 1L;

    private final String rule;

    /// @param atMillis virtual time
    /// @param tail     the last lines of the trace
    Violation(long seed, long atMillis, String rule, String what, List<String> tail, Throwable cause) {
        super("seed %d, commit %s, %.3f s: %s: %s%n%s".formatted(seed, Commit.checkedOut(), atMillis / 1000.0, rule, what,
            String.join(System.lineSeparator(), tail)), cause);
        this.rule = rule;
    }

    String rule() {
        return rule;
    }

    /// Without the trace.
    String summary() {
        return getMessage().lines().findFirst().orElse("");
    }
}
