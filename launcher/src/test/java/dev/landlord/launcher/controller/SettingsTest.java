package dev.landlord.launcher.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.landlord.controller.ControllerConfig;
import dev.landlord.controller.engine.Ownership;
import dev.landlord.launcher.harness.TestKafka;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.document.KafkaConnection;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.TenantSpec;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What holds for all tenants changes while two controllers share them: on both at once, and nothing is restarted.
@Timeout(300)
@Order(1)
class SettingsTest {
    @RegisterExtension
    static final TestKafka KAFKA = TestKafka.fresh();

    private static final Duration TICK = Duration.ofSeconds(2);
    private static final double QUOTA = 0.5;
    private static final long MEMORY_QUOTA = 1L << 28;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static Path data;
    @TempDir
    private static Path otherData;

    private static TestController first;
    private static TestController second;
    private static Topics topics;
    private static FakeAgent agent;

    @BeforeAll
    static void start() {
        topics = new Topics(KAFKA);
        first = new TestController(config(data));
        second = new TestController(config(otherData));
        first.awaitReady();
        second.awaitReady();
        patiently().untilAsserted(() -> assertThat(List.of(first, second)).allSatisfy(controller ->
            assertThat(controller.gauge("landlord.controller.owned.partitions")).isEqualTo(1)));
        agent = new FakeAgent(topics, "n1");
        agent.reportIn();
    }

    @AfterAll
    static void stop() {
        topics.close();
        first.close();
        second.close();
    }

    private static ControllerConfig config(Path dataDir) {
        return new ControllerConfig(new KafkaConnection(null, KAFKA.clientProperties()), new ControllerConfig.Http(null, 0, List.of()),
            new ControllerConfig.Topics(2, 2, null), dataDir, null, TICK, Duration.ofMillis(500), null);
    }

