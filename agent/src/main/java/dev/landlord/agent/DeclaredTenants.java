package dev.landlord.agent;

import dev.landlord.agent.actuate.Enforcement;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.TenantSpec;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells enforcement what is new in the list of tenants. Before that is known, those of the last run count, whose ceilings stand; what is held of
/// others stays until it is sure that they are none. For one context.
final class DeclaredTenants {
    private static final Logger LOG = LoggerFactory.getLogger(DeclaredTenants.class);

    private final Enforcement enforcement;
    private Map<TenantId, TenantSpec> known = Map.of();
    private boolean isSure;

    DeclaredTenants(Enforcement enforcement) {
        this.enforcement = enforcement;
    }

    /// @param tenants all that were declared when an earlier run knew; before the first [#are]
    void wereLast(List<TenantSpec> tenants) {
        LOG.info("{} tenants were declared when this node last heard of them; they are metered until Kafka tells more", tenants.size());
        tenants.forEach(enforcement::declare);
        known = byId(tenants);
    }

    /// @param tenants all that are declared
    void are(List<TenantSpec> tenants) {
        LOG.info("{} tenants are declared", tenants.size());
        var now = byId(tenants);
        var before = known;
        now.values().stream().filter(spec -> !spec.equals(before.get(spec.id()))).forEach(enforcement::declare);
        if (!isSure) {
            enforcement.declaredOnly(now.keySet());
            isSure = true;
        }
        before.keySet().stream().filter(id -> !now.containsKey(id)).forEach(enforcement::undeclare);
        known = now;
    }

    private static Map<TenantId, TenantSpec> byId(List<TenantSpec> tenants) {
        return tenants.stream().collect(Collectors.toMap(TenantSpec::id, Function.identity()));
    }
}
