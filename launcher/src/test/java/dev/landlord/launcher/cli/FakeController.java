package dev.landlord.launcher.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Answers with what it was told to and keeps what it was asked.
final class FakeController implements AutoCloseable {
    private final HttpServer server;
    private final ConcurrentHashMap<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();

    FakeController() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            calls.add(new Call(line, Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type"))));
            Answer answer = answers.getOrDefault(line, new Answer(404, "text/html", "<h1>?</h1>"));
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    /// @param line method, path and query
    FakeController answers(String line, int status, String json) {
        answers.put(line, new Answer(status, status < 300 ? "application/json" : "application/problem+json", json));
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    Call lastCall() {
        return calls.getLast();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    record Call(String line, Optional<String> authorization, String body, Optional<String> contentType) {
    }

    private record Answer(int status, String type, String body) {
    }
}
