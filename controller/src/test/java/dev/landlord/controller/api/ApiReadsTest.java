package dev.landlord.controller.api;

import static dev.landlord.controller.view.Messages.B;
import static dev.landlord.controller.view.Messages.N1;
import static dev.landlord.controller.view.Messages.START;
import static dev.landlord.controller.view.Messages.at;
import static dev.landlord.controller.view.Messages.decision;
import static dev.landlord.controller.view.Messages.own;
import static dev.landlord.controller.view.Messages.report;
import static dev.landlord.controller.view.Messages.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.ports.Readiness;
import dev.landlord.protocol.message.NodeReport;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiReadsTest extends ApiTest {
    @BeforeEach
    void furnish() {
        api.declare(spec(B, 3));
        api.inHouse(() -> {
            api.house.reported(report(N1, NodeReport.State.UP), START);
            api.house.sampled(own(B, N1, 1, 0), at(1));
            api.house.sampled(own(B, N1, 2, 490_000), at(2));
            api.house.decided(decision("d1", B, at(1)));
            api.house.decided(decision("d2", B, at(2)));
        });
        api.clock.move(at(2));
    }

    @Test
    void listsTenants() {
        var reply = api.get("/api/v1/tenants");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        assertThat(reply.json().path("tenants")).singleElement().satisfies(tenant -> {
            assertThat(tenant.path("id").asString()).isEqualTo("tenant-b");
            assertThat(tenant.path("class").asString()).isEqualTo("strict");
            assertThat(tenant.path("quota").toString()).isEqualTo("{\"cpuCores\":0.5,\"memoryBytes\":268435456}");
            assertThat(tenant.path("usage").path("cpuCores").doubleValue()).isEqualTo(0.49);
            assertThat(tenant.path("share").path("cpu").doubleValue()).isEqualTo(0.98);
            assertThat(tenant.path("recent")).hasSize(2);
            assertThat(tenant.has("enforcement")).isFalse();
        });
    }

    @Test
    void whoeverTakesGzipGetsIt() throws IOException {
        for (var path : List.of("/api/v1/tenants", "/api/v1/tenants/tenant-b", "/api/v1/nodes", "/metrics")) {
            var zipped = api.call(HttpMethod.GET, path, Map.of("Accept-Encoding", "gzip"), "");
            assertThat(zipped.header("Content-Encoding")).as(path).isEqualTo("gzip");
            assertThat(zipped.unzipped()).startsWith(path.equals("/metrics") ? "# HELP" : "{");
            assertThat(api.call(HttpMethod.GET, path, Map.of("Accept-Encoding", "gzip;q=0"), "").header("Content-Encoding")).isNull();
        }
    }

    @Test
    void showsOneTenantWithItsVersionAsETag() {
        var reply = api.get("/api/v1/tenants/tenant-b");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("ETag")).isEqualTo("\"3\"");
        assertThat(reply.json().path("workloads").get(0).path("processes").get(0).path("command").asString()).isEqualTo("<script>alert(1)</script>");
    }

    @Test
    void anUnknownTenantIsNotFound() {
        var reply = api.get("/api/v1/tenants/nobody");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.body()).isEqualTo("{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,\"reason\":\"tenant-not-found\","
            + "\"detail\":\"there is no tenant 'nobody'\"}");
        assertThat(api.get("/api/v1/tenants/nobody/explain").reason()).isEqualTo("tenant-not-found");
        assertThat(api.get("/api/v1/tenants/nobody/decisions").reason()).isEqualTo("tenant-not-found");
    }

    @Test
    void whileTenantsAreNotReadNothingIsSaidToBeMissing() {
        api.readiness.waitFor("tenants", "ownership");
        var reply = api.get("/api/v1/tenants/nobody");
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.reason()).isEqualTo("not-ready");
        assertThat(reply.header("Retry-After")).isEqualTo("2");
    }

    @Test
    void anIdThatIsNoneIsRefused() {
        assertThat(api.get("/api/v1/tenants/a%2Fb").reason()).isEqualTo("id-invalid");
        assertThat(api.get("/api/v1/nodes/-x").reason()).isEqualTo("id-invalid");
    }

    @Test
    void tellsDecisionsNewestFirst() {
        assertThat(api.get("/api/v1/tenants/tenant-b/decisions").json().path("decisions")).extracting(node -> node.path("id").asString())
            .containsExactly("d2", "d1");
        assertThat(api.get("/api/v1/tenants/tenant-b/decisions?limit=1").json().path("decisions")).hasSize(1);
        for (var limit : new String[] {"0", "201", "x", ""}) {
            assertThat(api.get("/api/v1/tenants/tenant-b/decisions?limit=" + limit).reason()).isEqualTo("query-invalid");
        }
    }

    @Test
    void explains() {
        var explanation = api.get("/api/v1/tenants/tenant-b/explain").json();
        assertThat(explanation.path("tenant").asString()).isEqualTo("tenant-b");
        assertThat(explanation.path("sentences")).isNotEmpty();
        assertThat(explanation.path("figures").get(0).toString())
            .isEqualTo("{\"resource\":\"cpu\",\"use\":0.49,\"quota\":0.5,\"score\":0.0,\"state\":\"free\"}");
    }

    @Test
    void showsNodes() {
        assertThat(api.get("/api/v1/nodes").json().path("nodes")).hasSize(1);
        var node = api.get("/api/v1/nodes/n1").json();
        assertThat(node.path("state").asString()).isEqualTo("up");
        assertThat(node.path("tenants").toString()).isEqualTo("[\"tenant-b\"]");
        assertThat(api.get("/api/v1/nodes/n9").reason()).isEqualTo("node-not-found");
    }

    @Test
    void saysWhatItWaitsFor() {
        assertThat(api.get("/health/live").body()).isEqualTo("{\"status\":\"up\"}");
        assertThat(api.get("/health/ready").body()).isEqualTo("{\"status\":\"ready\"}");
        api.readiness.behind(new Readiness.HistoryBehind(43, 1_200, 75L));
        assertThat(api.get("/health/ready").body()).as("that the history is being read does not keep it from being ready")
            .isEqualTo("{\"status\":\"ready\",\"history\":{\"percent\":43,\"records\":1200,\"secondsLeft\":75}}");
        api.readiness.behind(null);
        api.readiness.waitFor("kafka", "topics");
        var waiting = api.get("/health/ready");
        assertThat(waiting.status()).isEqualTo(503);
        assertThat(waiting.body()).isEqualTo("{\"status\":\"waiting\",\"waitingFor\":[\"kafka\",\"topics\"],\"detail\":\"connection refused\"}");
        assertThat(api.get("/health/live").status()).isEqualTo(200);
    }

    @Test
    void measures() {
        api.get("/api/v1/tenants");
        var text = api.get("/metrics");
        assertThat(text.header("Content-Type")).startsWith("text/plain; version=0.0.4");
        assertThat(text.body()).contains(
            "landlord_tenant_use_cpu_cores{tenant=\"tenant-b\"} 0.49\n",
            "landlord_tenant_quota_memory_bytes{tenant=\"tenant-b\"} 2.68435456E8\n",
            "landlord_node_up{node=\"n1\"} 1.0\n",
            "landlord_controller_streams 0.0\n",
            "landlord_controller_streams_slow_total 0.0\n",
            "landlord_controller_http_seconds_count{method=\"GET\",status=\"200\"}",
            "jvm_memory_used_bytes");
        assertThat(text.body()).doesNotContain("landlord_tenant_quota_pids{");
    }

    @Test
    void headIsGetWithoutABody() {
        for (var path : new String[] {"/api/v1/tenants", "/health/live", "/metrics"}) {
            var reply = api.call(HttpMethod.HEAD, path, Map.of(), "");
            assertThat(reply.status()).as(path).isEqualTo(200);
            assertThat(reply.body()).as(path).isEmpty();
        }
    }
}
