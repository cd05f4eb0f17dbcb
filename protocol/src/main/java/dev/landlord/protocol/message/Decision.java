package dev.landlord.protocol.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.WireName;
import java.time.Instant;
import java.util.Map;

/// One decision with the figures it rests on. A repeated `id` is the same decision, told again after a fail-over.
///
/// @param id       unique; equal for the same decision
/// @param tenant   about whom
/// @param at       when, by the controller's clock
/// @param action   what was decided
/// @param rule     machine-readable, e.g. `cpu.overuse`
/// @param text     a sentence for people
/// @param resource which resource, or null where it is about none
/// @param node     which node, or null where it is about all
/// @param workload which workload, or null
/// @param before   the state before, e.g. `warned`
/// @param after    the state after
/// @param inputs   figures by name, units in the names
/// @param cause    who or what caused it
@JsonPropertyOrder("schema")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Decision(
    String id,
    TenantId tenant,
    Instant at,
    Action action,
    String rule,
    String text,
    Resource resource,
    NodeId node,
    String workload,
    String before,
    String after,
    Map<String, Object> inputs,
    Cause cause
) implements Message {
    public Decision {
        Checks.notBlank("id", id);
        Checks.present("tenant", tenant);
        Checks.present("at", at);
        Checks.present("action", action);
        Checks.notBlank("rule", rule);
        text = text == null ? "" : text;
        inputs = Checks.map(inputs);
        Checks.present("cause", cause);
    }

    @Override
    public Topic topic() {
        return Topic.DECISIONS;
    }

    @Override
    public String key() {
        return tenant.value();
    }

    /// What was decided.
    public enum Action implements WireName {
        DECLARED, CHANGED, DELETED, WARN, CALM, THROTTLE, RELEASE, EVICT, EVICTED, ACK, LIFTED, HELD, ISOLATION
    }

    /// Who or what caused a decision.
    ///
    /// @param kind `policy`, `person` or `agent`
    /// @param who  the class, the person's name or the node
    public record Cause(String kind, String who) {
        public Cause {
            Checks.notBlank("kind", kind);
            who = who == null ? "" : who;
        }
    }
}
