package dev.landlord.controller;

import dev.landlord.controller.api.ApiServer;
import dev.landlord.controller.api.ApiSettings;
import dev.landlord.controller.api.Ports;
import dev.landlord.controller.engine.Engine;
import dev.landlord.controller.engine.EngineMetrics;
import dev.landlord.controller.engine.Guardrails;
import dev.landlord.controller.engine.KafkaClients;
import dev.landlord.controller.engine.TopicPlan;
import dev.landlord.controller.history.sqlite.History;
import dev.landlord.controller.policy.Policy;
import dev.landlord.controller.ports.Readiness;
import dev.landlord.controller.view.House;
import dev.landlord.controller.view.HouseBounds;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The controller: wires its parts together, all on one event loop. It is deployed when it serves HTTP; Kafka may come later, and
/// [#readiness] tells what is still missing.
public final class ControllerVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(ControllerVerticle.class);

    private final ControllerConfig config;
    private final InstantSource clock;
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private History history;
    private Engine engine;
    private ApiServer api;
    private int port;

    public ControllerVerticle(ControllerConfig config) {
        this(config, InstantSource.system());
    }

    /// @param clock wall clock, in UTC
    public ControllerVerticle(ControllerConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        return vertx.executeBlocking(() -> new Outside(config.kafka().clientSettings(), name())).compose(outside -> {
            var house = new House(HouseBounds.DEFAULTS);
            history = new History(vertx, config.dataDir().resolve("history.db"), clock, metrics);
            engine = new Engine(vertx, engineSettings(outside.name()), new KafkaClients(vertx, outside.kafka(), outside.name()),
                rules -> new Policy(rules)::step, house, history, clock, new EngineMetrics(metrics));
            api = new ApiServer(vertx, apiSettings(), new Ports(house, history, engine.tenants(), engine.tenantWriter(), engine.requestWriter(),
                history, engine.readiness(), engine.rules(), engine.settingWriter(), metrics, clock));
            return api.start();
        }).onSuccess(listening -> {
            port = listening;
            engine.start().onFailure(_ -> LOG.info("Stopped before the start was complete"));
        });
    }

    @Override
    public Future<?> stop() {
        return api.stop().eventually(engine::stop).eventually(history::close);
    }

    /// The port that the API listens on; to be asked after the deployment.
    public int port() {
        return port;
    }

    /// Whether the controller does its work; to be asked after the deployment.
    public Readiness readiness() {
        return engine.readiness();
    }

    /// What is counted; `/metrics` shows the same.
    public MeterRegistry metrics() {
        return metrics;
    }

    private ApiSettings apiSettings() {
        var http = config.http();
        return new ApiSettings(http.host(), http.port(), http.allowedHosts(), config.dataDir());
    }

    private Engine.Settings engineSettings(String name) {
        var topics = config.topics();
        return new Engine.Settings(name, config.group(),
            new TopicPlan(topics.partitions(), topics.commandPartitions(), Optional.ofNullable(topics.replication())),
            config.tick(), config.snapshot(),
            new Guardrails(config.guardrails().evictionsPerMinute(), config.guardrails().heldBackShare()),
            Set.copyOf(config.guardrails().protectedTenants()));
    }

    /// For people who read claims and client ids; unique also where several controllers run on one machine.
    private static String name() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            host = "unknown";
        }
        return "landlord-controller-%s-%04x".formatted(host, ThreadLocalRandom.current().nextInt(0x1_0000));
    }

    /// What has to be asked of the machine, blocking.
    private record Outside(Map<String, String> kafka, String name) {
    }
}
