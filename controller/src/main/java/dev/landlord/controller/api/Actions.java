package dev.landlord.controller.api;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.document.Problem;
import dev.landlord.protocol.message.ActionRequest;
import dev.landlord.protocol.message.Limits;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// The calls that throttle, release and evict by hand: each becomes a request to the controller that owns the tenant.
final class Actions {
    /// Who acts, until there are accounts: whoever holds the token.
    static final String ACTOR = "admin";
    private static final long LONGEST_MINUTES = Duration.ofDays(7).toMinutes();
    private static final long USUAL_MINUTES = 30;
    private static final int LONGEST_REASON = 500;
    /// After this, a release or an eviction that nobody has begun is not begun any more.
    private static final Duration BEGIN_WITHIN = Duration.ofMinutes(2);

    private final Ports ports;
    private final Reads reads;

    Actions(Ports ports, Reads reads) {
        this.ports = ports;
        this.reads = reads;
    }

    void throttle(RoutingContext call) {
        var tenant = declared(call);
        var asked = Asked.body(call, Throttle.class);
        var flaws = new ArrayList<Problem>();
        checkReason(asked.reason(), flaws);
        long minutes = asked.minutes() == null ? USUAL_MINUTES : asked.minutes();
        if (minutes < 1 || minutes > LONGEST_MINUTES) {
            flaws.add(new Problem(0, "minutes", "must be from 1 to %s; leave it out for %s".formatted(LONGEST_MINUTES, USUAL_MINUTES)));
        }
        if (asked.limits() == null || asked.limits().isEmpty()) {
            flaws.add(new Problem(0, "limits", "name at least one, e.g. {\"cpuCores\": 0.5}"));
        } else {
            checkLimits(asked.limits(), flaws);
        }
        Refusal.ifAny(flaws);
        submit(call, tenant, ActionRequest.Action.THROTTLE, node(asked.node()), null, asked.limits(), asked.reason(), Duration.ofMinutes(minutes));
    }

    void release(RoutingContext call) {
        var tenant = declared(call);
        var asked = Asked.body(call, Release.class);
        var flaws = new ArrayList<Problem>();
        checkReason(asked.reason(), flaws);
        Refusal.ifAny(flaws);
        submit(call, tenant, ActionRequest.Action.RELEASE, node(asked.node()), null, null, asked.reason(), BEGIN_WITHIN);
    }

    void evict(RoutingContext call) {
        var tenant = declared(call);
        var asked = Asked.body(call, Evict.class);
        var flaws = new ArrayList<Problem>();
        checkReason(asked.reason(), flaws);
        if (asked.workload() == null || asked.workload().isBlank()) {
            flaws.add(new Problem(0, "workload", "name the workload, as 'GET /tenants/%s' shows it".formatted(tenant)));
        }
        Refusal.ifAny(flaws);
        var node = node(asked.node());
        if (!ports.house().hasWorkload(tenant, node, asked.workload(), now())) {
            throw new Refusal(404, "workload-not-found", "no fresh sample shows a workload '%s' of tenant '%s'%s"
                .formatted(asked.workload(), tenant, node == null ? "" : " on node '%s'".formatted(node)));
        }
        submit(call, tenant, ActionRequest.Action.EVICT, node, asked.workload(), null, asked.reason(), BEGIN_WITHIN);
    }

    private TenantId declared(RoutingContext call) {
        var id = Asked.tenant(call);
        Asked.flags(call);
        if (ports.directory().find(id).isEmpty()) {
            throw reads.noTenant(id);
        }
        return id;
    }

    static void checkReason(String reason, List<Problem> flaws) {
        if (reason == null || reason.isBlank() || reason.length() > LONGEST_REASON) {
            flaws.add(new Problem(0, "reason", "say why, in 1 to %s characters; it is kept with the decision".formatted(LONGEST_REASON)));
        }
    }

    private static void checkLimits(Limits limits, List<Problem> flaws) {
        if (limits.cpuCores() != null && limits.cpuCores() == 0) {
            flaws.add(new Problem(0, "limits.cpuCores", "must be above zero; to stop the tenant altogether send {\"frozen\": true}"));
        }
        if (limits.memoryBytes() != null && limits.memoryBytes() == 0) {
            flaws.add(new Problem(0, "limits.memoryBytes", "must be above zero; leave it out for no limit"));
        }
        if (limits.pids() != null && limits.pids() == 0) {
            flaws.add(new Problem(0, "limits.pids", "must be above zero; leave it out for no limit"));
        }
        if (Boolean.FALSE.equals(limits.frozen())) {
            flaws.add(new Problem(0, "limits.frozen", "can only be true; leave it out otherwise"));
        }
    }

    private NodeId node(NodeId node) {
        if (node != null && ports.house().node(node, now()).isEmpty()) {
            throw new Refusal(404, "node-not-found", "no agent has reported from a node '%s'; leave it out for every node".formatted(node));
        }
        return node;
    }

    private void submit(RoutingContext call, TenantId tenant, ActionRequest.Action action, NodeId node, String workload, Limits limits, String reason,
        Duration valid) {
        var id = "r-" + UUID.randomUUID();
        var request = new ActionRequest(id, tenant, action, node, workload, limits, ACTOR, reason, now(), now().plus(valid));
        ports.requests().submit(request).onSuccess(_ -> Answers.json(call, 202, new Taken(id))).onFailure(call::fail);
    }

    private Instant now() {
        return ports.clock().instant();
    }

    private record Throttle(Limits limits, NodeId node, String reason, Long minutes) {
    }

    private record Release(NodeId node, String reason) {
    }

    private record Evict(String workload, NodeId node, String reason) {
    }

    private record Taken(String request) {
    }
}
