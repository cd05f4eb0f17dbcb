package dev.landlord.controller.api;

import static dev.landlord.controller.view.Messages.B;
import static dev.landlord.controller.view.Messages.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiGuardsTest extends ApiTest {
    @BeforeEach
    void furnish() {
        api.declare(spec(B, 3));
    }

    @ParameterizedTest
    @CsvSource({
        "PUT,/api/v1/tenants", "PUT,/api/v1/tenants/x", "PATCH,/api/v1/tenants/tenant-b", "DELETE,/api/v1/tenants/tenant-b",
        "POST,/api/v1/tenants/tenant-b/throttle", "POST,/api/v1/tenants/tenant-b/release", "POST,/api/v1/tenants/tenant-b/evict"})
    void whoeverChangesSomethingNeedsTheToken(String method, String path) {
        var without = api.call(HttpMethod.valueOf(method), path, Map.of(), "");
        assertThat(without.status()).isEqualTo(401);
        assertThat(without.reason()).isEqualTo("token-missing");
        assertThat(without.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"landlord\"");
        assertThat(api.call(HttpMethod.valueOf(method), path, Map.of("Authorization", "Bearer wrong"), "").reason()).isEqualTo("token-wrong");
        assertThat(api.call(HttpMethod.valueOf(method), path, Map.of("Authorization", "Basic " + api.token()), "").reason())
            .isEqualTo("token-missing");
        assertThat(api.registry.all()).hasSize(1);
        assertThat(api.requests.submitted()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.1:1234", "localhost", "LocalHost:80", "[::1]:8080", "house.example", "House.Example.:443"})
    void goesByItsNames(String host) {
        assertThat(api.call(HttpMethod.GET, "/api/v1/tenants", Map.of("Host", host), "").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "127.0.0.1.evil.example", "10.0.0.1", "[::2]", "house.example.evil"})
    void doesNotGoByOthers(String host) {
        for (var path : new String[] {"/api/v1/tenants", "/", "/metrics", "/health/live", "/nowhere"}) {
            var reply = api.call(HttpMethod.GET, path, Map.of("Host", host), "");
            assertThat(reply.status()).as(path).isEqualTo(421);
            assertThat(reply.reason()).as(path).isEqualTo("host-not-allowed");
        }
    }

    @Test
    void everyAnswerCarriesTheSecurityHeaders() {
        for (var path : new String[] {"/api/v1/tenants", "/api/v1/tenants/nobody", "/", "/nowhere", "/metrics", "/webjars/lit/3.3.2/index.js"}) {
            var reply = api.get(path);
            assertThat(reply.header("Content-Security-Policy")).as(path).startsWith("default-src 'none'; script-src 'self'")
                .contains("frame-ancestors 'none'").doesNotContain("unsafe");
            assertThat(reply.header("X-Content-Type-Options")).as(path).isEqualTo("nosniff");
            assertThat(reply.header("X-Frame-Options")).as(path).isEqualTo("DENY");
            assertThat(reply.header("Access-Control-Allow-Origin")).as(path).isNull();
        }
    }

    @Test
    void unknownPathsAndMethodsAreProblems() {
        assertThat(api.get("/api/v1/nowhere").reason()).isEqualTo("path-not-found");
        assertThat(api.get("/nowhere").reason()).isEqualTo("path-not-found");
        assertThat(api.get("/api/v2/tenants").reason()).isEqualTo("path-not-found");
        var wrong = api.call(HttpMethod.POST, "/api/v1/tenants", Map.of(), "");
        assertThat(wrong.status()).isEqualTo(405);
        assertThat(wrong.reason()).isEqualTo("method-not-allowed");
        assertThat(wrong.header("Allow")).contains("GET").contains("PUT");
        assertThat(api.call(HttpMethod.DELETE, "/index.html", Map.of(), "").status()).isEqualTo(405);
        assertThat(api.call(HttpMethod.POST, "/health/live", Map.of(), "").status()).isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json; charset=latin1"})
    void otherTypesOfBodyAreRefused(String type) {
        for (var call : new String[] {"PUT /api/v1/tenants", "PATCH /api/v1/tenants/tenant-b", "POST /api/v1/tenants/tenant-b/release"}) {
            var reply = api.change(HttpMethod.valueOf(call.split(" ")[0]), call.split(" ")[1], type, "{}");
            assertThat(reply.status()).as(call).isEqualTo(415);
            assertThat(reply.reason()).as(call).isEqualTo("content-type-not-supported");
        }
        assertThat(api.change(HttpMethod.POST, "/api/v1/tenants/tenant-b/release", "application/yaml", "reason: x").status()).isEqualTo(415);
    }

    @ParameterizedTest
    @CsvSource({"414,path-too-long,5000,0", "431,headers-too-large,10,9000", "400,request-malformed,-1,0"})
    void whatIsNoRequestIsAProblemToo(String status, String reason, int pathLength, int headerLength) throws IOException {
        try (var socket = new Socket("127.0.0.1", api.port)) {
            var request = pathLength < 0 ? "GET\r\n\r\n"
                : "GET /%s HTTP/1.1\r\nHost: localhost\r\nX: %s\r\n\r\n".formatted("x".repeat(pathLength), "y".repeat(headerLength));
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).matches("(?s)HTTP/1\\.[01] " + status + " .*").contains("application/problem+json")
                .contains("\"reason\":\"" + reason + "\"");
        }
    }

    @Test
    void largeBodiesAreRefused() {
        var reply = api.change(HttpMethod.PUT, "/api/v1/tenants", "application/yaml", "#".repeat((1 << 20) + 1));
        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.reason()).isEqualTo("body-too-large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "{\"reason\":\"a\",\"reason\":\"b\"}", "{} {}", "", "reason: x"})
    void aBodyThatIsNoJsonObjectIsRefused(String body) {
        assertThat(api.change(HttpMethod.POST, "/api/v1/tenants/tenant-b/release", "application/json", body).reason()).isEqualTo("body-malformed");
        assertThat(api.change(HttpMethod.PATCH, "/api/v1/tenants/tenant-b", "application/merge-patch+json", body).reason())
            .isEqualTo("body-malformed");
        assertThat(api.change(HttpMethod.PUT, "/api/v1/tenants", "application/json", body).reason()).isEqualTo("body-malformed");
    }

    @Test
    void namesFollowTheAddressThatIsListenedOn() {
        assertThat(Guards.names("127.0.0.1", List.of())).containsExactlyInAnyOrder("127.0.0.1", "localhost", "::1");
        assertThat(Guards.names("10.1.2.3", List.of("Landlord.Example"))).containsExactlyInAnyOrder("10.1.2.3", "landlord.example");
        assertThat(Guards.names("0.0.0.0", List.of())).contains("localhost");
    }
}
