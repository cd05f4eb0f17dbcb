package dev.landlord.protocol.document;

import java.util.List;
import java.util.stream.Collectors;

/// A document is refused as a whole; all that is wrong with it is told at once.
public final class DocumentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /// @param source   the file's name, or what else the reader knows the document by
    /// @param problems at least one
    public DocumentException(String source, List<Problem> problems) {
        super(problems.stream().map(problem -> source + ": " + problem).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
