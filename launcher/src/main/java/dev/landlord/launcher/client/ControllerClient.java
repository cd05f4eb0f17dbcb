package dev.landlord.launcher.client;

import dev.landlord.launcher.RemedyException;
import dev.landlord.protocol.json.MessageCodec;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/// A controller's HTTP API (`/api/v1`). Every method returns the answer's JSON and throws [RemedyException] with a sentence for
/// people: [ApiProblem] if the controller refuses.
public final class ControllerClient implements AutoCloseable {
    private static final String API = "/api/v1";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
    private static final int UNAUTHORIZED = 401;
    private static final int FIRST_FAILURE = 300;

    private final ControllerAddress address;
    private final HttpClient http = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT).build();

    public ControllerClient(ControllerAddress address) {
        this.address = address;
    }

    /// @param path below `/api/v1`, with its query
    public JsonNode get(String path) {
        return send("GET", path, BodyPublishers.noBody(), "");
    }

    public JsonNode put(String path, byte[] body, String contentType) {
        return send("PUT", path, BodyPublishers.ofByteArray(body), contentType);
    }

    public JsonNode post(String path, byte[] body, String contentType) {
        return send("POST", path, BodyPublishers.ofByteArray(body), contentType);
    }

    public JsonNode delete(String path) {
        return send("DELETE", path, BodyPublishers.noBody(), "");
    }

    /// Hands over the server-sent events as they come, on a thread of the client's, until the connection or this client is closed.
    ///
    /// @param events takes the event's name and its JSON
    /// @return completes when the stream ends, with the cause if it broke
    public CompletableFuture<Void> stream(BiConsumer<String, JsonNode> events) {
        return stream(events, () -> { });
    }

    /// The same for somebody who watches over the connection.
    ///
    /// @param heard called for everything that comes, be it no event: the controller says something every 10 s
    /// @return completes when the stream ends, with the cause if it broke, told as by the other methods
    public CompletableFuture<Void> stream(BiConsumer<String, JsonNode> events, Runnable heard) {
        HttpRequest request = request("/stream").header("Accept", "text/event-stream").GET().build();
        return http.sendAsync(request, BodyHandlers.fromLineSubscriber(new EventStream(events, heard))).handle((response, failure) -> {
            if (failure != null) {
                throw failure(request, failure instanceof CompletionException wrapped ? wrapped.getCause() : failure);
            }
            if (response.statusCode() >= FIRST_FAILURE) {
                throw new RemedyException("%s answers the stream with status %s".formatted(address.url(), response.statusCode()));
            }
            return null;
        });
    }

    /// `GET /health/ready`, which refuses with status 503 while the controller waits for something.
    public JsonNode ready() {
        return send(HttpRequest.newBuilder(at("/health/ready")), "GET", BodyPublishers.noBody(), "");
    }

    private JsonNode send(String method, String path, BodyPublisher body, String contentType) {
        return send(request(path), method, body, contentType);
    }

    private JsonNode send(HttpRequest.Builder request, String method, BodyPublisher body, String contentType) {
        request.timeout(ANSWER_TIMEOUT).header("Accept", "application/json").method(method, body);
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        HttpResponse<byte[]> response = exchange(request.build(), BodyHandlers.ofByteArray());
        JsonNode answer = json(response);
        if (response.statusCode() == UNAUTHORIZED && address.token().isEmpty()) {
            throw new RemedyException(("%s wants the admin token for this, and none was found; run this as the user who runs the controller, "
                + "name its data directory with --data, or the token's file with --token-file").formatted(address.url()));
        }
        if (response.statusCode() >= FIRST_FAILURE) {
            throw ApiProblem.of(response.statusCode(), answer);
        }
        return answer;
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(at(API + path));
        address.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return request;
    }

    private URI at(String path) {
        return URI.create(address.url().toString().replaceFirst("/+$", "") + path);
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw failure(request, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RemedyException("interrupted while waiting for " + address.url(), e);
        }
    }

    private RemedyException failure(HttpRequest request, Throwable failure) {
        return switch (failure) {
            case ConnectException _ -> new RemedyException(("nothing answers at %s; start landlord up (all on this machine) or landlord "
                + "controller --kafka HOST:PORT, or say with --url where the controller is").formatted(address.url()), failure);
            case HttpTimeoutException _ -> new RemedyException("%s did not answer %s %s within %s s".formatted(
                address.url(), request.method(), request.uri().getPath(), ANSWER_TIMEOUT.toSeconds()), failure);
            case IOException broken -> new RemedyException("talking to %s failed: %s".formatted(address.url(), RemedyException.said(broken)), broken);
            default -> new RemedyException("talking to %s failed: %s".formatted(address.url(), failure), failure);
        };
    }

    private JsonNode json(HttpResponse<byte[]> response) {
        if (response.body().length == 0) {
            return NullNode.getInstance();
        }
        try {
            return MessageCodec.mapper().readTree(response.body());
        } catch (JacksonException e) {
            throw new RemedyException("%s answers, but not as a Landlord controller does (status %s, %s); see --url".formatted(address.url(),
                response.statusCode(), response.headers().firstValue("Content-Type").orElse("no content type")), e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
