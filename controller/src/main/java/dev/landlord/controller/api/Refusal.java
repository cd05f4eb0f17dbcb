package dev.landlord.controller.api;

import dev.landlord.protocol.document.Problem;
import java.util.List;

/// A call is answered with an error that the caller can act on.
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MOST_NAMED = 5;

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

    static Refusal query(String detail) {
        return new Refusal(400, "query-invalid", detail);
    }

    static Refusal document(List<Problem> problems) {
        return new Refusal(422, "document-refused", "%s problem%s; nothing was changed".formatted(problems.size(), problems.size() == 1 ? "" : "s"),
            problems);
    }

    /// @throws Refusal naming the problems, if there are any
    static void ifAny(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw document(problems);
        }
    }

    /// Names as a detail tells them: the first few, and how many more.
    static String some(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(MOST_NAMED, names.size())))
            + (names.size() > MOST_NAMED ? " and %s more".formatted(names.size() - MOST_NAMED) : "");
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
