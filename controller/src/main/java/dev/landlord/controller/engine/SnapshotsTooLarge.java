package dev.landlord.controller.engine;

import dev.landlord.protocol.TenantId;
import java.util.Map;

/// Snapshots of some tenants are larger than a record may be; all others were written.
public final class SnapshotsTooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Map<TenantId, String> tenants;

    /// @param tenants with what is wrong in a sentence
    public SnapshotsTooLarge(Map<TenantId, String> tenants) {
        super("snapshots too large: " + tenants);
        this.tenants = Map.copyOf(tenants);
    }

    Map<TenantId, String> tenants() {
        return tenants;
    }
}
