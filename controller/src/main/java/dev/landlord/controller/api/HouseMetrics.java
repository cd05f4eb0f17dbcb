package dev.landlord.controller.api;

import dev.landlord.controller.view.HouseCounters;
import dev.landlord.controller.view.NodeView;
import dev.landlord.controller.view.TenantView;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Tenants, nodes and the read model for Prometheus, from the last [Reading]. What is not known has no sample.
final class HouseMetrics implements MultiCollector {
    private static final String HOLDS = ", over all nodes, or on each where the scope is node.";

    private volatile Reading reading = Reading.EMPTY;

    /// The house at one moment, safe to read on another thread.
    record Reading(List<TenantView> tenants, List<NodeView> nodes, HouseCounters counters, int streams, long streamsSlow, long streamsRefused) {
        static final Reading EMPTY = new Reading(List.of(), List.of(), new HouseCounters(0, 0, 0, 0, 0), 0, 0, 0);
    }

    void read(Reading newer) {
        reading = newer;
    }

    @Override
    public MetricSnapshots collect() {
        var now = reading;
        var metrics = new ArrayList<MetricSnapshot>();
        metrics.add(ofTenants(now, "landlord_tenant_use_cpu_cores", "Cores in use.", tenant -> tenant.usage().cpuCores()));
        metrics.add(ofTenants(now, "landlord_tenant_use_memory_bytes", "Working set in use.", tenant -> tenant.usage().memoryBytes()));
        metrics.add(ofTenants(now, "landlord_tenant_use_pids", "Processes and threads.", tenant -> tenant.usage().pids()));
        metrics.add(ofTenants(now, "landlord_tenant_use_io_bytes_per_second", "Block device bytes a second.",
            tenant -> tenant.usage().ioBytesPerSecond()));
        metrics.add(ofTenants(now, "landlord_tenant_quota_cpu_cores", "Cores that may be used" + HOLDS,
            tenant -> tenant.quota() == null ? null : tenant.quota().cpuCores()));
        metrics.add(ofTenants(now, "landlord_tenant_quota_memory_bytes", "Working set that may be used" + HOLDS,
            tenant -> tenant.quota() == null ? null : tenant.quota().memoryBytes()));
        metrics.add(ofTenants(now, "landlord_tenant_quota_pids", "Processes and threads that there may be" + HOLDS,
            tenant -> tenant.quota() == null ? null : tenant.quota().pids()));
        metrics.add(ofTenants(now, "landlord_tenant_quota_io_bytes_per_second", "Block device bytes a second that may be used" + HOLDS,
            tenant -> tenant.quota() == null ? null : tenant.quota().ioBytesPerSecond()));
        metrics.add(ofTenants(now, "landlord_tenant_score", "Use above quota integrated over time, 0 to 100: at 100 it is answered.",
            tenant -> tenant.enforcement() == null ? null : tenant.enforcement().score()));
        metrics.add(states(now));
        metrics.add(nodes(now));
        metrics.addAll(controller(now));
        return new MetricSnapshots(metrics);
    }

    private static GaugeSnapshot ofTenants(Reading now, String name, String help, Function<TenantView, Number> figure) {
        var gauge = GaugeSnapshot.builder().name(name).help(help);
        for (var tenant : now.tenants()) {
            var value = figure.apply(tenant);
            if (value != null) {
                gauge.dataPoint(point(value.doubleValue(), Labels.of("tenant", tenant.id().value())));
            }
        }
        return gauge.build();
    }

    private static GaugeSnapshot states(Reading now) {
        var gauge = GaugeSnapshot.builder().name("landlord_tenant_state").help("1 for the state that the tenant is in.");
        now.tenants().stream().filter(tenant -> tenant.enforcement() != null).forEach(tenant -> gauge.dataPoint(
            point(1, Labels.of("tenant", tenant.id().value(), "state", tenant.enforcement().state()))));
        return gauge.build();
    }

    private static GaugeSnapshot nodes(Reading now) {
        var gauge = GaugeSnapshot.builder().name("landlord_node_up").help("1 if the node's agent reports, 0 if it stopped or fell silent.");
        now.nodes().forEach(node -> gauge.dataPoint(
            point(node.state() == NodeView.State.UP ? 1 : 0, Labels.of("node", node.id().value()))));
        return gauge.build();
    }

    private static List<MetricSnapshot> controller(Reading now) {
        return List.of(
            gauge("landlord_controller_view_tenants", "Tenants that the read model holds, those only heard of included.", now.counters().tenants()),
            gauge("landlord_controller_view_nodes", "Nodes that the read model holds.", now.counters().nodes()),
            counter("landlord_controller_view_samples_ignored", "Repeated or late samples.", now.counters().samplesIgnored()),
            counter("landlord_controller_view_overflows", "Messages left out because there were too many tenants or nodes.",
                now.counters().overflows()),
            counter("landlord_controller_view_decisions_untold", "Decisions that event streams were not told of because too many waited.",
                now.counters().decisionsUntold()),
            gauge("landlord_controller_streams", "Open event streams.", now.streams()),
            counter("landlord_controller_streams_slow", "Event streams cut because their reader did not keep up.", now.streamsSlow()),
            counter("landlord_controller_streams_refused", "Event streams turned away because there were too many.", now.streamsRefused()));
    }

    private static GaugeSnapshot gauge(String name, String help, double value) {
        return GaugeSnapshot.builder().name(name).help(help).dataPoint(point(value, Labels.EMPTY)).build();
    }

    private static CounterSnapshot counter(String name, String help, long value) {
        return CounterSnapshot.builder().name(name).help(help)
            .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder().value(value).build()).build();
    }

    private static GaugeSnapshot.GaugeDataPointSnapshot point(double value, Labels labels) {
        return GaugeSnapshot.GaugeDataPointSnapshot.builder().value(value).labels(labels).build();
    }
}
