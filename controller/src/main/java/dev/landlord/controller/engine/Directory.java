package dev.landlord.controller.engine;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.TenantSpec;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The tenants and nodes as the compacted topics tell. [#all] may be asked from any thread, the rest from the event loop only.
public final class Directory implements Declarations {
    private static final Logger LOG = LoggerFactory.getLogger(Directory.class);

    private final EngineMetrics metrics;
    private final Skips skips;
    private final List<Listener> listeners = new ArrayList<>();
    private final TreeMap<TenantId, TenantSpec> tenants = new TreeMap<>();
    private final Map<NodeId, NodeReport> nodes = new HashMap<>();
    private final SeenOffsets seen = new SeenOffsets();
    private volatile SortedMap<TenantId, TenantSpec> published = Collections.emptySortedMap();

    /// Told of what changes, after it has.
    public interface Listener {
        /// @param spec empty: deleted
        void tenant(TenantId id, Optional<TenantSpec> spec, Instant at);

        /// @param report empty: forgotten
        void node(NodeId id, Optional<NodeReport> report, Instant at);
    }

    public Directory(EngineMetrics metrics) {
        this.metrics = metrics;
        this.skips = new Skips(metrics, LOG);
    }

    public void listen(Listener listener) {
        listeners.add(listener);
    }

    @Override
    public SortedMap<TenantId, TenantSpec> all() {
        return published;
    }

    @Override
    public Optional<NodeReport> node(NodeId node) {
        return Optional.ofNullable(nodes.get(node));
    }

    @Override
    public Collection<NodeReport> nodes() {
        return Collections.unmodifiableCollection(nodes.values());
    }

    /// Completes when this record of `landlord.tenants` has been read.
    Future<Void> seen(int partition, long offset) {
        return seen.await(partition, offset);
    }

    /// Takes records of tenants and nodes in.
    public void accept(List<Read> batch) {
        var told = new ArrayList<Runnable>();
        for (var record : batch) {
            metrics.read(record.topic());
            try {
                change(record).ifPresent(told::add);
            } catch (IllegalArgumentException e) {
                skips.skip(record, EngineMetrics.Skipped.WRONG_KEY, e.getMessage());
            }
            if (record.topic() == Topic.TENANTS) {
                seen.read(record.partition(), record.offset());
            }
        }
        published = Collections.unmodifiableSortedMap(new TreeMap<>(tenants));
        told.forEach(Runnable::run);
        seen.tell();
    }

    private Optional<Runnable> change(Read record) {
        return switch (record.value()) {
            case null -> record.topic() == Topic.TENANTS ? tenant(record, Optional.empty()) : node(record, Optional.empty());
            case Inbound.Known(TenantSpec spec) -> tenant(record, Optional.of(spec));
            case Inbound.Known(NodeReport report) -> node(record, Optional.of(report));
            case Inbound.Unreadable unreadable -> {
                skips.skip(record, unreadable);
                yield Optional.empty();
            }
            case Inbound.Known(var other) -> throw new IllegalStateException("the directory does not read " + other.topic());
            case Inbound.State _ -> throw new IllegalStateException("the directory does not read the state");
        };
    }

    private Optional<Runnable> tenant(Read record, Optional<TenantSpec> spec) {
        var id = new TenantId(record.key());
        if (spec.isPresent() && !spec.get().id().equals(id)) {
            throw new IllegalArgumentException("the value is of tenant '%s', the key is '%s'".formatted(spec.get().id(), id));
        }
        spec.ifPresentOrElse(value -> tenants.put(id, value), () -> tenants.remove(id));
        return Optional.of(() -> listeners.forEach(listener -> listener.tenant(id, spec, record.at())));
    }

    private Optional<Runnable> node(Read record, Optional<NodeReport> report) {
        var id = new NodeId(record.key());
        if (report.isPresent() && !report.get().node().equals(id)) {
            throw new IllegalArgumentException("the value is of node '%s', the key is '%s'".formatted(report.get().node(), id));
        }
        report.ifPresentOrElse(value -> nodes.put(id, value), () -> nodes.remove(id));
        return Optional.of(() -> listeners.forEach(listener -> listener.node(id, report, record.at())));
    }
}
