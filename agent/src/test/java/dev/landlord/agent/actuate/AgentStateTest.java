package dev.landlord.agent.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.landlord.agent.enforce.Desire;
import dev.landlord.agent.enforce.Lease;
import dev.landlord.agent.enforce.Now;
import dev.landlord.agent.enforce.OrderRecord;
import dev.landlord.agent.enforce.ProcessIdentity;
import dev.landlord.agent.enforce.Term;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Command.Evict;
import dev.landlord.protocol.message.Command.Fence;
import dev.landlord.protocol.message.Command.Throttle;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentStateTest {
    private static final TenantId TENANT = new TenantId("tenant-b");
    private static final NodeId NODE = new NodeId("n1");
    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");
    private static final Throttle THROTTLE =
        new Throttle(NODE, TENANT, 812, 3, AT, 60_000,
            Limits.ofCpu(0.5).withMemoryBytes(1L << 30).withPids(20L).withFrozen(true).withCpuWeight(25L).withIoBytesPerSecond(1L << 20),
            new Reason("cpu.overuse", "x"));

    @TempDir
    Path directory;

    private AgentState open() throws IOException {
        return AgentState.open(directory, "boot-1");
    }

    @Test
    void whatIsDesiredIsFoundAgainWithTheLeaseThatIsLeft() throws IOException {
        try (var state = open()) {
            state.keep(TENANT, Desire.NOTHING.under(Limits.ofCpu(2)).with(THROTTLE, Lease.fromReceipt(THROTTLE, 0)));
        }
        try (var state = open()) {
            var found = state.desires(new Now(AT.plusSeconds(50), 0)).get(TENANT);
            assertThat(found.highest()).contains(new Term(812, 3));
            assertThat(found.limits()).isEqualTo(THROTTLE.limits());
            assertThat(found.ceiling()).isEqualTo(Limits.ofCpu(2));
            assertThat(found.inForce().orElseThrow().lease().endNanos()).isEqualTo(10_000_000_000L);

            state.keep(TENANT, found.lifted().refusing(THROTTLE));
        }
        try (var state = open()) {
            assertThat(state.desires(new Now(AT, 0)).get(TENANT).limits()).isEqualTo(Limits.NONE);
            state.keep(TENANT, Desire.NOTHING);
            assertThat(state.desires(new Now(AT, 0))).containsEntry(TENANT, Desire.NOTHING);
            state.forget(TENANT);
            assertThat(state.desires(new Now(AT, 0))).isEmpty();
        }
    }

    @Test
    void ordersAreFoundAgainTheEldestFirst() throws IOException {
        var order = new Evict(NODE, TENANT, "o2", 812, AT, 1_000, 100, new Fence("boot-1", "w", "/landlord/tenant-b/w", 4_711), new Reason("x", ""));
        var other = new Evict(NODE, TENANT, "o1", 812, AT, 1_000, 100, new Fence("boot-1", "w", "/landlord/tenant-b/w", 4_711), new Reason("x", ""));
        var begun = OrderRecord.accepted(order, AT, List.of(new ProcessIdentity(42, 4_242))).asked(AT.plusMillis(300));
        var done = OrderRecord.accepted(other, AT.plusSeconds(1), List.of())
            .answered(new Ack(NODE, TENANT, 812, null, "o1", Ack.Outcome.REJECTED, "fence", null, null, null, AT)).asDelivered();
        try (var state = open()) {
            state.keep(done);
            state.keep(begun);
        }
        try (var state = open()) {
            assertThat(state.orders()).containsExactly(begun, done);
            state.forget(done);
            assertThat(state.orders()).containsExactly(begun);
        }
    }

    @Test
    void oneAgentAtATime() throws IOException {
        try (var _ = open()) {
            assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("stop that one first");
        }
        open().close();
    }

    @Test
    void aThrottleThatCannotBeReadIsForgotten() throws IOException {
        try (var state = open()) {
            state.keep(TENANT, Desire.NOTHING.with(THROTTLE, Lease.ENDLESS));
            Files.writeString(directory.resolve("throttles").resolve("tenant-b.json"), "{\"tenant\":");
            assertThat(state.desires(new Now(AT, 0))).isEmpty();
        }
    }
}
