package dev.landlord.controller.ports;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.TenantSpec;
import io.vertx.core.Future;

/// Declares and deletes tenants in `landlord.tenants`.
///
/// A returned future completes once the broker has acknowledged the record *and* this controller's [TenantDirectory] has read it
/// back, so that whoever asks next sees it. It fails with [Unavailable] when that takes too long.
public interface TenantWriter {
    /// Declares a tenant, or changes it.
    ///
    /// @param spec with the version it shall have
    /// @return the spec as written
    Future<TenantSpec> put(TenantSpec spec);

    /// Deletes a tenant: its limits are put back, nothing of its is ended. Deleting one that is not there changes nothing.
    Future<Void> delete(TenantId tenant);
}
