package dev.landlord.controller.report;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// What a report has lines for. Lines are ordered by these, in this order.
public enum Dimension {
    TENANT, NODE, DAY;

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Reads one or several, with commas between.
    ///
    /// @throws IllegalArgumentException naming those that there are
    public static Set<Dimension> parse(String text) {
        var found = EnumSet.noneOf(Dimension.class);
        for (var word : text.split(",", -1)) {
            found.add(Arrays.stream(values()).filter(one -> one.wire().equals(word.strip())).findFirst().orElseThrow(
                () -> new IllegalArgumentException("'%s' is not one of %s; several are written with commas, e.g. tenant,day".formatted(
                    word, Arrays.stream(values()).map(Dimension::wire).collect(Collectors.joining(", "))))));
        }
        return found;
    }
}
