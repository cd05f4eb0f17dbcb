package dev.landlord.controller.api;

import dev.landlord.protocol.json.MessageCodec;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;

/// Answers in JSON.
final class Answers {
    private Answers() {
    }

    /// For values that take no time to write.
    static void json(RoutingContext call, int status, Object value) {
        send(call, status, encode(value));
    }

    /// For values that may be large: they are written, and compressed for whoever takes that, on a worker, so they must be immutable.
    static void largeJson(RoutingContext call, Object value) {
        largeJson(call, () -> value);
    }

    /// For values that take their time to be read, too.
    static void largeJson(RoutingContext call, Callable<Object> value) {
        boolean gzip = takesGzip(call);
        onWorker(call, () -> gzip ? gzipped(encode(value.call())) : encode(value.call())).onSuccess(body -> {
            if (gzip) {
                call.response().putHeader("Content-Encoding", "gzip");
            }
            send(call, 200, body);
        }).onFailure(call::fail);
    }

    private static boolean takesGzip(RoutingContext call) {
        return call.parsedHeaders().acceptEncoding().stream().anyMatch(coding -> coding.value().equalsIgnoreCase("gzip") && coding.weight() > 0);
    }

    private static Buffer gzipped(Buffer body) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(body.getBytes());
        }
        return Buffer.buffer(bytes.toByteArray());
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
