package dev.landlord.launcher.controller;

import static org.awaitility.Awaitility.await;

import dev.landlord.launcher.harness.TestKafka;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// How many samples a second go through one controller in a process of its own, and what they cost. A measurement, not a test, so its name
/// keeps it out of the usual run: `mvn verify -pl launcher -am -Dtest=ControllerThroughput -Dsurefire.failIfNoSpecifiedTests=false`.
class ControllerThroughput {
    private static final int TENANTS = 100;
    private static final int NODES = 10;
    private static final int WARM_UP = 20;
    private static final int ROUNDS = 50;

    @RegisterExtension
    static final TestKafka KAFKA = TestKafka.fresh();

    @TempDir
    private Path data;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void measure() {
        var tenants = IntStream.range(0, TENANTS).mapToObj(i -> new TenantId("tenant-" + i)).toList();
        try (var controller = new ControllerProcess(KAFKA, data, 8); var topics = new Topics(KAFKA)) {
            await().atMost(Duration.ofMinutes(2)).ignoreExceptions().until(() -> ask("/health/ready").contains("\"ready\""));
            topics.sendAll(tenants.stream()
                .map(id -> new TenantSpec(id, 1, "standard", new Quota(1_000.0, null, null, null), null, List.of(), Map.of())).toList());
            await().atMost(Duration.ofMinutes(2)).until(() -> topics.messages(Topic.DECISIONS, Decision.class).stream()
                .filter(decision -> decision.action() == Decision.Action.DECLARED).count() == TENANTS);
            var agents = IntStream.range(0, NODES).mapToObj(i -> new FakeAgent(topics, "n" + i)).toList();

            run(topics, agents, tenants, WARM_UP);
            var cpuBefore = controller.cpu();
            var began = System.nanoTime();
            var samples = run(topics, agents, tenants, ROUNDS);
            var took = Duration.ofNanos(System.nanoTime() - began);
            var cpu = controller.cpu().minus(cpuBefore);
            System.out.printf("%,d samples in %,d ms: %,.0f a second; %.1f us of CPU each, so %,.0f a second on one core%n", samples, took.toMillis(),
                samples * 1e3 / took.toMillis(), cpu.toNanos() / 1e3 / samples, samples * 1e9 / cpu.toNanos());
        }
    }

    private int run(Topics topics, List<FakeAgent> agents, List<TenantId> tenants, int rounds) {
        var before = read();
        var samples = new ArrayList<UsageSample>();
        for (int round = 0; round < rounds; round++) {
            agents.forEach(agent -> tenants.forEach(tenant -> samples.add(agent.sample(tenant, 1, 1 << 20))));
        }
        topics.sendAll(samples);
        await().atMost(Duration.ofMinutes(5)).pollInterval(Duration.ofMillis(50)).until(() -> read() - before >= samples.size());
        return samples.size();
    }

    /// Samples that owners have taken in.
    private long read() {
        return ask("/metrics").lines().filter(line -> line.startsWith("landlord_controller_records_total{topic=\"usage\"}"))
            .mapToLong(line -> Math.round(Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))).sum();
    }

    private String ask(String path) {
        try {
            var address = URI.create(Files.readString(data.resolve("controller.url")).strip()).resolve(path);
            return http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("the controller does not answer", e);
        }
    }
}
