package dev.landlord.launcher.client;

import dev.landlord.launcher.RemedyException;
import dev.landlord.protocol.PlainText;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A controller's refusal (`application/problem+json`).
public final class ApiProblem extends RemedyException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String reason;
    private final transient List<Flaw> flaws;

    private ApiProblem(int status, String reason, String message, List<Flaw> flaws) {
        super(message);
        this.status = status;
        this.reason = reason;
        this.flaws = flaws;
    }

    static ApiProblem of(int status, JsonNode problem) {
        String reason = problem.path("reason").asString("");
        String title = PlainText.of(problem.path("title").asString(""));
        String detail = PlainText.of(problem.path("detail").asString(""));
        String said = detail.isEmpty() ? title : detail;
        List<Flaw> flaws = problem.path("problems").valueStream().map(Flaw::of).toList();
        return new ApiProblem(status, reason, "%s (%s)".formatted(said.isEmpty() ? "refused" : said,
            reason.isEmpty() ? "status " + status : reason), flaws);
    }

    /// The HTTP status.
    public int status() {
        return status;
    }

    /// Machine-readable, e.g. `tenant-not-found`; empty if the answer named none.
    public String reason() {
        return reason;
    }

    /// What is wrong with the document that was sent; empty if it is not about one.
    public List<Flaw> flaws() {
        return flaws;
    }

    /// One flaw of a document.
    ///
    /// @param line  from 1, where known
    /// @param field e.g. `tenants[0].quota.cpu`
    public record Flaw(Optional<Integer> line, String field, String message) {
        static Flaw of(JsonNode node) {
            JsonNode line = node.path("line");
            return new Flaw(line.isIntegralNumber() && line.intValue() > 0 ? Optional.of(line.intValue()) : Optional.empty(),
                node.path("field").asString(""), node.path("message").asString(""));
        }

        /// `file:line: field: message`, as compilers write it.
        public String in(String file) {
            return file + line.map(number -> ":" + number).orElse("") + ": " + (field.isEmpty() ? "" : field + ": ") + message;
        }
    }
}
