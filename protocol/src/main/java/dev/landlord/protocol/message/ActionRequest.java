package dev.landlord.protocol.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.WireName;
import java.time.Instant;

/// An action by hand on its way to the controller that owns the tenant.
///
/// @param id        unique; a repeated one is acted on once
/// @param tenant    whom it is about
/// @param action    what to do
/// @param node      where, or null for every node
/// @param workload  evict: which workload
/// @param limits    throttle: the limits, in force until `expiresAt`
/// @param actor     who asks
/// @param reason    why, in that person's words
/// @param at        when it was asked
/// @param expiresAt throttle: when it ends; release and evict: when it is too late to begin
@JsonPropertyOrder("schema")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ActionRequest(
    String id,
    TenantId tenant,
    Action action,
    NodeId node,
    String workload,
    Limits limits,
    String actor,
    String reason,
    Instant at,
    Instant expiresAt
) implements Message {
    public ActionRequest {
        Checks.notBlank("id", id);
        Checks.present("tenant", tenant);
        Checks.present("action", action);
        Checks.notBlank("actor", actor);
        Checks.notBlank("reason", reason);
        Checks.present("at", at);
        Checks.present("expiresAt", expiresAt);
        switch (action) {
            case THROTTLE -> {
                if (limits == null || limits.isEmpty()) {
                    throw new IllegalArgumentException("a throttle needs 'limits', e.g. {\"cpuCores\": 0.5}");
                }
            }
            case EVICT -> Checks.notBlank("workload", workload);
            case RELEASE -> { }
        }
    }

    @Override
    public Topic topic() {
        return Topic.REQUESTS;
    }

    @Override
    public String key() {
        return tenant.value();
    }

    /// What a person may ask for.
    public enum Action implements WireName {
        THROTTLE, RELEASE, EVICT
    }
}
