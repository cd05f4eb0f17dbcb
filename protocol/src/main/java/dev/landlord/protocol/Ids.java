package dev.landlord.protocol;

import java.util.regex.Pattern;

/// The one rule for identifiers that travel in keys, paths and addresses:
/// `[A-Za-z0-9][A-Za-z0-9._-]{0,62}` without `..`, so that none of them can leave its directory or split a key.
final class Ids {
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private Ids() {
    }

    /// @throws IllegalArgumentException naming `what`, the value and the rule
    static String check(String what, String value) {
        if (value == null || !SHAPE.matcher(value).matches() || value.contains("..")) {
            throw new IllegalArgumentException(
                "%s '%s' is not valid: use 1 to 63 of A-Z a-z 0-9 . _ - , start with a letter or digit, no '..'".formatted(what, value));
        }
        return value;
    }
}
