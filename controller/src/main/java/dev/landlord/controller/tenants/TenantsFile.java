package dev.landlord.controller.tenants;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.document.FlawCollector;
import dev.landlord.protocol.document.Parsed;
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
    public static Parsed<TenantEntry> parse(String text, Set<String> classes) {
        var attempt = StrictYaml.attempt(text, TenantsDocument.class);
        var flaws = new FlawCollector(attempt);
        var check = new EntryCheck(flaws, classes);
        if (attempt.value() == null) {
            return flaws.result(List.of());
        }
        var tenants = attempt.value().tenants();
        if (tenants == null) {
            flaws.add("tenants", "the list of tenants is missing; write 'tenants:' and one '- id: …' for each, or 'tenants: []' for none");
            return flaws.result(List.of());
        }
        if (tenants.size() > MOST_TENANTS) {
            flaws.add("tenants", "%s tenants are more than one document may declare (%s); split it".formatted(tenants.size(), MOST_TENANTS));
            return flaws.result(List.of());
        }
        var entries = new ArrayList<TenantEntry>();
        for (int i = 0; i < tenants.size(); i++) {
            entries.add(check.entry(tenants.get(i), "tenants[%s]".formatted(i)));
        }
        return flaws.result(entries);
    }

    /// Reads one entry of such a file.
    ///
    /// @param id whom it is about; the entry may leave its `id` out or repeat this one
    public static Parsed<TenantEntry> parseEntry(String text, TenantId id, Set<String> classes) {
        var attempt = StrictYaml.attempt(text, TenantsDocument.Entry.class);
        var flaws = new FlawCollector(attempt);
        var check = new EntryCheck(flaws, classes);
        return flaws.result(attempt.value() == null ? List.of() : List.of(check.entry(check.named(attempt.value(), id), "")));
    }
}
