package dev.landlord.controller.api;

import dev.landlord.controller.ports.Unavailable;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns every failure into a problem document, those that the web server itself finds included.
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    private static final Map<Integer, Refusal> BY_STATUS = Map.of(
        400, new Refusal(400, "request-malformed", "the request cannot be read"),
        404, new Refusal(404, "path-not-found", "there is nothing under this path"),
        405, new Refusal(405, "method-not-allowed", "this path does not know this method; 'Allow' names those that it knows"),
        413, new Refusal(413, "body-too-large", "a body may have at most %s bytes".formatted(ApiSettings.LARGEST_BODY)),
        414, new Refusal(414, "path-too-long", "the request's first line is too long"),
        415, new Refusal(415, "content-type-not-supported", "this call does not take a body of this type"),
        431, new Refusal(431, "headers-too-large", "the request's headers are too large"));

    private Failures() {
    }

    static void installOn(Router router) {
        BY_STATUS.keySet().forEach(status -> router.errorHandler(status, call -> answer(router, call)));
        router.errorHandler(500, call -> answer(router, call));
        router.route().failureHandler(call -> answer(router, call));
    }

    /// Answers what is no HTTP request that a router could look at, and closes the connection: what follows on it cannot be told apart.
    static void answerInvalid(HttpServerRequest request) {
        int status = switch (request.decoderResult().cause()) {
            case TooLongHttpLineException _ -> 414;
            case TooLongHttpHeaderException _ -> 431;
            case null, default -> 400;
        };
        request.response().setStatusCode(status).putHeader("Content-Type", "application/problem+json").putHeader("Connection", "close")
            .end(body(BY_STATUS.get(status)))
            .onComplete(_ -> request.connection().close());
    }

    private static void answer(Router router, RoutingContext call) {
        if (call.response().ended() || call.response().closed()) {
            return;
        }
        if (call.response().headWritten()) {
            call.response().reset();
            return;
        }
        var refusal = refusal(call);
        call.response().headers().remove("ETag");
        call.response().setStatusCode(refusal.status()).putHeader("Content-Type", "application/problem+json").putHeader("Cache-Control", "no-store");
        if (refusal.status() == 401) {
            call.response().putHeader("WWW-Authenticate", "Bearer realm=\"landlord\"");
        }
        if (refusal.status() == 405) {
            call.response().putHeader("Allow", allowed(router, call.normalizedPath()));
        }
        if (refusal.status() == 503) {
            call.response().putHeader("Retry-After", "2");
        }
        call.end(body(refusal));
    }

    private static Buffer body(Refusal refusal) {
        return Answers.encode(ProblemBody.of(refusal, HttpResponseStatus.valueOf(refusal.status()).reasonPhrase()));
    }

    private static String allowed(Router router, String path) {
        return router.getRoutes().stream()
            .filter(route -> route.methods() != null && route.getPath() != null && pattern(route).matcher(path).matches())
            .flatMap(route -> route.methods().stream())
            .map(HttpMethod::name)
            .distinct().sorted().collect(Collectors.joining(", "));
    }

    private static Pattern pattern(Route route) {
        return Pattern.compile(route.isRegexPath() ? route.getPath()
            : route.getPath().replaceAll(":[a-z]+", "[^/]+").replace(".", "\\.").replace("*", ".*"));
    }

    private static Refusal refusal(RoutingContext call) {
        return switch (call.failure()) {
            case Refusal refusal -> refusal;
            case Unavailable unavailable -> new Refusal(503, "kafka-unavailable", unavailable.getMessage());
            case null -> BY_STATUS.getOrDefault(call.statusCode(), new Refusal(Math.max(call.statusCode(), 400), "failed", "the call failed"));
            case Throwable thrown -> unexpected(call, thrown);
        };
    }

    private static Refusal unexpected(RoutingContext call, Throwable thrown) {
        if (BY_STATUS.containsKey(call.statusCode())) {
            return BY_STATUS.get(call.statusCode());
        }
        var incident = UUID.randomUUID().toString();
        LOG.error("incident {}: {} {} failed", incident, call.request().method(), call.normalizedPath(), thrown);
        return new Refusal(500, "internal-error", "the controller failed; its log tells more under incident " + incident);
    }
}
