package dev.landlord.controller.api;

import static dev.landlord.controller.view.Messages.A;
import static dev.landlord.controller.view.Messages.B;
import static dev.landlord.controller.view.Messages.N1;
import static dev.landlord.controller.view.Messages.START;
import static dev.landlord.controller.view.Messages.own;
import static dev.landlord.controller.view.Messages.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.TenantSpec;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TenantChangesTest extends ApiTest {
    private static final String YAML = "application/yaml";
    private static final String ALL = "/api/v1/tenants";
    private static final String ONE = "/api/v1/tenants/tenant-b";

    @BeforeEach
    void furnish() {
        api.declare(spec(B, 3));
    }

    @Test
    void aFileIsTakenAsAWhole() {
        var reply = api.change(HttpMethod.PUT, ALL, YAML, "tenants:\n- id: tenant-a\n  quota: { cpu: 2 }\n- id: tenant-b\n");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("{\"dryRun\":false,\"changes\":[{\"tenant\":\"tenant-a\",\"change\":\"created\"},"
            + "{\"tenant\":\"tenant-b\",\"change\":\"updated\"}]}");
        assertThat(api.registry.find(A).orElseThrow().quota()).isEqualTo(new Quota(2.0, null, null, null));
        assertThat(api.registry.find(B).orElseThrow().version()).isEqualTo(4);
        assertThat(api.registry.find(B).orElseThrow().policyClass()).isEqualTo("standard");
    }

    @Test
    void theSameFileAgainChangesNothing() {
        var file = "{\"tenants\":[{\"id\":\"tenant-b\",\"class\":\"strict\",\"quota\":{\"cpu\":\"500m\",\"memory\":\"256Mi\"}}]}";
        assertThat(api.change(HttpMethod.PUT, ALL, "application/json; charset=utf-8", file).json().path("changes").get(0).path("change").asString())
            .isEqualTo("unchanged");
        assertThat(api.registry.find(B)).contains(spec(B, 3));
    }

    @Test
    void aDryRunChangesNothing() {
        var reply = api.change(HttpMethod.PUT, ALL + "?dryRun&prune=true", YAML, "tenants: [{ id: tenant-a }]");
        assertThat(reply.body()).isEqualTo("{\"dryRun\":true,\"changes\":[{\"tenant\":\"tenant-a\",\"change\":\"created\"},"
            + "{\"tenant\":\"tenant-b\",\"change\":\"deleted\"}]}");
        assertThat(api.registry.all()).containsOnlyKeys(B);
    }

    @Test
    void pruningDeletesWhatTheFileDoesNotName() {
        assertThat(api.change(HttpMethod.PUT, ALL + "?prune", YAML, "tenants: []").status()).isEqualTo(200);
        assertThat(api.registry.all()).isEmpty();
    }

    @Test
    void pruningSparesTenantsThatRunUnlessTheyAreReleased() {
        api.inHouse(() -> api.house.sampled(own(B, N1, 1, 0), START));
        var refused = api.change(HttpMethod.PUT, ALL + "?prune", YAML, "tenants: [{ id: tenant-a }]");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.reason()).isEqualTo("tenant-has-workloads");
        assertThat(refused.json().path("detail").asString()).contains("train-1 on n1 (tenant-b)").contains("release=true");
        assertThat(api.registry.all()).containsOnlyKeys(B);
        assertThat(api.change(HttpMethod.PUT, ALL + "?prune&release", YAML, "tenants: [{ id: tenant-a }]").status()).isEqualTo(200);
        assertThat(api.registry.all()).containsOnlyKeys(A);
    }

    @Test
    void aBadFileIsRefusedAsAWholeAndTheOldSetStays() {
        var reply = api.change(HttpMethod.PUT, ALL + "?prune", YAML, "tenants:\n- id: tenant-a\n- id: ../x\n  quota: { cpu: -1 }\n");
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.reason()).isEqualTo("document-refused");
        assertThat(reply.json().path("problems")).extracting(problem -> problem.path("line").asInt() + " " + problem.path("field").asString())
            .containsExactly("3 tenants[1].id", "4 tenants[1].quota.cpu");
        assertThat(reply.json().path("problems").get(1).path("message").asString()).contains("write cores (2, 0.5)");
        assertThat(api.registry.all()).containsOnlyKeys(B);
        assertThat(api.registry.find(B)).contains(spec(B, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dryrun", "dryRun=yes", "purge=true"})
    void aMistypedFlagIsRefused(String query) {
        var reply = api.change(HttpMethod.PUT, ALL + "?" + query, YAML, "tenants: []");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.reason()).isEqualTo("query-invalid");
    }

    @Test
    void textThatIsNotUtf8IsRefused() {
        var reply = api.change(HttpMethod.PUT, ALL, YAML, "x");
        assertThat(reply.status()).isEqualTo(422);
        assertThat(RunningApi.await(api.sending(HttpMethod.PUT, ALL, YAML, new byte[] {'#', (byte) 0xff})).reason()).isEqualTo("body-malformed");
    }

    @Test
    void putsOneTenant() {
        var created = api.change(HttpMethod.PUT, "/api/v1/tenants/tenant-a", YAML, "quota: { cpu: 2 }");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("ETag")).isEqualTo("\"1\"");
        assertThat(created.json().path("quota").toString()).isEqualTo("{\"cpuCores\":2.0}");
        var changed = api.change(HttpMethod.PUT, "/api/v1/tenants/tenant-a", "application/json", "{\"id\":\"tenant-a\",\"quota\":{\"cpu\":3}}");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.header("ETag")).isEqualTo("\"2\"");
        assertThat(api.get("/api/v1/tenants/tenant-a").json().path("quota").path("cpuCores").doubleValue()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"tenant-b,'id: tenant-a',document-refused", "tenant-b,'quota: { cpu: 0 }',document-refused", "_unattributed,'',id-invalid",
        "a%2F..%2Fb,'',id-invalid"})
    void aBadEntryIsRefused(String id, String body, String reason) {
        assertThat(api.change(HttpMethod.PUT, "/api/v1/tenants/" + id, YAML, body).reason()).isEqualTo(reason);
        assertThat(api.registry.find(B)).contains(spec(B, 3));
    }

    @Test
    void patchesOneTenant() {
        var reply = api.change(HttpMethod.PATCH, ONE, "application/merge-patch+json", "{\"quota\":{\"cpu\":1,\"memory\":null}}");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("version").asInt()).isEqualTo(4);
        assertThat(reply.json().path("quota").toString()).isEqualTo("{\"cpuCores\":1.0}");
        var bad = api.change(HttpMethod.PATCH, ONE, "application/json", "{\"quota\":{\"cpus\":1}}");
        assertThat(bad.status()).isEqualTo(422);
        assertThat(bad.json().path("problems").toString())
            .isEqualTo("[{\"field\":\"quota.cpus\",\"message\":\"unknown key 'cpus'; did you mean 'cpu'?\"}]");
        assertThat(api.change(HttpMethod.PATCH, "/api/v1/tenants/nobody", "application/json", "{}").reason()).isEqualTo("tenant-not-found");
    }

    @ParameterizedTest
    @CsvSource({
        "If-Match,'\"3\"',tenant-b,200", "If-Match,'\"2\"',tenant-b,412", "If-Match,*,tenant-b,200", "If-Match,*,tenant-a,412",
        "If-Match,'\"1\"',tenant-a,412", "If-Match,3,tenant-b,400", "If-Match,'W/\"3\"',tenant-b,400", "If-None-Match,*,tenant-b,412",
        "If-None-Match,*,tenant-a,201"})
    void aChangeRestsOnTheVersionItNames(String header, String value, String tenant, int status) {
        var reply = api.call(HttpMethod.PUT, "/api/v1/tenants/" + tenant,
            Map.of("Authorization", "Bearer " + api.token(), "Content-Type", YAML, header, value), "quota: { cpu: 9 }");
        assertThat(reply.status()).isEqualTo(status);
        switch (status) {
            case 412 -> assertThat(reply.reason()).isEqualTo("version-mismatch");
            case 400 -> assertThat(reply.reason()).isEqualTo("version-invalid");
            default -> assertThat(reply.header("ETag")).isNotEmpty();
        }
    }

    @Test
    void deletesATenantThatDoesNotRun() {
        var reply = api.change(HttpMethod.DELETE, ONE, YAML, "");
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.body()).isEmpty();
        assertThat(api.registry.all()).isEmpty();
        assertThat(api.change(HttpMethod.DELETE, ONE, YAML, "").reason()).isEqualTo("tenant-not-found");
    }

    @Test
    void aTenantThatRunsIsReleasedOrStays() {
        api.inHouse(() -> api.house.sampled(own(B, N1, 1, 0), START));
        assertThat(api.change(HttpMethod.DELETE, ONE, YAML, "").reason()).isEqualTo("tenant-has-workloads");
        assertThat(api.registry.all()).containsOnlyKeys(B);
        assertThat(api.change(HttpMethod.DELETE, ONE + "?release=true", YAML, "").status()).isEqualTo(204);
        assertThat(api.registry.all()).isEmpty();
    }

    @Test
    void nothingIsChangedBeforeTheTenantsAreRead() {
        api.readiness.waitFor("tenants");
        for (var call : new String[] {"PUT " + ALL, "PUT " + ONE, "PATCH " + ONE, "DELETE " + ONE}) {
            var type = call.startsWith("PATCH") ? "application/json" : YAML;
            var reply = api.change(HttpMethod.valueOf(call.split(" ")[0]), call.split(" ")[1], type, call.endsWith("tenants") ? "tenants: []" : "{}");
            assertThat(reply.status()).as(call).isEqualTo(503);
            assertThat(reply.reason()).as(call).isEqualTo("not-ready");
        }
        assertThat(api.registry.all()).containsOnlyKeys(B);
    }

    @Test
    void kafkaThatDoesNotAnswerIsSaid() {
        api.registry.fail(true);
        var reply = api.change(HttpMethod.PUT, ONE, YAML, "quota: { cpu: 9 }");
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.reason()).isEqualTo("kafka-unavailable");
        assertThat(api.change(HttpMethod.DELETE, ONE, YAML, "").reason()).isEqualTo("kafka-unavailable");
        assertThat(api.change(HttpMethod.PUT, ALL, YAML, "tenants: [{ id: x }]").reason()).isEqualTo("kafka-unavailable");
        api.registry.fail(false);
        assertThat(api.change(HttpMethod.PUT, ONE, YAML, "quota: { cpu: 9 }").status()).isEqualTo(200);
    }

    @Test
    void changesComeOneAfterTheOtherAndTooManyAreRefused() {
        api.registry.hold();
        var replies = new ArrayList<Future<RunningApi.Reply>>();
        for (int i = 0; i <= OneAtATime.MOST_WAITING; i++) {
            replies.add(api.calling(HttpMethod.PUT, ONE, Map.of("Authorization", "Bearer " + api.token(), "Content-Type", YAML, "If-Match", "\"3\""),
                "quota: { cpu: %d }".formatted(i + 1)));
        }
        await().until(() -> replies.stream().anyMatch(Future::isComplete));
        var refused = replies.stream().filter(Future::isComplete).toList();
        assertThat(refused).singleElement().satisfies(reply -> assertThat(reply.result().reason()).isEqualTo("busy"));
        assertThat(api.registry.held()).isEqualTo(1);
        api.registry.letGo();
        var statuses = new ArrayList<>(replies.stream().map(reply -> RunningApi.await(reply).status()).toList());
        assertThat(statuses).containsOnlyOnce(200).containsOnlyOnce(503);
        statuses.removeAll(List.of(200, 503));
        assertThat(statuses).containsOnly(412);
        assertThat(api.registry.find(B)).map(TenantSpec::version).contains(4L);
    }
}
