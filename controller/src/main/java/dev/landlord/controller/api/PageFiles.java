package dev.landlord.controller.api;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The page's own files, and the libraries' from WebJars. Libraries carry their version in the path, so they never change and may be kept for
/// ever; the page's own files are asked for again each time, and answered 304 where the browser has them as they are.
final class PageFiles {
    /// The resource that answers for `/`.
    static final String INDEX = "webroot/index.html";

    private static final String PAGE = "webroot";
    private static final String WEBJARS = "META-INF/resources/webjars";
    private static final String FOR_EVER = "public, immutable, max-age=" + Duration.ofDays(365).toSeconds();
    /// Browsers keep it, and ask whether it is still so.
    private static final String ASK_AGAIN = "no-cache";

    /// Entity tag by path; only of files that exist, which are few. Files do not change while the controller runs.
    private final Map<String, String> tags = new ConcurrentHashMap<>();

    void installOn(Router router) {
        router.route("/webjars/*").method(HttpMethod.GET).method(HttpMethod.HEAD)
            .handler(call -> keep(call, FOR_EVER))
            .handler(files(WEBJARS));
        router.routeWithRegex("/(?!api/|webjars/|health/|metrics).*").method(HttpMethod.GET).method(HttpMethod.HEAD)
            .handler(call -> keep(call, ASK_AGAIN))
            .handler(this::answerIfKnown)
            .handler(files(PAGE));
    }

    /// Without ranges, for a part of a file cannot be compressed as the whole is.
    private static StaticHandler files(String root) {
        return StaticHandler.create(root).setDirectoryListing(false).setIncludeHidden(false).setCachingEnabled(false).setEnableRangeSupport(false);
    }

    private static void keep(RoutingContext call, String rule) {
        call.addHeadersEndHandler(_ -> {
            if (call.response().getStatusCode() < 400) {
                call.response().putHeader("Cache-Control", rule).putHeader("Vary", "Accept-Encoding");
            }
        });
        call.next();
    }

    private void answerIfKnown(RoutingContext call) {
        var path = call.normalizedPath();
        tag(call, path.equals("/") ? INDEX : PAGE + path).onFailure(call::fail).onSuccess(tag -> {
            if (!tag.isEmpty()) {
                call.etag(tag);
            }
            if (!tag.isEmpty() && call.isFresh()) {
                call.response().setStatusCode(304).end();
            } else {
                call.next();
            }
        });
    }

    /// Empty for what is no file.
    private Future<String> tag(RoutingContext call, String resource) {
        var known = tags.get(resource);
        return known != null ? Future.succeededFuture(known) : Answers.onWorker(call, () -> {
            var read = read(resource);
            if (!read.isEmpty()) {
                tags.put(resource, read);
            }
            return read;
        });
    }

    /// Weak, as the file may be sent compressed or not.
    private static String read(String resource) throws IOException {
        if (resource.indexOf('.', resource.lastIndexOf('/')) < 0) {
            return "";
        }
        try (var stream = PageFiles.class.getClassLoader().getResourceAsStream(resource)) {
            return stream == null ? "" : "W/\"%s\"".formatted(HexFormat.of().formatHex(
                MessageDigest.getInstance("SHA-256").digest(stream.readAllBytes()), 0, 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK knows SHA-256", e);
        }
    }
}
