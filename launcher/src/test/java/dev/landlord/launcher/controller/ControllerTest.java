package dev.landlord.launcher.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.landlord.controller.ControllerConfig;
import dev.landlord.launcher.harness.TestKafka;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.document.KafkaConnection;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.ActionRequest;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// One controller on a real broker, from the API to the topics and back.
@Timeout(300)
class ControllerTest {
    @RegisterExtension
    static final TestKafka KAFKA = TestKafka.fresh();

    @TempDir
    private static Path data;

    private static TestController controller;
    private static Topics topics;

    private final HttpClient http = HttpClient.newHttpClient();
    private final FakeAgent agent = new FakeAgent(topics, "n1");

    @BeforeAll
    static void start() {
        topics = new Topics(KAFKA);
        controller = new TestController(TestController.config(KAFKA, data, 2));
        controller.awaitReady();
    }

    @AfterAll
    static void stop() {
        topics.close();
        controller.close();
    }

    @Test
    void aDeclaredTenantIsInTheTopicWhenTheCallReturns() throws Exception {
        var answer = put("declared", "{quota: {cpu: 500m}, class: strict}");

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(topics.all(Topic.TENANTS)).anySatisfy(seen -> {
            assertThat(seen.key()).isEqualTo("declared");
            assertThat(seen.value().path("quota").path("cpuCores").asDouble()).isEqualTo(0.5);
        });
        patiently().untilAsserted(() -> assertThat(get("/api/v1/tenants/declared/decisions").path("decisions").path(0).path("action").asString())
            .isEqualTo("declared"));
    }

    @Test
    void whatATenantUsesAndWhatIsDoneAboutItIsInTheReadModel() throws Exception {
        put("hog", "{quota: {cpu: 500m}, class: strict}");
        agent.reportIn();
        patiently().untilAsserted(() -> {
            agent.use(new TenantId("hog"), 5, 2, 1 << 20);
            agent.answer();
            var hog = get("/api/v1/tenants/hog");
            assertThat(hog.path("usage").path("cpuCores").asDouble()).isEqualTo(2);
            assertThat(hog.path("enforcement").path("state").asString()).isEqualTo("throttled");
            assertThat(hog.path("enforcement").path("limits").path(0).path("outcome").asString()).isEqualTo("applied");
        });
        assertThat(get("/api/v1/nodes/n1").path("state").asString()).isEqualTo("up");
    }

