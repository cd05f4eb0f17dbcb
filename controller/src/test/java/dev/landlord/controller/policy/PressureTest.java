package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.Reason;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Whether a tenant's use shows its limits or its demand.
class PressureTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final double NEVER = 0;
    private static final double OFTEN = 0.3;

    private TenantState state = TenantState.initial(new TenantId("tenant-a"));

    @Test
    void oneNodeThatIsThrottledNearItsLimitHoldsTheScore() {
        node("n1", 1.0, 0.75, OFTEN);
        assertThat(bound()).isTrue();
    }

    @Test
    void burstsThatAreHeldUpAtLittleUseDoNot() {
        node("n1", 1.0, 0.65, OFTEN);
        assertThat(bound()).isFalse();
        node("n1", 1.0, 0.98, NEVER);
        assertThat(bound()).isFalse();
    }

    @Test
    void aSmallShareThatBindsButIsNotFilledDoesNotHoldTheRest() {
        node("n1", 0.061, 0.05, OFTEN);
        node("n2", 1.139, 0.13, NEVER);
        assertThat(bound()).as("n1 would get no larger share, so nothing would ever change").isFalse();
    }

    @Test
    void oneThatIsFilledDoesUntilItsShareHasGrown() {
        node("n1", 0.061, 0.06, OFTEN);
        node("n2", 1.139, 0.13, NEVER);
        assertThat(bound()).isTrue();
    }

    @Test
    void aSliverThatIsFilledDoesNot() {
        node("n1", 0.059, 0.059, OFTEN);
        node("n2", 1.141, 0.13, NEVER);
        assertThat(bound()).isFalse();
    }

    @Test
    void sharesThatBindOnMostNodesHoldTogether() {
        node("n1", 0.5, 0.4, OFTEN);
        node("n2", 0.4, 0.3, OFTEN);
        node("n3", 0.1, 0.01, NEVER);
        assertThat(bound()).isTrue();
    }

    private boolean bound() {
        return Pressure.bound(state, Resource.CPU, NOW);
    }

    private void node(String name, double limit, double use, double throttled) {
        var node = new NodeId(name);
        var meter = new NodeMeter("boot", 1, 1, NOW, NOW, 1000, 1000, true, new Use(use, 0L, 1L, 0L), throttled, 1.0, null, List.of(), null);
        var desired = new DesiredLimits(Limits.ofCpu(limit), 1, 1, NOW, 60_000, NOW.plusSeconds(60), NOW, 1, NOW.plusSeconds(20), 0,
            new Reason("cpu.overuse", "too much"), null, Limits.ofCpu(limit), null);
        state = state.apply(new PolicyRecord.Metered(node, meter)).apply(new PolicyRecord.LimitsMoved(node, desired));
    }
}
