package dev.landlord.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// One of a closed set (an enum implements it), which stands in JSON as its name in lower case.
public interface WireName {
    String name();

    @JsonValue
    default String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