    @Test
    void aRequestByHandIsActedUponByTheOwner() throws Exception {
        put("by-hand", "{quota: {cpu: 2}}");
        agent.reportIn();
        patiently().until(() -> {
            agent.use(new TenantId("by-hand"), 1, 0.1, 1 << 20);
            return get("/api/v1/tenants/by-hand").path("workloads").size() == 1;
        });
        var answer = call("POST", "/api/v1/tenants/by-hand/throttle", "{\"limits\":{\"cpuCores\":0.25},\"reason\":\"test\",\"minutes\":5}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(topics.messages(Topic.REQUESTS, ActionRequest.class)).anyMatch(request -> request.tenant().value().equals("by-hand"));
        patiently().untilAsserted(() -> assertThat(topics.all(Topic.COMMANDS)).anySatisfy(seen -> {
            assertThat(seen.key()).isEqualTo("n1/by-hand");
            assertThat(seen.value().path("limits").path("cpuCores").asDouble()).isEqualTo(0.25);
        }));
    }

    @Test
    void aDeletedTenantLeavesNothingBehindButItsMeters() throws Exception {
        put("short-lived", "{quota: {cpu: 500m}, class: strict}");
        agent.reportIn();
        patiently().until(() -> {
            agent.use(new TenantId("short-lived"), 5, 2, 1 << 20);
            agent.answer();
            return get("/api/v1/tenants/short-lived").path("enforcement").path("state").asString("").equals("throttled");
        });
        assertThat(call("DELETE", "/api/v1/tenants/short-lived?release=true", "").statusCode()).isEqualTo(204);

        patiently().untilAsserted(() -> {
            agent.answer();
            var left = last(Topic.STATE, "short-lived").value();
            assertThat(left.at("/state/deleted").asBoolean()).as("deleted").isTrue();
            assertThat(left.at("/state/limits").isEmpty() && left.at("/state/meters").isEmpty() && left.at("/state/untold").isEmpty())
                .as("the policy has nothing left to do: %s", left).isTrue();
            assertThat(left.at("/ledger/nodes/n1/own").isEmpty()).as("so that nothing is billed twice").isFalse();
            assertThat(last(Topic.COMMANDS, "n1/short-lived").value()).as("the command").isNull();
        });
        assertThat(last(Topic.TENANTS, "short-lived").value()).isNull();
        assertThat(agent.limits(new TenantId("short-lived")).isEmpty()).as("the release was carried out").isTrue();
    }

    @Test
    void whatCannotBeReadIsCountedAndHarmless() throws Exception {
        topics.send(Topic.TENANTS, "broken", "{");
        topics.send(Topic.TENANTS, "broken", "{\"schema\":\"landlord.tenants/9\"}");
        topics.send(Topic.NODES, "n9", "[]");
        topics.send(Topic.USAGE, "broken", "{\"schema\":\"landlord.usage/1\",\"tenant\":\"broken\"}");
        topics.send(Topic.ACKS, "broken", "{\"schema\":\"landlord.acks/2\"}");
        topics.send(Topic.REQUESTS, "broken", "no JSON");
        topics.send(Topic.STATE, "broken", "{\"schema\":\"landlord.state/7\"}");

        patiently().untilAsserted(() -> {
            assertThat(controller.skipped(Topic.TENANTS, "malformed")).isEqualTo(1);
            assertThat(controller.skipped(Topic.TENANTS, "unknown_schema")).isEqualTo(1);
            assertThat(controller.skipped(Topic.NODES, "unknown_schema")).isEqualTo(1);
            assertThat(controller.skipped(Topic.USAGE, "malformed")).isEqualTo(1);
            assertThat(controller.skipped(Topic.ACKS, "unknown_schema")).isEqualTo(1);
            assertThat(controller.skipped(Topic.REQUESTS, "malformed")).isEqualTo(1);
            assertThat(controller.skipped(Topic.STATE, "unknown_schema")).isEqualTo(1);
        });
        assertThat(put("still-here", "{quota: {cpu: 1}}").statusCode()).isEqualTo(201);
        assertThat(controller.waitingFor()).isEmpty();
    }

    @Test
    void withoutKafkaItServesAndSaysWhatItWaitsFor(@TempDir Path other) {
        var config = ControllerConfig.DEFAULTS.withKafka(new KafkaConnection("127.0.0.1:1", null))
            .withHttp(new ControllerConfig.Http(null, 0, List.of())).withDataDir(other);
        try (var waiting = new TestController(config)) {
            patiently().untilAsserted(() -> {
                var ready = http.send(HttpRequest.newBuilder(waiting.address("/health/ready")).build(), HttpResponse.BodyHandlers.ofString());
                assertThat(ready.statusCode()).isEqualTo(503);
                assertThat(ready.body()).contains("\"waitingFor\":[\"kafka\",\"topics\",\"tenants\",\"ownership\"]")
                    .contains("kafka: 127.0.0.1:1: no answer");
            });
        }
    }

    private static Topics.Seen last(Topic topic, String key) {
        return topics.all(topic).stream().filter(seen -> seen.key().equals(key)).toList().getLast();
    }

    private HttpResponse<String> put(String tenant, String yaml) throws IOException, InterruptedException {
        return call("PUT", "/api/v1/tenants/" + tenant, yaml);
    }

    private HttpResponse<String> call(String method, String path, String body) throws IOException, InterruptedException {
        var token = Files.readString(data.resolve("admin.token")).strip();
        var type = method.equals("PUT") ? "application/yaml" : "application/json";
        return http.send(HttpRequest.newBuilder(controller.address(path)).header("Authorization", "Bearer " + token).header("Content-Type", type)
            .method(method, HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return MessageCodec.mapper().readTree(
            http.send(HttpRequest.newBuilder(controller.address(path)).build(), HttpResponse.BodyHandlers.ofString()).body());
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(300));
    }
}
