package dev.landlord.controller.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.ledger.Ledger;
import dev.landlord.controller.ledger.TenantLedger;
import dev.landlord.controller.policy.DesiredLimits;
import dev.landlord.controller.policy.Policy;
import dev.landlord.controller.policy.PolicyClasses;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The real policy behind owners that crash and are replaced: what they know is what an owner knows that never crashed.
class ReplayTest {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final List<TenantId> TENANTS = List.of(new TenantId("a"), new TenantId("b"), new TenantId("c"));
    private static final int SECONDS = 180;

    private Instant now = START;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void anOwnerThatCrashedKnowsWhatOneKnowsThatDidNot(long seed) {
        var random = new Random(seed);
        var steady = new Owner();
        var crashing = new Owner();
        var load = new TreeMap<TenantId, Double>();
        var usec = new TreeMap<TenantId, Long>();
        for (int second = 1; second <= SECONDS; second++) {
            now = START.plusSeconds(second);
            for (var tenant : TENANTS) {
                if (random.nextInt(20) == 0) {
                    load.put(tenant, random.nextDouble() * 3);
                }
                var sample = sample(tenant, second, usec.merge(tenant, (long) (load.getOrDefault(tenant, 0.2) * 1e6), Long::sum));
                steady.hear(sample);
                crashing.hear(sample);
            }
            if (random.nextInt(15) == 0) {
                crashing.crashAndStartAgain();
                // A take-over also says what is desired again, which the other one must do too for both to count alike from here.
                steady.crashAfterSaving();
            }
            steady.tick();
            crashing.tick();

            for (var tenant : TENANTS) {
                assertThat(essence(crashing.state(tenant))).as("tenant %s after %d s", tenant, second).isEqualTo(essence(steady.state(tenant)));
                assertThat(Ledger.told(crashing.ledger(tenant))).as("tenant %s after %d s", tenant, second)
                    .isEqualTo(Ledger.told(steady.ledger(tenant)));
            }
        }
        assertThat(crashing.terms).isGreaterThan(5);
        assertThat(crashing.partition.journal).as("something was decided").anyMatch(line -> line.startsWith("send"));
        assertThat(new HashSet<>(crashing.partition.ledger)).as("records of the ledger").hasSizeGreaterThan(TENANTS.size() * 2)
            .isEqualTo(new HashSet<>(steady.partition.ledger));
    }

    /// All but what a change of owner changes: epochs, generations, and decisions still to be told.
    private static List<Object> essence(TenantState state) {
        Map<NodeId, Limits> limits = state.limits().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> limits(entry.getValue())));
        return List.of(state.spec(), state.meters(), state.resources(), limits, state.isolation(), state.numbers().decisions());
    }

    private static Limits limits(DesiredLimits desired) {
        return desired.limits();
    }

    private static UsageSample sample(TenantId tenant, int second, long usec) {
        var meters = new Meters(usec, 0L, 0L, 0L, 4096L, 4096L, 0L, 0L, 1L, 0L, 0L, 0L, 0L);
        return new UsageSample(tenant, new NodeId("n1"), "boot", 1, second, START.plusSeconds(second), 1000, meters, null,
            List.of(new WorkloadSample("w", "/landlord/" + tenant + "/w", 1, WorkloadSample.Origin.OWN, START, meters, List.of())), Map.of());
    }

    /// One partition and whoever owns it.
    private final class Owner implements Declarations {
        private final FakePartition partition = new FakePartition();
        private final TreeMap<TenantId, TenantSpec> declared = new TreeMap<>();
        private PartitionTenants tenants;
        private PartitionTerm term;
        private int terms;

        Owner() {
            TENANTS.forEach(id -> declared.put(id, new TenantSpec(id, 1, "strict", new Quota(0.5, null, null, null), null, List.of(), Map.of())));
            begin();
        }

        private void begin() {
            var metrics = new EngineMetrics(new SimpleMeterRegistry());
            partition.now = now;
            tenants = new PartitionTenants(new Policy(PolicyClasses.builtIn())::step, this::node, metrics);
            term = new PartitionTerm(0, partition.open(), partition, tenants, this, _ -> true, () -> now, Duration.ofSeconds(7), metrics);
            term.begin("owner");
            terms++;
        }

        void hear(UsageSample sample) {
            partition.now = now;
            partition.publish(sample);
        }

        void tick() {
            term.tick();
        }

        /// Whatever was not written is lost with the memory.
        void crashAndStartAgain() {
            term.stop();
            begin();
        }

        /// The same with nothing to lose: its state goes over as it is.
        void crashAfterSaving() {
            var states = new ArrayList<StateRecord.Snapshot>();
            TENANTS.forEach(tenant -> states.add(new StateRecord.Snapshot(terms, term.position(), state(tenant), ledger(tenant))));
            term.stop();
            states.forEach(partition::write);
            begin();
        }

        TenantLedger ledger(TenantId tenant) {
            return tenants.ledger(tenant).orElseThrow();
        }

        TenantState state(TenantId tenant) {
            return tenants.state(tenant).orElseThrow();
        }

        @Override
        public SortedMap<TenantId, TenantSpec> all() {
            return declared;
        }

        @Override
        public Optional<NodeReport> node(NodeId node) {
            var can = NodeReport.Capability.YES;
            return Optional.of(new NodeReport(node, "boot", 1, START, NodeReport.State.UP, "1", "Linux", NodeReport.CgroupMode.V2, Map.of(),
                NodeReport.Mode.ENFORCE, 1000, new NodeReport.Capacity(2, 1 << 30), null, Map.of("limit.cpu", can), null, null, List.of()));
        }

        @Override
        public Collection<NodeReport> nodes() {
            return List.of(node(new NodeId("n1")).orElseThrow());
        }
    }
}
