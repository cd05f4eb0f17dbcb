package dev.landlord.protocol.document;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.JsonToken;

/// Where each field of a document stands. Fields are written as people write them: `tenants[1].quota.cpu`.
public final class Lines {
    private final Map<String, Integer> byField = new HashMap<>();

    Lines() {
    }

    /// Reads a document's tokens to the end.
    void readFrom(JsonParser parser) {
        for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (token != JsonToken.END_OBJECT && token != JsonToken.END_ARRAY) {
                byField.putIfAbsent(field(parser), parser.currentTokenLocation().getLineNr());
            }
        }
    }

    /// The field of an unknown key. With a mapping below it, Jackson hands over a copy, whose path begins at whichever key of the same mapping was
    /// read last; so the key is looked for among that one's neighbours too.
    String unknown(String field, String key) {
        var beside = join(parent(field), key);
        return Stream.of(beside, join(parent(parent(field)), key)).filter(byField::containsKey).findFirst().orElseGet(() -> known(field));
    }

    private static String parent(String field) {
        return field.substring(0, Math.max(0, Math.max(field.lastIndexOf('.'), field.lastIndexOf('['))));
    }

    private static String join(String parent, String key) {
        return parent.isEmpty() ? key : parent + "." + key;
    }

    /// The 1-based line on which a field, or the nearest field around it, begins; 0 if the document has neither.
    public int of(String field) {
        for (var at = field; !at.isEmpty(); at = parent(at)) {
            var line = byField.get(at);
            if (line != null) {
                return line;
            }
        }
        return 0;
    }

    /// A field, less a last part that the document does not have: at an unknown key with a mapping below it, Jackson's path tells the
    /// key twice.
    String known(String field) {
        return !byField.containsKey(field) && byField.containsKey(parent(field)) ? parent(field) : field;
    }

    static String field(JsonParser parser) {
        var field = new StringBuilder();
        for (var pointer = parser.streamReadContext().pathAsPointer(); pointer != null && !pointer.matches(); pointer = pointer.tail()) {
            append(field, pointer);
        }
        return field.toString();
    }

    private static void append(StringBuilder field, JsonPointer pointer) {
        if (pointer.mayMatchElement()) {
            field.append('[').append(pointer.getMatchingIndex()).append(']');
        } else {
            field.append(field.isEmpty() ? "" : ".").append(pointer.getMatchingProperty());
        }
    }
}
