package dev.landlord.controller.engine;

import dev.landlord.controller.ledger.Ledger;
import dev.landlord.controller.ledger.TenantLedger;
import dev.landlord.controller.policy.Policy;
import dev.landlord.controller.policy.PolicyClasses;
import dev.landlord.controller.policy.PolicyEvent;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// How long it takes to encode what is saved of a tenant on many nodes, with five workloads on each. A measurement, not a test, so its name keeps it
/// out of the usual run: `mvn verify -pl controller -am -Dtest=SnapshotCost -Dsurefire.failIfNoSpecifiedTests=false`.
class SnapshotCost {
    private static final int WORKLOADS = 5;
    private static final int ROUNDS = 20;
    private static final Instant BEGAN = Instant.parse("2026-11-22T10:00:00Z");
    private static final TenantId WIDE = new TenantId("wide");

    @Test
    void measure() {
        for (int nodes : new int[] {10, 100, 1_000, 4_000}) {
            var snapshot = new StateRecord.Snapshot(7, new Offsets(1, 2, 3), state(nodes), ledger(nodes));
            var millis = new double[ROUNDS];
            int bytes = 0;
            for (int round = 0; round < ROUNDS; round++) {
                long began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                bytes = StateCodec.encode(snapshot).length;
                millis[round] = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - began) / 1e6;
            }
            double first = millis[0];
            Arrays.sort(millis);
            System.out.printf("%,d nodes: %,d bytes; CPU %.1f ms the first time, median %.1f, most %.1f%n", nodes, bytes, first, millis[ROUNDS / 2],
                millis[ROUNDS - 1]);
        }
    }

    private static TenantState state(int nodes) {
        var policy = new Policy(PolicyClasses.builtIn());
        var quota = new Quota(1e6, 1L << 50, 1_000_000L, 1L << 50);
        var state = policy.step(TenantState.initial(WIDE), new PolicyEvent.TookOver(BEGAN, 1)).state();
        state = policy.step(state, new PolicyEvent.Declared(BEGAN, new TenantSpec(WIDE, 1, "standard", quota, null, List.of(), Map.of()))).state();
        for (int round = 1; round <= 2; round++) {
            for (int node = 0; node < nodes; node++) {
                state = policy.step(state, new PolicyEvent.Sampled(BEGAN.plusSeconds(60L * round), sample(node, round))).state();
            }
        }
        return state;
    }

    private static TenantLedger ledger(int nodes) {
        var ledger = TenantLedger.of(WIDE);
        for (int round = 1; round <= 2; round++) {
            for (int node = 0; node < nodes; node++) {
                ledger = Ledger.book(ledger, sample(node, round), BEGAN.plusSeconds(60L * round)).ledger();
            }
        }
        return ledger;
    }

    private static UsageSample sample(int node, long round) {
        var meters = new Meters(700_001 * round, 0L, 0L, 0L, 1L << 30, 1L << 29, 1_000_000 * round, 0L, 12L, 4096 * round, 0L, round, 0L);
        var workloads = IntStream.range(0, WORKLOADS).mapToObj(i -> new WorkloadSample("train-" + i, "/landlord/wide/train-" + i, 4711 + i,
            WorkloadSample.Origin.OWN, Instant.EPOCH, meters, List.of())).toList();
        return new UsageSample(WIDE, new NodeId("node-%04d".formatted(node)), "0c1a8b9e-3f5d-4d1e-9a57-6f2f3c8b7a10", 1, round,
            BEGAN.plusSeconds(60 * round), round == 1 ? 0 : 60_000, null, meters, 7L, null, workloads, Map.of());
    }
}
