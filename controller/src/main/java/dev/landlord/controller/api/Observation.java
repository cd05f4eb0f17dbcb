package dev.landlord.controller.api;

import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;

/// Health and metrics: how the controller itself fares, for probes and for Prometheus.
final class Observation {
    private final Ports ports;
    private final Streams streams;
    private final HouseMetrics house = new HouseMetrics();

    Observation(Ports ports, Streams streams) {
        this.ports = ports;
        this.streams = streams;
    }

    void start() {
        ports.metrics().getPrometheusRegistry().register(house);
        new JvmMemoryMetrics().bindTo(ports.metrics());
        new JvmThreadMetrics().bindTo(ports.metrics());
        new ProcessorMetrics().bindTo(ports.metrics());
        new UptimeMetrics().bindTo(ports.metrics());
    }

    void stop() {
        ports.metrics().getPrometheusRegistry().unregister(house);
    }

    /// Times every call by method and status; paths are left out, for anybody can make up new ones. Event streams last as long as
    /// somebody looks, so they are not timed.
    void time(RoutingContext call) {
        if (call.normalizedPath().endsWith("/stream")) {
            call.next();
            return;
        }
        long began = System.nanoTime();
        call.addEndHandler(_ -> ports.metrics()
            .timer("landlord.controller.http", "method", call.request().method().name(), "status", Integer.toString(call.response().getStatusCode()))
            .record(Duration.ofNanos(System.nanoTime() - began)));
        call.next();
    }

    void live(RoutingContext call) {
        Answers.json(call, 200, new Health("up", List.of(), "", null));
    }

    void ready(RoutingContext call) {
        var waitingFor = ports.readiness().waitingFor();
        var history = ports.readiness().history().orElse(null);
        if (waitingFor.isEmpty()) {
            Answers.json(call, 200, new Health("ready", waitingFor, "", history));
        } else {
            Answers.json(call, 503, new Health("waiting", waitingFor, ports.readiness().detail(), history));
        }
    }

    void metrics(RoutingContext call) {
        var now = ports.clock().instant();
        house.read(new HouseMetrics.Reading(ports.house().tenants(now), ports.house().nodes(now), ports.house().counters(), streams.open(),
            streams.slow(), streams.refused()));
        Answers.onWorker(call, () -> Buffer.buffer(ports.metrics().scrape()))
            .onSuccess(text -> call.response().putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8").end(text))
            .onFailure(call::fail);
    }
}
