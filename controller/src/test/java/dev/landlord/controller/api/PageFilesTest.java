package dev.landlord.controller.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageFilesTest extends ApiTest {
    @Test
    void theRootIsThePage() {
        var reply = api.get("/");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).startsWith("text/html");
        assertThat(reply.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(reply.body()).contains("<title>Landlord").contains("<script type=\"importmap\">");
        assertThat(reply.header("Content-Security-Policy")).contains(PagePolicy.of(reply.body())).contains("'sha256-");
        assertThat(api.call(HttpMethod.HEAD, "/index.html", Map.of(), "").status()).isEqualTo(200);
    }

    @Test
    void librariesComeFromWebJarsAndMayBeKeptForever() {
        var reply = api.get("/webjars/lit/3.3.2/index.js");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).startsWith("text/javascript");
        assertThat(reply.header("Cache-Control")).isEqualTo("public, immutable, max-age=31536000");
        assertThat(reply.body()).contains("lit-html");
        var missing = api.get("/webjars/lit/0.0.0/index.js");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void whoeverTakesGzipGetsIt() throws IOException {
        for (var path : List.of("/webjars/echarts/%s/dist/echarts.esm.min.js".formatted(version("echarts")), "/js/model/house.js", "/")) {
            var plain = api.get(path);
            var zipped = get(path, "Accept-Encoding", "gzip, deflate, br, zstd");
            assertThat(zipped.header("Content-Encoding")).as(path).isEqualTo("gzip");
            assertThat(zipped.header("Vary")).isEqualToIgnoringCase("accept-encoding");
            assertThat(zipped.header("Cache-Control")).isEqualTo(plain.header("Cache-Control"));
            assertThat(zipped.header("Content-Type")).isEqualTo(plain.header("Content-Type"));
            assertThat(zipped.unzipped()).isEqualTo(plain.body());
            assertThat(zipped.bytes().length()).isLessThan(plain.bytes().length() / 2);
            assertThat(plain.header("Content-Encoding")).isNull();
            assertThat(plain.header("Vary")).isEqualToIgnoringCase("accept-encoding");
            assertThat(get(path, "Accept-Encoding", "br").header("Content-Encoding")).isNull();
        }
    }

    @Test
    void theOwnFilesAreSentAgainOnlyWhereTheyDiffer() {
        for (var path : List.of("/", "/index.html", "/js/main.js", "/icon.svg")) {
            var tag = api.get(path).header("ETag");
            assertThat(tag).as(path).startsWith("W/\"");
            var known = get(path, "If-None-Match", "\"other\", " + tag);
            assertThat(known.status()).isEqualTo(304);
            assertThat(known.body()).isEmpty();
            assertThat(known.header("ETag")).isEqualTo(tag);
            assertThat(known.header("Cache-Control")).isEqualTo("no-cache");
            assertThat(get(path, "If-None-Match", "\"other\"").status()).isEqualTo(200);
        }
        assertThat(api.get("/").header("ETag")).isEqualTo(api.get("/index.html").header("ETag")).isNotEqualTo(api.get("/js/main.js").header("ETag"));
        var none = get("/js/none.js", "If-None-Match", "*");
        assertThat(none.status()).isEqualTo(404);
        assertThat(none.header("ETag")).isNull();
    }

    private RunningApi.Reply get(String path, String header, String value) {
        return api.call(HttpMethod.GET, path, Map.of(header, value), "");
    }

    /// As the page's import map names it.
    private String version(String library) {
        var link = Pattern.compile("webjars/%s/([^/]+)/".formatted(library)).matcher(api.get("/").body());
        assertThat(link.find()).isTrue();
        return link.group(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/../logback-test.xml", "/..%2flogback-test.xml", "/%2e%2e/logback-test.xml", "/%2e%2e%2flogback-test.xml", "/..\\logback-test.xml",
        "/..%5clogback-test.xml", "/webjars/../../../logback-test.xml", "/webjars/..%2f..%2f..%2flogback-test.xml", "//etc/passwd",
        "/webjars//etc/passwd", "/webjars/lit/../../../../logback-test.xml", "/%00/../logback-test.xml", "/webjars/", "/webjars/lit/", "/js/",
        "/dev/landlord/controller/api/ApiServer.class"})
    void nothingElseIsServed(String path) throws IOException {
        assertThat(raw(path)).as(path).matches(status -> status.startsWith("HTTP/1.1 4"));
    }

    @Test
    void theImportMapIsAllowedByItsHash() {
        assertThat(PagePolicy.of("<script type=\"importmap\">{}</script>"))
            .contains("script-src 'self' 'sha256-RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o='; style-src 'self'");
        assertThat(PagePolicy.of("")).contains("script-src 'self';");
    }

    /// The status line; a client library would tidy the path up.
    private String raw(String path) throws IOException {
        try (var socket = new Socket("127.0.0.1", api.port)) {
            socket.getOutputStream().write("GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".formatted(path)
                .getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
