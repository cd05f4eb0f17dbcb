package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    @Test
    void aStateComesBackFromJsonAsItWas() {
        var policy = new Policy(PolicyClasses.builtIn());
        var at = Instant.parse("2026-11-22T10:00:00Z");
        var tenant = new TenantId("tenant-b");
        var state = TenantState.initial(tenant);
        state = policy.step(state, new PolicyEvent.TookOver(at, 812)).state();
        state = policy.step(state, new PolicyEvent.Declared(at,
            new TenantSpec(tenant, 1, "strict", new Quota(0.5, 268435456L, null, null), null, List.of(), Map.of()))).state();
        for (int i = 0; i < 5; i++) {
            var own = new Meters(i * 1_234_567L, 0L, 0L, 0L, 1L, 1L, 1L, 0L, 3L, 0L, 0L, 0L, 0L);
            state = policy.step(state, new PolicyEvent.Sampled(at.plusMillis(i * 1003L), new UsageSample(tenant, new NodeId("n1"), "boot", 1, i,
                at.plusMillis(i * 1001L), i == 0 ? 0 : 1001, own, null, List.of(), Map.of()))).state();
        }
        assertThat(state.resource(Resource.CPU).score()).isPositive();
        assertThat(Restored.of(state)).isEqualTo(state);
    }
}
