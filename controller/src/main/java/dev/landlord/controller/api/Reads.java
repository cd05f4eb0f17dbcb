package dev.landlord.controller.api;

import dev.landlord.controller.view.ExplanationView;
import dev.landlord.controller.view.NodeView;
import dev.landlord.controller.view.TenantView;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Decision;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;

/// The calls that only look.
final class Reads {
    static final int MOST_DECISIONS = 200;
    private static final int DECISIONS = 100;

    private final Ports ports;

    Reads(Ports ports) {
        this.ports = ports;
    }

    void tenants(RoutingContext call) {
        Answers.largeJson(call, new Tenants(ports.house().tenants(now())));
    }

    void tenant(RoutingContext call) {
        var id = Asked.tenant(call);
        tenant(call, 200, ports.house().tenant(id, now()).orElseThrow(() -> noTenant(id)));
    }

    /// Answers with a tenant, its version as `ETag` for a later `If-Match`.
    static void tenant(RoutingContext call, int status, TenantView tenant) {
        if (tenant.version() != null) {
            call.response().putHeader("ETag", "\"" + tenant.version() + "\"");
        }
        Answers.json(call, status, tenant);
    }

    void explain(RoutingContext call) {
        var id = Asked.tenant(call);
        ExplanationView explanation = ports.house().explain(id, now()).orElseThrow(() -> noTenant(id));
        Answers.json(call, 200, explanation);
    }

    void decisions(RoutingContext call) {
        var id = Asked.tenant(call);
        int limit = Asked.limit(call, DECISIONS, MOST_DECISIONS);
        Answers.largeJson(call, new Decisions(ports.house().decisions(id, limit).orElseThrow(() -> noTenant(id))));
    }

    void nodes(RoutingContext call) {
        Answers.largeJson(call, new Nodes(ports.house().nodes(now())));
    }

    void node(RoutingContext call) {
        var id = Asked.node(call);
        Answers.json(call, 200, ports.house().node(id, now())
            .orElseThrow(() -> new Refusal(404, "node-not-found", "no agent has reported from a node '%s'".formatted(id))));
    }

    /// A tenant that is not there; or the tenants have not been read yet.
    RuntimeException noTenant(TenantId id) {
        ports.requireTenants();
        return new Refusal(404, "tenant-not-found", "there is no tenant '%s'".formatted(id));
    }

    private Instant now() {
        return ports.clock().instant();
    }

    private record Tenants(List<TenantView> tenants) {
    }

    private record Nodes(List<NodeView> nodes) {
    }

    private record Decisions(List<Decision> decisions) {
    }
}
