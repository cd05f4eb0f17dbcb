package dev.landlord.controller.ports;

import dev.landlord.protocol.message.ActionRequest;
import io.vertx.core.Future;

/// Sends actions by hand on their way to the controller that owns the tenant.
public interface RequestWriter {
    /// The future completes when the broker has acknowledged the request, which says nothing about what becomes of it; it fails
    /// with [Unavailable] when that takes too long.
    Future<Void> submit(ActionRequest request);
}
