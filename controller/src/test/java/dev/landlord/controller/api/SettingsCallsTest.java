package dev.landlord.controller.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.policy.Means;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.ClassSetting;
import dev.landlord.protocol.message.Setting;
import dev.landlord.protocol.message.TenantSpec;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SettingsCallsTest extends ApiTest {
    private static final String YAML = "application/yaml";
    private static final String JSON = "application/json";

    @Test
    void classesAreShownInBaseUnitsWithWhereTheyComeFrom() {
        declare("tenant-a", "strict");

        var classes = api.get("/api/v1/classes").json().path("classes");

        assertThat(classes.valueStream().map(one -> one.path("name").asString(""))).containsExactly("lenient", "standard", "strict", "watch");
        var strict = api.get("/api/v1/classes/strict").json();
        assertThat(strict).isEqualTo(classes.get(2));
        assertThat(strict.path("origin").asString("")).isEqualTo("shipped");
        assertThat(strict.path("tenants").asInt()).isEqualTo(1);
        assertThat(strict.path("clock").path("fillMs").asLong()).isEqualTo(8_000);
        assertThat(strict.has("weight")).as("a rung that is left out").isFalse();
        assertThat(strict.has("actor")).isFalse();
        assertThat(api.get("/api/v1/classes/none").reason()).isEqualTo("class-not-found");
    }

    @Test
    void aFileOfClassesIsAppliedAndSaysWhatItChanged() {
        var text = "classes: [ {name: batch, from: lenient, freeze: {after: 1m, lasts: 5s}}, {name: strict, from: strict, priority: 30}, "
            + "{name: lenient, from: lenient} ]";

        var dry = api.change(HttpMethod.PUT, "/api/v1/classes?dryRun", YAML, text);
        assertThat(dry.status()).isEqualTo(200);
        assertThat(api.settings.written()).isEmpty();

        var applied = api.change(HttpMethod.PUT, "/api/v1/classes", YAML, text);
        assertThat(applied.body()).isEqualTo("{\"dryRun\":false,\"changes\":[{\"class\":\"batch\",\"change\":\"created\"},"
            + "{\"class\":\"strict\",\"change\":\"updated\"},{\"class\":\"lenient\",\"change\":\"unchanged\"}]}");
        assertThat(dry.body()).isEqualTo(applied.body().replace("false", "true"));
        assertThat(api.settings.written()).extracting(Setting::key).containsExactly("class/batch", "class/strict");
        assertThat(api.settings.written()).extracting(Setting::actor).containsOnly("admin");
        assertThat(api.get("/api/v1/classes/batch").json().path("freeze").path("lastsMs").asLong()).isEqualTo(5_000);
        assertThat(api.get("/api/v1/classes/strict").json().path("origin").asString("")).isEqualTo("changed");
        assertThat(api.change(HttpMethod.PUT, "/api/v1/classes", YAML, text).body()).doesNotContain("created", "updated");
        assertThat(api.settings.written()).as("what is unchanged is not written").hasSize(2);
        assertThat(api.change(HttpMethod.PUT, "/api/v1/classes", JSON, "{\"classes\":[{\"name\":\"json\"}]}").status()).isEqualTo(200);
    }

    @Test
    void aFileWithAMistakeChangesNothing() {
        var refused = api.change(HttpMethod.PUT, "/api/v1/classes", YAML, "classes:\n  - name: good\n  - name: bad\n    lease: 1s\n");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.reason()).isEqualTo("document-refused");
        JsonNode problem = refused.json().path("problems").get(0);
        assertThat(problem.path("line").asInt()).isEqualTo(4);
        assertThat(problem.path("field").asString("")).isEqualTo("classes[1].lease");
        assertThat(api.settings.written()).isEmpty();
    }

    @Test
    void aHouseHoldsSoManyClasses() {
        var many = new StringBuilder("classes:\n");
        for (int i = 0; i < 100; i++) {
            many.append("  - name: c").append(i).append('\n');
        }
        assertThat(api.change(HttpMethod.PUT, "/api/v1/classes", YAML, many.toString()).status()).isEqualTo(200);

        var one = api.change(HttpMethod.PUT, "/api/v1/classes", YAML, "classes: [ {name: one-more} ]");
        assertThat(one.status()).isEqualTo(409);
        assertThat(one.reason()).isEqualTo("too-many-classes");
    }

    @Test
    void tenantsNameTheClassesOfTheMoment() {
        var tenant = "{quota: {cpu: 1}, class: batch}";
        assertThat(api.change(HttpMethod.PUT, "/api/v1/tenants/tenant-a", YAML, tenant).json().path("problems").get(0).path("message").asString(""))
            .isEqualTo("there is no class 'batch'; choose one of lenient, standard, strict, watch");
        api.change(HttpMethod.PUT, "/api/v1/classes", YAML, "classes: [ {name: batch} ]");

        assertThat(api.change(HttpMethod.PUT, "/api/v1/tenants/tenant-a", YAML, tenant).status()).isEqualTo(201);
    }

    @Test
    void aClassThatATenantNamesStays() {
        api.change(HttpMethod.PUT, "/api/v1/classes", YAML, "classes: [ {name: batch} ]");
        declare("tenant-a", "batch");

        var refused = api.change(HttpMethod.DELETE, "/api/v1/classes/batch", JSON, "");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.reason()).isEqualTo("class-in-use");
        assertThat(refused.json().path("detail").asString("")).contains("tenant-a");

        declare("tenant-a", "strict");
        assertThat(api.change(HttpMethod.DELETE, "/api/v1/classes/batch", JSON, "").status()).isEqualTo(204);
        assertThat(api.change(HttpMethod.DELETE, "/api/v1/classes/batch", JSON, "").reason()).isEqualTo("class-not-found");
    }

    @Test
    void aShippedClassCannotVanish() {
        declare("tenant-a", "standard");
        api.change(HttpMethod.PUT, "/api/v1/classes", YAML, "classes: [ {name: standard, priority: 1} ]");
        assertThat(api.get("/api/v1/classes/standard").json().path("priority").asInt()).isEqualTo(1);

        assertThat(api.change(HttpMethod.DELETE, "/api/v1/classes/standard", JSON, "").status()).isEqualTo(204);
        assertThat(api.change(HttpMethod.DELETE, "/api/v1/classes/standard", JSON, "").status()).as("it is as shipped already").isEqualTo(204);
        assertThat(api.get("/api/v1/classes/standard").json().path("origin").asString("")).isEqualTo("shipped");
    }

    @Test
    void aMeansIsSwitchedOffAndOnAgain() {
        assertThat(api.get("/api/v1/switches").body()).isEqualTo("{\"switches\":[{\"means\":\"weight\",\"on\":true},"
            + "{\"means\":\"throttle\",\"on\":true},{\"means\":\"freeze\",\"on\":true},{\"means\":\"evict\",\"on\":true}]}");

        var off = api.change(HttpMethod.PUT, "/api/v1/switches/evict", JSON, "{\"on\":false,\"actor\":\"alice\",\"reason\":\"incident 7\"}");
        assertThat(off.status()).isEqualTo(200);
        assertThat(off.body()).isEqualTo("{\"means\":\"evict\",\"on\":false,\"actor\":\"alice\",\"reason\":\"incident 7\",\"at\":\"%s\"}"
            .formatted(api.clock.instant()));
        assertThat(api.settings.current().rules().switchedOff()).containsExactly(Means.EVICT);
        assertThat(api.get("/api/v1/switches").json().path("switches").get(3)).isEqualTo(off.json());

        assertThat(api.change(HttpMethod.PUT, "/api/v1/switches/evict", JSON, "{\"on\":true}").json().path("actor").asString("")).isEqualTo("admin");
        assertThat(api.settings.current().rules().switchedOff()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        throttle | {"on":false}                              | 422 | document-refused
        throttle | {"on":false,"reason":" "}                 | 422 | document-refused
        throttle | {"reason":"why"}                          | 422 | document-refused
        throttle | {"on":false,"reason":"w","actor":""}      | 422 | document-refused
        throttle | {"on":false,"reason":"w","until":"never"} | 422 | document-refused
        throttle | {"on":"off","reason":"w"}                 | 422 | document-refused
        throttle | []                                        | 400 | body-malformed
        migrate  | {"on":false,"reason":"w"}                 | 404 | means-not-found
        throttle?force | {"on":false,"reason":"w"}           | 400 | query-invalid
        """)
    void aSwitchMustBeSaidPlainly(String means, String body, int status, String reason) {
        var refused = api.change(HttpMethod.PUT, "/api/v1/switches/" + means, JSON, body);

        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.reason()).isEqualTo(reason);
        assertThat(api.settings.written()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT /api/v1/classes", "DELETE /api/v1/classes/strict", "PUT /api/v1/switches/evict"})
    void changesNeedTheToken(String call) {
        var refused = api.call(HttpMethod.valueOf(call.split(" ")[0]), call.split(" ")[1], Map.of("Content-Type", JSON), "{\"on\":false}");

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.reason()).isEqualTo("token-missing");
    }

    @Test
    void whatIsNotKnownYetIsNotSaid() {
        api.readiness.waitFor("tenants", "ownership");

        for (var path : List.of("/api/v1/classes", "/api/v1/classes/strict", "/api/v1/switches")) {
            assertThat(api.get(path).reason()).isEqualTo("not-ready");
        }
        assertThat(api.change(HttpMethod.PUT, "/api/v1/switches/evict", JSON, "{\"on\":true}").reason()).isEqualTo("not-ready");
    }

    @Test
    void aWriteThatFailsIsSaid() {
        api.settings.fail();

        assertThat(api.change(HttpMethod.PUT, "/api/v1/classes", YAML, "classes: [ {name: batch} ]").reason()).isEqualTo("kafka-unavailable");
        assertThat(api.change(HttpMethod.PUT, "/api/v1/switches/evict", JSON, "{\"on\":true}").reason()).isEqualTo("kafka-unavailable");
    }

    @Test
    void aClassThatOnlyWatchesShowsAtItsTenants() {
        declare("tenant-a", "watch");
        declare("tenant-b", "strict");

        assertThat(api.get("/api/v1/tenants/tenant-a").json().path("mode").asString("")).isEqualTo(ClassSetting.Mode.WATCH.wire());
        assertThat(api.get("/api/v1/tenants/tenant-b").json().path("mode").asString("")).isEqualTo("act");
    }

    private void declare(String tenant, String policyClass) {
        api.declare(new TenantSpec(new TenantId(tenant), 1, policyClass, null, null, List.of(), Map.of()));
    }
}
