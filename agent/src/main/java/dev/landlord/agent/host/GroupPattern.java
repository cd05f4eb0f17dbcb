package dev.landlord.agent.host;

import dev.landlord.protocol.message.MatchRule;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A [MatchRule] ready to be walked down a hierarchy, one part at a time.
///
/// @param parts from the root down; there are as many as a matching path has
record GroupPattern(List<Part> parts) {
    static GroupPattern of(MatchRule rule) {
        return new GroupPattern(Arrays.stream(rule.cgroup().substring(1).split("/")).filter(part -> !part.equals(".")).map(Part::of).toList());
    }

    /// One part of the path.
    sealed interface Part {
        /// This very name.
        record Name(String name) implements Part {
        }

        /// Any name that `accepts`.
        record Wildcard(Predicate<String> accepts) implements Part {
        }

        static Part of(String text) {
            if (!text.contains("*")) {
                return new Name(text);
            }
            var regex = Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
            return new Wildcard(Pattern.compile(regex, Pattern.DOTALL).asMatchPredicate());
        }
    }
}
