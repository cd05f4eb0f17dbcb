package dev.landlord.launcher.house;

import dev.landlord.launcher.client.ControllerClient;
import dev.landlord.protocol.TenantId;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What was decided about a tenant, as the API tells it, the oldest first.
record Decisions(ControllerClient client) {
    List<JsonNode> of(TenantId tenant) {
        return client.get("/tenants/%s/decisions?limit=100".formatted(tenant)).path("decisions").valueStream().toList().reversed();
    }

    /// What was decided, e.g. `warn`; without what the agent answered and what changed in the isolation.
    List<String> actions(TenantId tenant) {
        return of(tenant).stream().map(decision -> decision.path("action").asString(""))
            .filter(List.of("warn", "throttle", "release", "evict", "evicted")::contains).toList();
    }

    long count(TenantId tenant, String action) {
        return actions(tenant).stream().filter(action::equals).count();
    }
}
