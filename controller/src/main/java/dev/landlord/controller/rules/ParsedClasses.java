package dev.landlord.controller.rules;

import dev.landlord.controller.policy.PolicyClass;
import dev.landlord.protocol.document.Problem;
import java.util.List;

/// What came of reading classes: all of them, or none.
public sealed interface ParsedClasses {
    /// Nothing is wrong.
    ///
    /// @param classes in the document's order, each name once, whole: what they inherit is in them
    record Accepted(List<PolicyClass> classes) implements ParsedClasses {
    }

    /// Nothing is taken.
    ///
    /// @param problems all that could be found, at least one, in the order of their lines
    record Refused(List<Problem> problems) implements ParsedClasses {
    }
}
