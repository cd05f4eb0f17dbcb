package dev.landlord.protocol.document;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.DeserializationProblemHandler;
import tools.jackson.databind.deser.ValueInstantiator;

/// Writes down what is wrong and lets the reading go on, so that a person is told everything at once.
final class ProblemCollector extends DeserializationProblemHandler {
    /// More than a person mends in one go; also the bound for hostile documents.
    private static final int MOST = 50;

    private final Lines lines;
    private final List<Problem> problems = new ArrayList<>();

    ProblemCollector(Lines lines) {
        this.lines = lines;
    }

    /// In the order of their lines.
    List<Problem> problems() {
        return problems.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
    }

    /// Takes what ended the reading: a syntax error, a duplicate key.
    void fatal(JacksonException e) {
        if (e instanceof DatabindException && !problems.isEmpty()) {
            return; // A consequence of what is already written down.
        }
        var location = e.getLocation();
        problems.add(new Problem(location == null ? 0 : Math.max(0, location.getLineNr()), "", e.getOriginalMessage().strip()));
    }

    @Override
    public boolean handleUnknownProperty(DeserializationContext context, JsonParser parser, ValueDeserializer<?> deserializer,
        Object beanOrClass, String name) {
        var known = deserializer == null ? List.<Object>of() : deserializer.getKnownPropertyNames();
        add(lines.unknown(Lines.field(parser), name), "unknown key '%s'; %s".formatted(name, suggestion(name, known)));
        parser.skipChildren();
        return true;
    }

    @Override
    public Object handleWeirdStringValue(DeserializationContext context, Class<?> type, String value, String message) {
        boolean isNumber = Number.class.isAssignableFrom(type) || type.isPrimitive() && type != boolean.class;
        add(context.getParser(), "'%s' is not valid here: %s".formatted(value, isNumber ? "write a number" : message));
        return null;
    }

    @Override
    public Object handleWeirdNumberValue(DeserializationContext context, Class<?> type, Number value, String message) {
        add(context.getParser(), "%s is not valid here: %s".formatted(value, message));
        return null;
    }

    @Override
    public Object handleUnexpectedToken(DeserializationContext context, JavaType type, JsonToken token, JsonParser parser, String message) {
        add(parser, "%s is expected here, not %s".formatted(nameOf(type), nameOf(token)));
        parser.skipChildren();
        return null;
    }

    @Override
    public Object handleMissingInstantiator(DeserializationContext context, Class<?> type, ValueInstantiator instantiator, JsonParser parser,
        String message) {
        add(context.getParser(), "%s is expected here, not %s".formatted(
            nameOf(context.constructType(type)), nameOf(context.getParser().currentToken())));
        context.getParser().skipChildren();
        return null;
    }

    @Override
    public Object handleInstantiationProblem(DeserializationContext context, Class<?> type, Object argument, Throwable cause) {
        var at = Lines.field(context.getParser());
        if (problems.stream().noneMatch(problem -> problem.field().startsWith(at))) {
            add(context.getParser(), innermost(cause));
        }
        return null;
    }

    private static String innermost(Throwable thrown) {
        var cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof JacksonException e ? e.getOriginalMessage() : cause.getMessage();
    }

    private void add(JsonParser parser, String message) {
        add(lines.known(Lines.field(parser)), message);
    }

    private void add(String field, String message) {
        if (problems.size() < MOST) {
            problems.add(new Problem(lines.of(field), field, message));
        }
    }

    private static String suggestion(String name, Collection<Object> known) {
        var closest = known.stream().map(Object::toString).min(Comparator.comparingInt(candidate -> distance(name, candidate)));
        if (closest.isPresent() && distance(name, closest.get()) <= Math.max(2, name.length() / 3)) {
            return "did you mean '%s'?".formatted(closest.get());
        }
        return "known keys: " + known.stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
    }

    /// Levenshtein's edit distance, ignoring case.
    private static int distance(String from, String to) {
        var a = from.toLowerCase(Locale.ROOT);
        var b = to.toLowerCase(Locale.ROOT);
        var row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }

    private static String nameOf(JavaType type) {
        if (type.isCollectionLikeType()) {
            return "a list";
        }
        return type.isMapLikeType() || type.isRecordType() ? "a mapping" : "a " + type.getRawClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static String nameOf(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "a mapping";
            case START_ARRAY -> "a list";
            case VALUE_NULL -> "nothing";
            case null -> "nothing";
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT,
                VALUE_TRUE, VALUE_FALSE -> "a single value";
        };
    }
}
