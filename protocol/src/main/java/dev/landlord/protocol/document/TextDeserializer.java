package dev.landlord.protocol.document;

import java.util.function.Function;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;

/// Reads a scalar's own text (`0.5` stays `0.5`) and parses it.
///
/// @param <T> what it is parsed to
final class TextDeserializer<T> extends StdScalarDeserializer<T> {
    private final transient Function<String, T> parse;

    /// @param parse throws IllegalArgumentException with the accepted forms
    TextDeserializer(Class<T> type, Function<String, T> parse) {
        super(type);
        this.parse = parse;
    }

    @Override
    public T deserialize(JsonParser parser, DeserializationContext context) {
        if (!parser.currentToken().isScalarValue()) {
            return handledType().cast(context.handleUnexpectedToken(getValueType(context), parser));
        }
        var text = parser.getString();
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            return handledType().cast(context.handleInstantiationProblem(_valueClass, text, e));
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public Class<T> handledType() {
        return (Class<T>) super.handledType();
    }
}
