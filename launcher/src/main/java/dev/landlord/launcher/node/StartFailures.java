package dev.landlord.launcher.node;

import dev.landlord.launcher.RemedyException;
import java.net.BindException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/// Turns what kept a role from starting into what a person is told.
final class StartFailures {
    private StartFailures() {
    }

    /// @param role e.g. `controller`
    static RemedyException of(String role, Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof RemedyException known) {
            return known;
        }
        for (Throwable below = cause; below != null; below = below.getCause()) {
            if (below instanceof BindException) {
                return new RemedyException("the %s does not start: %s; choose another port with --port, or 0 for a free one".formatted(
                    role, below.getMessage()), cause);
            }
        }
        return new RemedyException("the %s does not start: %s".formatted(role, cause.getMessage() == null ? cause : cause.getMessage()), cause);
    }
}
