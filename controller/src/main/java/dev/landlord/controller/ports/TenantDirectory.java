package dev.landlord.controller.ports;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.TenantSpec;
import java.util.Optional;
import java.util.SortedMap;

/// The declared tenants as this controller has read them from `landlord.tenants`. May be asked from any thread.
public interface TenantDirectory {
    /// All of them, an immutable snapshot.
    SortedMap<TenantId, TenantSpec> all();

    default Optional<TenantSpec> find(TenantId tenant) {
        return Optional.ofNullable(all().get(tenant));
    }
}
