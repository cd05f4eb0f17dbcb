package dev.landlord.controller.policy;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Decision;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A decision before it gets its id and time.
///
/// @param text   a sentence
/// @param inputs figures by name, units in the names; see [#with]
record DecisionDraft(
    Decision.Action action,
    String rule,
    String text,
    Resource resource,
    NodeId node,
    String workload,
    String before,
    String after,
    Map<String, Object> inputs,
    Decision.Cause cause
) {
    static DecisionDraft of(Decision.Action action, String rule, String text, Decision.Cause cause) {
        return new DecisionDraft(action, rule, text, null, null, null, null, null, Map.of(), cause);
    }

    DecisionDraft about(Resource newResource) {
        return new DecisionDraft(action, rule, text, newResource, node, workload, before, after, inputs, cause);
    }

    DecisionDraft on(NodeId newNode) {
        return new DecisionDraft(action, rule, text, resource, newNode, workload, before, after, inputs, cause);
    }

    DecisionDraft ofWorkload(String newWorkload) {
        return new DecisionDraft(action, rule, text, resource, node, newWorkload, before, after, inputs, cause);
    }

    DecisionDraft from(String newBefore, String newAfter) {
        return new DecisionDraft(action, rule, text, resource, node, workload, newBefore, newAfter, inputs, cause);
    }

    /// One more figure; null is left out. Whole numbers take the form that they have after a way through JSON, so that a restored
    /// decision equals the one that was stored.
    DecisionDraft with(String name, Object figure) {
        if (figure == null) {
            return this;
        }
        var more = new LinkedHashMap<>(inputs);
        more.put(name, asInJson(figure));
        return new DecisionDraft(action, rule, text, resource, node, workload, before, after, more, cause);
    }

    private static Object asInJson(Object figure) {
        return switch (figure) {
            case Long whole when whole == whole.intValue() -> whole.intValue();
            case List<?> list -> list.stream().map(DecisionDraft::asInJson).toList();
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<Object, Object>();
                map.forEach((key, value) -> copy.put(key, asInJson(value)));
                yield copy;
            }
            case Number number -> number;
            case Boolean flag -> flag;
            default -> figure.toString();
        };
    }

    Decision decision(String id, TenantId tenant, Instant at) {
        return new Decision(id, tenant, at, action, rule, text, resource, node, workload, before, after, inputs, cause);
    }
}
