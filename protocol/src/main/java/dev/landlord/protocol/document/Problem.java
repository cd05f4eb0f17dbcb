package dev.landlord.protocol.document;

/// One thing that is wrong in a document, for the person who wrote it.
///
/// @param line    1-based line, or 0 where it concerns the whole document
/// @param field   where, e.g. `tenants[1].quota.cpu`; empty for the whole document
/// @param message what is wrong and how to mend it
public record Problem(int line, String field, String message) {
    /// For a document that the person did not write line by line.
    public Problem withoutLine() {
        return new Problem(0, field, message);
    }

    @Override
    public String toString() {
        return (line > 0 ? "line " + line + ": " : "") + (field.isEmpty() ? "" : field + ": ") + message;
    }
}
