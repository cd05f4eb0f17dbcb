package dev.landlord.controller.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.policy.Effect;
import dev.landlord.controller.policy.Policy;
import dev.landlord.controller.policy.PolicyClasses;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.TenantSpec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PartitionTenantsTest {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final TenantId TENANT = new TenantId("a");
    private static final TenantSpec SPEC = new TenantSpec(TENANT, 1, "strict", new Quota(1.0, null, null, null), null, List.of(), Map.of());
    private static final long EPOCH = 7;

    private final PartitionTenants tenants = new PartitionTenants(new Policy(PolicyClasses.builtIn())::step, _ -> Optional.empty(),
        new EngineMetrics(new SimpleMeterRegistry()));

    /// Orders and decisions are known by their numbers, to agents that remember orders above all. Found by simulation, seed 13.
    @Test
    void aTenantThatIsDeletedAndDeclaredAgainInOneTermIsNumberedOn() {
        var ids = new ArrayList<String>();
        tenants.tookOver(START, EPOCH);
        for (int second = 0; second < 3; second++) {
            var now = START.plusSeconds(second);
            tenants.declared(now, TENANT, Optional.of(SPEC), EPOCH);
            tenants.declared(now, TENANT, Optional.empty(), EPOCH);
            ids.addAll(tenants.take(true).effects().stream().filter(Effect.Publish.class::isInstance)
                .map(effect -> ((Effect.Publish) effect).decision()).map(Decision::id).toList());
            tenants.tick(now);
            assertThat(tenants.take(true).gone()).containsExactly(TENANT);
        }
        assertThat(ids).doesNotHaveDuplicates().hasSize(6);
    }
}
