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

/// Tells enforcement what is new in the list of tenants. For one context.
final class DeclaredTenants {
    private static final Logger LOG = LoggerFactory.getLogger(DeclaredTenants.class);

    private final Enforcement enforcement;
    private Map<TenantId, TenantSpec> known;

    DeclaredTenants(Enforcement enforcement) {
        this.enforcement = enforcement;
    }

    /// @param tenants all that are declared
    void are(List<TenantSpec> tenants) {
        LOG.info("{} tenants are declared", tenants.size());
        var now = tenants.stream().collect(Collectors.toMap(TenantSpec::id, Function.identity()));
        var before = known == null ? Map.<TenantId, TenantSpec>of() : known;
        now.values().stream().filter(spec -> !spec.equals(before.get(spec.id()))).forEach(enforcement::declare);
        if (known == null) {
            enforcement.declaredOnly(now.keySet());
        }
        before.keySet().stream().filter(id -> !now.containsKey(id)).forEach(enforcement::undeclare);
        known = now;
    }
}
