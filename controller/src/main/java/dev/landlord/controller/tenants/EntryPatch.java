package dev.landlord.controller.tenants;

import dev.landlord.protocol.document.Parsed;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.Budget;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.quantity.ByteRate;
import dev.landlord.protocol.quantity.Bytes;
import dev.landlord.protocol.quantity.Cpu;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Changes a declared tenant by a JSON merge patch (RFC 7396) over its entry as it would stand in `tenants.yaml`.
public final class EntryPatch {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private EntryPatch() {
    }

    /// @return the patched entry after all the checks of the file; problems have line 0
    public static Parsed<TenantEntry> apply(TenantSpec declared, ObjectNode patch, Set<String> classes) {
        var merged = merge(written(declared), patch);
        var parsed = TenantsFile.parseEntry(MessageCodec.mapper().writeValueAsString(merged), declared.id(), classes);
        return switch (parsed) {
            case Parsed.Accepted<TenantEntry> accepted -> accepted;
            case Parsed.Refused(var problems) ->
                new Parsed.Refused<>(problems.stream().map(problem -> problem.withoutLine()).toList());
        };
    }

    /// RFC 7396, section 2.
    private static JsonNode merge(JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            return patch;
        }
        var merged = target instanceof ObjectNode object ? object.deepCopy() : NODES.objectNode();
        changes.properties().forEach(change -> {
            if (change.getValue().isNull()) {
                merged.remove(change.getKey());
            } else {
                merged.set(change.getKey(), merge(merged.get(change.getKey()), change.getValue()));
            }
        });
        return merged;
    }

    private static ObjectNode written(TenantSpec spec) {
        var entry = NODES.objectNode().put("class", spec.policyClass());
        entry.set("quota", written(spec.quota()));
        entry.put("scope", spec.scope().wire());
        entry.set("ceiling", written(spec.ceiling()));
        if (spec.budget() != null) {
            entry.set("budget", written(spec.budget()));
        }
        var rules = entry.putArray("match");
        spec.match().forEach(rule -> {
            var written = rules.addObject().put("cgroup", rule.cgroup());
            if (rule.priority() != null) {
                written.put("priority", rule.priority());
            }
        });
        var labels = entry.putObject("labels");
        spec.labels().forEach(labels::put);
        return entry;
    }

    private static ObjectNode written(Budget budget) {
        var amounts = NODES.objectNode();
        if (budget.cpuHours() != null) {
            amounts.put("cpuHours", budget.cpuHours());
        }
        if (budget.memoryGibHours() != null) {
            amounts.put("memoryGibHours", budget.memoryGibHours());
        }
        return amounts.put("per", budget.per().wire());
    }

    private static ObjectNode written(Quota quota) {
        var amounts = NODES.objectNode();
        if (quota.cpuCores() != null) {
            amounts.put("cpu", Cpu.ofCores(quota.cpuCores()).toString());
        }
        if (quota.memoryBytes() != null) {
            amounts.put("memory", new Bytes(quota.memoryBytes()).toString());
        }
        if (quota.pids() != null) {
            amounts.put("pids", quota.pids());
        }
        if (quota.ioBytesPerSecond() != null) {
            amounts.put("io", new ByteRate(quota.ioBytesPerSecond()).toString());
        }
        return amounts;
    }
}
