package dev.landlord.controller.tenants;

import dev.landlord.protocol.document.Problem;
import java.util.List;

/// What came of reading tenants: all of them, or none.
public sealed interface Parsed {
    /// Nothing is wrong.
    ///
    /// @param tenants in the document's order, each id once
    record Accepted(List<TenantEntry> tenants) implements Parsed {
    }

    /// Nothing is taken.
    ///
    /// @param problems all that could be found, at least one, in the order of their lines
    record Refused(List<Problem> problems) implements Parsed {
    }
}