    @Test
    void aKillSwitchLiftsWhatIsInForceWithinTwoTicksOnBothControllersAtOnce() throws Exception {
        var hogs = oneOfEachPartition("hog");
        hogs.forEach(hog -> declare(hog, "strict"));
        patiently().untilAsserted(() -> {
            hogs.forEach(hog -> agent.use(hog, 5, 4 * QUOTA, 1));
            agent.answer();
            assertThat(hogs).allSatisfy(hog -> assertThat(agent.limits(hog).cpuCores()).isEqualTo(QUOTA));
        });

        var answer = put(first, data, "/api/v1/switches/throttle", "application/json",
            "{\"on\":false,\"actor\":\"alice\",\"reason\":\"incident 7\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var at = Instant.parse(MessageCodec.mapper().readTree(answer.body()).path("at").asString(""));

        patiently().untilAsserted(() -> {
            hogs.forEach(hog -> agent.use(hog, 1, 4 * QUOTA, 1));
            agent.answer();
            assertThat(hogs).allSatisfy(hog -> {
                assertThat(agent.limits(hog).isEmpty()).isTrue();
                assertThat(decisions(hog, Decision.Action.HELD)).anyMatch(held -> held.rule().equals("cpu.switch"));
            });
        });
        assertThat(hogs).allSatisfy(hog -> assertThat(decisions(hog, Decision.Action.RELEASE)).singleElement().satisfies(release -> {
            assertThat(release.rule()).isEqualTo("cpu.switch");
            assertThat(Duration.between(at, release.at())).isLessThanOrEqualTo(TICK.multipliedBy(2));
        }));
        for (var controller : List.of(first, second)) {
            var shown = get(controller, "/api/v1/switches").path("switches").get(1);
            assertThat(shown.path("on").asBoolean(true)).isFalse();
            assertThat(shown.path("actor").asString("")).isEqualTo("alice");
        }

        assertThat(put(second, otherData, "/api/v1/switches/throttle", "application/json", "{\"on\":true}").statusCode()).isEqualTo(200);
        patiently().untilAsserted(() -> {
            hogs.forEach(hog -> agent.use(hog, 5, 4 * QUOTA, 1));
            agent.answer();
            assertThat(hogs).allSatisfy(hog -> assertThat(agent.limits(hog).cpuCores()).as("and on again").isNotNull());
        });
    }

    @Test
    void aChangedClassTakesEffectAndEvictsNobodyAtOnce() throws Exception {
        assertThat(put(first, data, "/api/v1/classes", "application/yaml",
            "classes: [ {name: patient, from: strict, clock: {fill: 1d, drain: 1d}, eviction: {warned: 0s}} ]").statusCode()).isEqualTo(200);
        var tenants = oneOfEachPartition("patient");
        tenants.forEach(tenant -> declare(tenant, "patient"));
        patiently().untilAsserted(() -> {
            tenants.forEach(tenant -> agent.use(tenant, 30, 4 * QUOTA, 4 * MEMORY_QUOTA));
            assertThat(tenants).allSatisfy(tenant -> assertThat(score(tenant)).isGreaterThan(0));
        });
        assertThat(tenants).allSatisfy(tenant -> assertThat(decisions(tenant, Decision.Action.WARN)).as("a day is long").isEmpty());

        assertThat(put(second, otherData, "/api/v1/classes", "application/yaml",
            "classes: [ {name: patient, from: strict, clock: {fill: 2s}, eviction: {warned: 0s}} ]").statusCode()).isEqualTo(200);

        patiently().untilAsserted(() -> {
            tenants.forEach(tenant -> agent.use(tenant, 5, 4 * QUOTA, 4 * MEMORY_QUOTA));
            agent.answer();
            assertThat(tenants).allSatisfy(tenant -> {
                assertThat(decisions(tenant, Decision.Action.CHANGED)).anyMatch(changed -> changed.rule().equals("class.changed"));
                assertThat(agent.limits(tenant).cpuCores()).as("limited by the new clock").isNotNull();
                assertThat(decisions(tenant, Decision.Action.HELD)).as("due, and not done")
                    .anyMatch(held -> held.rule().equals("memory.class-changed"));
            });
        });
        assertThat(topics.messages(Topic.COMMANDS, Command.class)).noneMatch(command ->
            command instanceof Command.Evict && tenants.contains(command.tenant()));
        assertThat(get(first, "/api/v1/classes/patient").path("tenants").asInt()).isEqualTo(2);
    }

    /// Two names of which each controller has one.
    private static List<TenantId> oneOfEachPartition(String prefix) {
        return IntStream.range(0, 2).mapToObj(partition -> IntStream.iterate(0, i -> i + 1).mapToObj(i -> new TenantId(prefix + "-" + i))
            .filter(tenant -> Ownership.partitionOf(tenant, 2) == partition).findFirst().orElseThrow()).toList();
    }

    private static void declare(TenantId tenant, String policyClass) {
        topics.send(new TenantSpec(tenant, 1, policyClass, new Quota(QUOTA, MEMORY_QUOTA, null, null), null, List.of(), Map.of()));
        patiently().until(() -> !decisions(tenant, Decision.Action.DECLARED).isEmpty());
    }

    private static double score(TenantId tenant) throws IOException, InterruptedException {
        return get(first, "/api/v1/tenants/" + tenant).path("enforcement").path("score").asDouble(0);
    }

    private static List<Decision> decisions(TenantId tenant, Decision.Action action) {
        return topics.messages(Topic.DECISIONS, Decision.class).stream()
            .filter(decision -> decision.tenant().equals(tenant) && decision.action() == action).toList();
    }

    private static HttpResponse<String> put(TestController controller, Path dataDir, String path, String type, String body)
        throws IOException, InterruptedException {
        var token = Files.readString(dataDir.resolve("admin.token")).strip();
        return HTTP.send(HttpRequest.newBuilder(controller.address(path)).header("Authorization", "Bearer " + token).header("Content-Type", type)
            .PUT(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode get(TestController controller, String path) throws IOException, InterruptedException {
        return MessageCodec.mapper().readTree(HTTP.send(HttpRequest.newBuilder(controller.address(path)).build(),
            HttpResponse.BodyHandlers.ofString()).body());
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(300));
    }
}
