package dev.landlord.controller.engine;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A partition in memory and its owner under the [ScriptedPolicy], term after term, by a clock that is moved by hand; tenants A and B are
/// declared.
final class OwnedPartition implements Declarations {
    static final TenantId A = new TenantId("tenant-a");
    static final TenantId B = new TenantId("tenant-b");
    private static final Duration SAVE_EVERY = Duration.ofSeconds(2);

    final FakePartition partition = new FakePartition();
    final ScriptedPolicy policy = new ScriptedPolicy();
    final SortedMap<TenantId, TenantSpec> declared = new TreeMap<>(Map.of(A, spec(A), B, spec(B)));
    final Map<NodeId, NodeReport> nodes = new TreeMap<>();
    /// The term that was begun last, and how it ends.
    PartitionTerm term;
    Future<TermEnd> end;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Instant now = Instant.parse("2026-11-22T10:00:05Z");

    @Override
    public SortedMap<TenantId, TenantSpec> all() {
        return declared;
    }

    @Override
    public Optional<NodeReport> node(NodeId node) {
        return Optional.ofNullable(nodes.get(node));
    }

    @Override
    public Collection<NodeReport> nodes() {
        return nodes.values();
    }

    /// Begins another term; what is under way of an earlier one stays so.
    void begin() {
        var metrics = new EngineMetrics(registry);
        term = new PartitionTerm(0, partition.open(), partition, new PartitionTenants(policy, this::node, metrics), this, _ -> true,
            () -> now, SAVE_EVERY, metrics);
        end = term.begin("test");
    }

    Instant now() {
        return now;
    }

    /// Lets time pass in which nobody owns the partition.
    void later(Duration duration) {
        now = now.plus(duration);
        partition.now = now;
    }

    void second() {
        pass(1);
    }

    void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now = now.plusSeconds(1);
            partition.now = now;
            term.tick();
        }
    }

    /// Publishes a tenant's samples of these sequence numbers.
    void sample(TenantId tenant, long firstSeq, long lastSeq) {
        for (long seq = firstSeq; seq <= lastSeq; seq++) {
            partition.publish(sample(tenant, seq));
        }
    }

    static UsageSample sample(TenantId tenant, long seq) {
        return new UsageSample(tenant, new NodeId("n1"), "boot", 1, seq, Instant.EPOCH, 1000, null, null, List.of(), Map.of());
    }

    static TenantSpec spec(TenantId tenant) {
        return new TenantSpec(tenant, 1, "strict", null, null, List.of(), Map.of());
    }

    double counter(String name) {
        return registry.get("landlord.controller." + name).counter().count();
    }

    double skipped(Topic topic, String reason) {
        return registry.get("landlord.controller.skipped").tags("topic", topic.name().toLowerCase(Locale.ROOT), "reason", reason)
            .counter().count();
    }
}
