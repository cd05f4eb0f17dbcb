package dev.landlord.controller.api;

import dev.landlord.controller.view.House;
import dev.landlord.controller.view.HouseBounds;
import dev.landlord.controller.view.Messages;
import dev.landlord.protocol.message.TenantSpec;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The real server on a free port of loopback, with the engine's side in memory.
final class RunningApi implements AutoCloseable {
    private static final int CALL_SECONDS = 10;

    final House house = new House(HouseBounds.DEFAULTS);
    final Fakes.History history = new Fakes.History();
    final Fakes.Registry registry = new Fakes.Registry();
    final Fakes.Requests requests = new Fakes.Requests();
    final Fakes.Settings settings = new Fakes.Settings();
    final Fakes.Book book = new Fakes.Book();
    final Fakes.Waiting readiness = new Fakes.Waiting();
    final Fakes.HandClock clock = new Fakes.HandClock(Messages.START);
    final int port;
    private final Context context;
    private final HttpClient client;
    private final ApiServer server;
    private final String token;

    RunningApi(Vertx vertx, Path dataDir) {
        this(vertx, dataDir, 0);
    }

    RunningApi(Vertx vertx, Path dataDir, int port) {
        this(vertx, dataDir, port, new ApiSettings.Streams(2, 64 * 1024, Duration.ofMillis(20), Duration.ofMillis(100)));
    }

    RunningApi(Vertx vertx, Path dataDir, ApiSettings.Streams streams) {
        this(vertx, dataDir, 0, streams);
    }

    private RunningApi(Vertx vertx, Path dataDir, int wantedPort, ApiSettings.Streams streams) {
        context = vertx.getOrCreateContext();
        client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(50));
        server = new ApiServer(vertx, new ApiSettings("127.0.0.1", wantedPort, List.of("house.example"), dataDir, streams),
            new Ports(house, history, registry, registry, requests, book, readiness, settings, settings,
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), clock));
        port = await(onContext(server::start));
        try {
            token = Files.readString(dataDir.resolve("admin.token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Declares a tenant everywhere, as the engine does once the topic was read.
    void declare(TenantSpec spec) {
        registry.declare(spec);
        inHouse(() -> house.declared(spec, clock.instant()));
    }

    /// Runs on the event loop that the read model is confined to.
    void inHouse(Runnable change) {
        await(onContext(() -> {
            change.run();
            return Future.succeededFuture();
        }));
    }

    Reply get(String path) {
        return call(HttpMethod.GET, path, Map.of(), "");
    }

    /// With the admin token.
    Reply change(HttpMethod method, String path, String contentType, String body) {
        return call(method, path, Map.of("Authorization", "Bearer " + token, "Content-Type", contentType), body);
    }

    Reply call(HttpMethod method, String path, Map<String, String> headers, String body) {
        return await(calling(method, path, headers, body));
    }

    Future<Reply> sending(HttpMethod method, String path, String contentType, byte[] body) {
        return calling(method, path, Map.of("Authorization", "Bearer " + token, "Content-Type", contentType), Buffer.buffer(body));
    }

    Future<Reply> calling(HttpMethod method, String path, Map<String, String> headers, String body) {
        return calling(method, path, headers, Buffer.buffer(body));
    }

    private Future<Reply> calling(HttpMethod method, String path, Map<String, String> headers, Buffer body) {
        var options = new RequestOptions().setMethod(method).setHost("127.0.0.1").setPort(port).setURI(path);
        return client.request(options).compose(request -> {
            headers.forEach(request::putHeader);
            // Composed here, on the request's own context: from the test's thread it could be too late for the body.
            return request.send(body).compose(response ->
                response.body().map(received -> new Reply(response.statusCode(), response.headers(), received)));
        });
    }

    String token() {
        return token;
    }

    @Override
    public void close() {
        await(onContext(server::stop));
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(CALL_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("no answer within %d s".formatted(CALL_SECONDS), e);
        }
    }

    private <T> Future<T> onContext(Supplier<Future<T>> work) {
        var promise = Promise.<T>promise();
        context.runOnContext(_ -> work.get().onComplete(promise));
        return promise.future();
    }

    record Reply(int status, MultiMap headers, Buffer bytes) {
        String body() {
            return bytes.toString();
        }

        /// What was sent compressed.
        String unzipped() throws IOException {
            try (var gzip = new GZIPInputStream(new ByteArrayInputStream(bytes.getBytes()))) {
                return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
            }
        }

        JsonNode json() {
            return JsonMapper.shared().readTree(body());
        }

        String reason() {
            return json().path("reason").asString("");
        }

        String header(String name) {
            return headers.get(name);
        }
    }
}
