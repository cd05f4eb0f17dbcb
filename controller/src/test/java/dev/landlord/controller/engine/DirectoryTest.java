package dev.landlord.controller.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.TenantSpec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DirectoryTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final TenantId A = new TenantId("tenant-a");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Directory directory = new Directory(new EngineMetrics(registry));
    private final InboundDeserializer decoder = new InboundDeserializer();
    private long offset;

    @Test
    void holdsTheLastWordOnEachTenant() {
        directory.accept(List.of(tenant("tenant-a", spec(1)), tenant("tenant-a", spec(2)), tenant("tenant-b", null)));

        assertThat(directory.all()).containsOnlyKeys(A);
        assertThat(directory.find(A).orElseThrow().version()).isEqualTo(2);

        directory.accept(List.of(tenant("tenant-a", null)));
        assertThat(directory.all()).isEmpty();
    }

    @Test
    void aSnapshotOnceHandedOutDoesNotChange() {
        directory.accept(List.of(tenant("tenant-a", spec(1))));
        var before = directory.all();
        directory.accept(List.of(tenant("tenant-a", null)));

        assertThat(before).containsKey(A);
    }

    @Test
    void tellsAfterItHasChanged() {
        var told = new ArrayList<String>();
        directory.listen(new Directory.Listener() {
            @Override
            public void tenant(TenantId id, Optional<TenantSpec> spec, Instant at) {
                told.add("%s %s %d".formatted(id, spec.map(TenantSpec::version).orElse(null), directory.all().size()));
            }

            @Override
            public void node(NodeId id, Optional<NodeReport> report, Instant at) {
                told.add("%s %s".formatted(id, directory.node(id).isPresent()));
            }
        });

        directory.accept(List.of(tenant("tenant-a", spec(1)), read(Topic.NODES, "n1", MessageCodec.encode(report()))));
        directory.accept(List.of(tenant("tenant-a", null), read(Topic.NODES, "n1", null)));

        assertThat(told).containsExactly("tenant-a 1 1", "n1 true", "tenant-a null 0", "n1 false");
    }

    @Test
    void whatCannotBeReadOrLiesUnderAnotherKeyIsCountedAndLeavesTheRestAlone() {
        directory.accept(List.of(
            tenant("tenant-b", spec(1)),
            read(Topic.TENANTS, "../etc", null),
            read(Topic.TENANTS, "tenant-a", "{".getBytes(StandardCharsets.UTF_8)),
            read(Topic.NODES, "n2", MessageCodec.encode(report())),
            tenant("tenant-a", spec(1))));

        assertThat(directory.all()).containsOnlyKeys(A);
        assertThat(directory.nodes()).isEmpty();
        assertThat(registry.get("landlord.controller.skipped").tags("topic", "tenants", "reason", "wrong_key").counter().count()).isEqualTo(2);
        assertThat(registry.get("landlord.controller.skipped").tags("topic", "tenants", "reason", "malformed").counter().count()).isEqualTo(1);
        assertThat(registry.get("landlord.controller.skipped").tags("topic", "nodes", "reason", "wrong_key").counter().count()).isEqualTo(1);
    }

    @Test
    void whoWritesWaitsUntilItIsRead() {
        var seen = directory.seen(0, 1);
        assertThat(seen.isComplete()).isFalse();

        directory.accept(List.of(tenant("tenant-a", spec(1))));
        assertThat(seen.isComplete()).isFalse();
        directory.accept(List.of(tenant("tenant-a", spec(2))));

        assertThat(seen.succeeded()).isTrue();
        assertThat(directory.seen(0, 1).succeeded()).as("already read").isTrue();
    }

    @Test
    void waitingIsBounded() {
        var waiting = IntStream.range(0, 1_000).mapToObj(i -> directory.seen(0, 100)).toList();

        assertThat(directory.seen(0, 100).failed()).isTrue();
        assertThat(waiting).noneMatch(Future::isComplete);
    }

    private Read tenant(String key, TenantSpec spec) {
        return read(Topic.TENANTS, key, spec == null ? null : MessageCodec.encode(spec));
    }

    private Read read(Topic topic, String key, byte[] value) {
        return new Read(topic, 0, key, topic == Topic.TENANTS ? offset++ : 0, NOW, decoder.deserialize(topic.topicName(), value));
    }

    private static TenantSpec spec(long version) {
        return new TenantSpec(A, version, null, null, null, List.of(), Map.of());
    }

    private static NodeReport report() {
        return new NodeReport(new NodeId("n1"), "boot", 1, NOW, NodeReport.State.UP, "1", "Linux", NodeReport.CgroupMode.V2, Map.of(),
            NodeReport.Mode.ENFORCE, 1000, new NodeReport.Capacity(2, 1 << 30), null, Map.of(), null, null, List.of());
    }
}
