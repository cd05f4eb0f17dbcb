package dev.landlord.controller.api;

import dev.landlord.protocol.document.Problem;
import java.util.List;

/// A call is answered with an error that the caller can act on.
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String reason;
    private final transient List<Problem> problems;

    /// @param status   of HTTP
    /// @param reason   machine-readable, e.g. `tenant-not-found`
    /// @param detail   a sentence for people that names the remedy
    /// @param problems for a refused document, else empty
    Refusal(int status, String reason, String detail, List<Problem> problems) {
        super(detail, null, false, false);
        this.status = status;
        this.reason = reason;
        this.problems = List.copyOf(problems);
    }

    Refusal(int status, String reason, String detail) {
        this(status, reason, detail, List.of());
    }

    static Refusal document(List<Problem> problems) {
        return new Refusal(422, "document-refused", "%d problem%s; nothing was changed".formatted(problems.size(), problems.size() == 1 ? "" : "s"),
            problems);
    }

    int status() {
        return status;
    }

    String reason() {
        return reason;
    }

    List<Problem> problems() {
        return problems;
    }
}
