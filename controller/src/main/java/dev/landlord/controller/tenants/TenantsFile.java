package dev.landlord.controller.tenants;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.document.StrictYaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Reads tenants as people write them, YAML or JSON; `docs/examples/tenants.yaml` shows every key. A document with a problem is refused as a
/// whole, and every problem is told at once with its line, field and remedy.
public final class TenantsFile {
    /// Tenants in one document.
    public static final int MOST_TENANTS = 10_000;

    private TenantsFile() {
    }

    /// Reads a whole file.
    ///
    /// @param classes the names of the policy classes that there are
    public static Parsed parse(String text, Set<String> classes) {
        var attempt = StrictYaml.attempt(text, TenantsDocument.class);
        var check = new EntryCheck(attempt.lines(), classes, attempt.problems());
        if (attempt.value() == null) {
            return check.result(List.of());
        }
        var tenants = attempt.value().tenants();
        if (tenants == null) {
            check.problem("tenants", "the list of tenants is missing; write 'tenants:' and one '- id: …' for each, or 'tenants: []' for none");
            return check.result(List.of());
        }
        if (tenants.size() > MOST_TENANTS) {
            check.problem("tenants", "%d tenants are more than one document may declare (%d); split it".formatted(tenants.size(), MOST_TENANTS));
            return check.result(List.of());
        }
        var entries = new ArrayList<TenantEntry>();
        for (int i = 0; i < tenants.size(); i++) {
            entries.add(check.entry(tenants.get(i), "tenants[%d]".formatted(i)));
        }
        return check.result(entries);
    }

    /// Reads one entry of such a file.
    ///
    /// @param id whom it is about; the entry may leave its `id` out or repeat this one
    public static Parsed parseEntry(String text, TenantId id, Set<String> classes) {
        var attempt = StrictYaml.attempt(text, TenantsDocument.Entry.class);
        var check = new EntryCheck(attempt.lines(), classes, attempt.problems());
        return check.result(attempt.value() == null ? List.of() : List.of(check.entry(check.named(attempt.value(), id), "")));
    }
}
