package dev.landlord.launcher.page;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/// The page's other side for tests: the page's files as the controller serves them, a `/api/v1/stream` that sends what the test says, and one history
/// for whoever asks `/api/v1/tenants/{id}/usage`.
public final class HouseServer implements AutoCloseable {
    private static final Pattern INLINE_SCRIPT = Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);
    private static final int CALL_SECONDS = 10;

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer http;
    private final AtomicReference<JsonObject> snapshot = new AtomicReference<>(new JsonObject());
    private final Set<HttpServerResponse> readers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final Queue<String> historyCalls = new ConcurrentLinkedQueue<>();
    private volatile JsonObject history;
    private volatile boolean refusing;

    public HouseServer() {
        this(0);
    }

    /// On a port of choice, to look at by hand; 0 takes a free one.
    HouseServer(int port) {
        http = await(vertx.createHttpServer(new HttpServerOptions().setCompressionSupported(true))
            .requestHandler(this::answer).listen(port, "127.0.0.1"));
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + http.actualPort());
    }

    /// What each new reader of the stream is told first.
    public HouseServer snapshot(JsonObject house) {
        snapshot.set(house);
        return this;
    }

    /// What each call for use over time is answered; without it 503.
    HouseServer history(JsonObject usage) {
        history = usage;
        return this;
    }

    /// The calls for use over time so far, path and query.
    List<String> historyCalls() {
        return List.copyOf(historyCalls);
    }

    /// Tells every reader.
    public void send(String event, JsonObject value) {
        readers.forEach(reader -> reader.write(frame(event, value)));
    }

    /// Cuts every reader's connection in the middle.
    public void cut() {
        readers.forEach(HttpServerResponse::reset);
        readers.clear();
    }

    /// From now on the stream is answered with 503, or served again.
    public void refuse(boolean refuse) {
        refusing = refuse;
    }

    public int readers() {
        return readers.size();
    }

    /// How many streams were opened so far.
    public int accepted() {
        return accepted.get();
    }

    private void answer(HttpServerRequest request) {
        var path = request.path();
        if (path.equals("/api/v1/stream")) {
            stream(request.response());
        } else if (path.startsWith("/api/v1/tenants/") && path.endsWith("/usage")) {
            historyCalls.add(request.uri());
            usage(request.response());
        } else if (path.startsWith("/webjars/")) {
            file(request.response(), "META-INF/resources" + path);
        } else {
            file(request.response(), "webroot" + (path.equals("/") ? "/index.html" : path));
        }
    }

    private void stream(HttpServerResponse response) {
        if (refusing) {
            response.setStatusCode(503).putHeader("Content-Type", "application/problem+json")
                .end(new JsonObject().put("status", 503).put("reason", "not-ready").put("detail", "waiting for kafka").encode());
            return;
        }
        accepted.incrementAndGet();
        response.setChunked(true).putHeader("Content-Type", "text/event-stream").putHeader("Cache-Control", "no-store");
        response.closeHandler(_ -> readers.remove(response));
        response.exceptionHandler(_ -> readers.remove(response));
        response.write(frame("snapshot", snapshot.get()));
        readers.add(response);
    }

    private void usage(HttpServerResponse response) {
        var known = history;
        response.setStatusCode(known == null ? 503 : 200).putHeader("Content-Type", known == null ? "application/problem+json" : "application/json")
            .end((known == null ? new JsonObject().put("detail", "the history cannot be read (yet)") : known).encode());
    }

    private static Buffer frame(String event, JsonObject value) {
        return Buffer.buffer("event: " + event + "\ndata: " + value.encode() + "\n\n");
    }

    private static void file(HttpServerResponse response, String resource) {
        try (var stream = HouseServer.class.getClassLoader().getResourceAsStream(resource)) {
            if (stream == null || resource.contains("..")) {
                response.setStatusCode(404).end();
                return;
            }
            var content = stream.readAllBytes();
            if (resource.endsWith(".html")) {
                response.putHeader("Content-Security-Policy", policy(new String(content, StandardCharsets.UTF_8)));
            }
            response.putHeader("Content-Type", typeOf(resource)).putHeader("X-Content-Type-Options", "nosniff").end(Buffer.buffer(content));
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static String typeOf(String resource) {
        return switch (resource.substring(resource.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> "application/octet-stream";
        };
    }

    /// Nothing from elsewhere, no inline script but the import map, no inline style.
    private static String policy(String index) {
        var script = INLINE_SCRIPT.matcher(index);
        if (!script.find()) {
            throw new IllegalStateException("index.html has no import map");
        }
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(script.group(1).getBytes(StandardCharsets.UTF_8));
            return "default-src 'none'; script-src 'self' 'sha256-" + Base64.getEncoder().encodeToString(hash)
                + "'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        await(http.close());
        await(vertx.close());
    }

    private static <T> T await(io.vertx.core.Future<T> future) {
        try {
            return future.await(CALL_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new IllegalStateException("the server of the tests does not answer", late);
        }
    }
}
