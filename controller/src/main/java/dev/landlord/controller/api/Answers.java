package dev.landlord.controller.api;

import dev.landlord.protocol.json.MessageCodec;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;

/// Answers, most of them in JSON.
final class Answers {
    private static final String JSON = "application/json";

    private Answers() {
    }

    /// For values that take no time to write.
    static void json(RoutingContext call, int status, Object value) {
        send(call, status, JSON, encode(value));
    }

    /// For values that may be large: they are written, and compressed for whoever takes that, on a worker, so they must be immutable.
    static void largeJson(RoutingContext call, Object value) {
        largeJson(call, () -> value);
    }

    /// For values that take their time to be read, too.
    static void largeJson(RoutingContext call, Callable<Object> value) {
        large(call, JSON, () -> encode(value.call())).onFailure(call::fail);
    }

    /// For what is made on a worker; it is compressed there, too, for whoever takes that.
    ///
    /// @return completes when the answer has been handed over; a failure is the caller's to answer
    static Future<Void> large(RoutingContext call, String type, Callable<Buffer> make) {
        boolean gzip = takesGzip(call);
        return onWorker(call, () -> gzip ? gzipped(make.call()) : make.call()).map(body -> {
            if (gzip) {
                call.response().putHeader("Content-Encoding", "gzip");
            }
            send(call, 200, type, body);
            return null;
        });
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

    private static void send(RoutingContext call, int status, String type, Buffer body) {
        if (!call.response().closed()) {
            call.response().setStatusCode(status).putHeader("Content-Type", type).end(body);
        }
    }
}
