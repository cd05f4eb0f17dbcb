package dev.landlord.controller.engine;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.ActionRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Requests that came before the declaration of their tenant: the two travel in different topics, so a person who declares a tenant and
/// at once asks for something may be heard in the other order. They wait until they expire; when [#MOST] wait, a further one is refused.
final class EarlyRequests {
    static final int MOST = 256;

    private final List<ActionRequest> waiting = new ArrayList<>();

    /// @return whether there was room
    boolean add(ActionRequest request) {
        return waiting.size() < MOST && waiting.add(request);
    }

    /// Takes out what waits for a tenant, in the order in which it came.
    List<ActionRequest> take(TenantId tenant) {
        var taken = waiting.stream().filter(request -> request.tenant().equals(tenant)).toList();
        waiting.removeAll(taken);
        return taken;
    }

    /// Drops what is too late now.
    ///
    /// @return how many those are
    int expire(Instant now) {
        int before = waiting.size();
        waiting.removeIf(request -> !now.isBefore(request.expiresAt()));
        return before - waiting.size();
    }
}
