package dev.landlord.controller.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.landlord.protocol.document.Problem;
import java.util.List;

/// The body of every error, `application/problem+json` (RFC 9457) with a `reason` for programs.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record ProblemBody(String type, String title, int status, String reason, String detail, List<At> problems) {
    static ProblemBody of(Refusal refusal, String title) {
        return new ProblemBody("about:blank", title, refusal.status(), refusal.reason(), refusal.getMessage(),
            refusal.problems().stream().map(At::of).toList());
    }

    /// @param line  1-based, or null where the problem has none
    /// @param field null where it concerns the whole document
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record At(Integer line, String field, String message) {
        static At of(Problem problem) {
            return new At(problem.line() > 0 ? Integer.valueOf(problem.line()) : null, problem.field(), problem.message());
        }
    }
}
