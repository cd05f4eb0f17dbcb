package dev.landlord.controller.api;

import dev.landlord.protocol.json.MessageCodec;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.Callable;

/// Answers in JSON.
final class Answers {
    private Answers() {
    }

    /// For values that take no time to write.
    static void json(RoutingContext call, int status, Object value) {
        send(call, status, encode(value));
    }

    /// For values that may be large: they are written on a worker, so they must be immutable.
    static void largeJson(RoutingContext call, Object value) {
        onWorker(call, () -> encode(value)).onSuccess(body -> send(call, 200, body)).onFailure(call::fail);
    }

    /// Runs what takes longer than a moment.
    static <T> Future<T> onWorker(RoutingContext call, Callable<T> work) {
        return call.vertx().executeBlocking(work, false);
    }

    static Buffer encode(Object value) {
        return Buffer.buffer(MessageCodec.mapper().writeValueAsBytes(value));
    }

    private static void send(RoutingContext call, int status, Buffer body) {
        if (!call.response().closed()) {
            call.response().setStatusCode(status).putHeader("Content-Type", "application/json").end(body);
        }
    }
}
