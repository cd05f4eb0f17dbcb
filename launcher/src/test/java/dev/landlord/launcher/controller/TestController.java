package dev.landlord.launcher.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.landlord.controller.ControllerConfig;
import dev.landlord.controller.ControllerVerticle;
import dev.landlord.launcher.harness.TestKafka;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.document.KafkaConnection;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// A controller inside the test's JVM, with threads of its own.
final class TestController implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Vertx vertx = Vertx.vertx();
    private final ControllerVerticle verticle;

    TestController(ControllerConfig config) {
        verticle = new ControllerVerticle(config);
        vertx.deployVerticle(verticle).await();
    }

    /// The configuration of a controller for a test: any free port, few partitions.
    static ControllerConfig config(TestKafka kafka, Path data, int partitions) {
        return new ControllerConfig(new KafkaConnection(null, kafka.clientProperties()), new ControllerConfig.Http(null, 0, List.of()),
            new ControllerConfig.Topics(partitions, 2, null), data, null, Duration.ofMillis(200), Duration.ofMillis(500), null);
    }

    TestController awaitReady() {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(verticle.readiness().waitingFor()).as(verticle.readiness().detail()).isEmpty());
        return this;
    }

    List<String> waitingFor() {
        return verticle.readiness().waitingFor();
    }

    String detail() {
        return verticle.readiness().detail();
    }

    double metric(String name) {
        return verticle.metrics().find(name).counters().stream().mapToDouble(counter -> counter.count()).sum();
    }

    double gauge(String name) {
        return verticle.metrics().get(name).gauge().value();
    }

    double skipped(Topic topic, String reason) {
        return verticle.metrics().get("landlord.controller.skipped").tags("topic", topic.name().toLowerCase(Locale.ROOT), "reason", reason)
            .counter().count();
    }

    URI address(String path) {
        return URI.create("http://127.0.0.1:" + verticle.port() + path);
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
