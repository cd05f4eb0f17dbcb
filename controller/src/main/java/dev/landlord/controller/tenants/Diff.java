package dev.landlord.controller.tenants;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.TenantSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What a set of wanted tenants changes in the declared ones.
///
/// @param changes one for each wanted tenant in the order wanted, then the deletions by id
public record Diff(List<Change> changes) {
    public Diff {
        changes = List.copyOf(changes);
    }

    /// @param declared the tenants that there are
    /// @param prune    whether those that are not wanted go
    public static Diff of(Collection<TenantEntry> wanted, Map<TenantId, TenantSpec> declared, boolean prune) {
        var changes = new ArrayList<Change>();
        for (var entry : wanted) {
            changes.add(change(entry, declared.get(entry.id())));
        }
        if (prune) {
            var kept = wanted.stream().map(TenantEntry::id).collect(Collectors.toSet());
            declared.values().stream()
                .filter(spec -> !kept.contains(spec.id()))
                .sorted((one, other) -> one.id().compareTo(other.id()))
                .forEach(spec -> changes.add(new Change.Deleted(spec)));
        }
        return new Diff(changes);
    }

    private static Change change(TenantEntry entry, TenantSpec before) {
        if (before == null) {
            return new Change.Created(entry.at(1));
        }
        return TenantEntry.of(before).equals(entry) ? new Change.Unchanged(before) : new Change.Updated(before, entry.at(before.version() + 1));
    }

    /// What becomes of one tenant.
    public sealed interface Change {
        TenantId tenant();

        /// As it stands in the API: `created`, `updated`, `unchanged`, `deleted`.
        default String wire() {
            return switch (this) {
                case Created _ -> "created";
                case Updated _ -> "updated";
                case Unchanged _ -> "unchanged";
                case Deleted _ -> "deleted";
            };
        }

        /// @param spec version 1
        record Created(TenantSpec spec) implements Change {
            @Override
            public TenantId tenant() {
                return spec.id();
            }
        }

        /// @param after its version is the one before, plus 1
        record Updated(TenantSpec before, TenantSpec after) implements Change {
            @Override
            public TenantId tenant() {
                return after.id();
            }
        }

        record Unchanged(TenantSpec spec) implements Change {
            @Override
            public TenantId tenant() {
                return spec.id();
            }
        }

        /// @param before as it was declared last
        record Deleted(TenantSpec before) implements Change {
            @Override
            public TenantId tenant() {
                return before.id();
            }
        }
    }
}
