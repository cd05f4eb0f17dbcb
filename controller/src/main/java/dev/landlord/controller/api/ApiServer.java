package dev.landlord.controller.api;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.CompressionConfig;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The HTTP server: the API, the page, health and metrics. Start and stop it on the event loop to which the read model is confined.
public final class ApiServer {
    private static final String API = "/api/v1";
    private static final String JSON = "application/json";
    private static final List<String> DOCUMENT = List.of("application/yaml", "application/x-yaml", "text/yaml", JSON);
    private static final List<String> PATCH = List.of("application/merge-patch+json", JSON);
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);
    /// Of gzip, which each browser takes; a higher one takes longer and saves little. There is no least size, for with one Vert.x would leave
    /// files as they are.
    private static final int COMPRESSION_LEVEL = 6;

    private final Vertx vertx;
    private final ApiSettings settings;
    private final Ports ports;
    private final Streams streams;
    private final Observation observation;
    private final AddressFile address;
    private HttpServer server;

    public ApiServer(Vertx vertx, ApiSettings settings, Ports ports) {
        this.vertx = vertx;
        this.settings = settings;
        this.ports = ports;
        this.streams = new Streams(vertx, ports.house(), ports.clock(), settings.streams());
        this.observation = new Observation(ports, streams);
        this.address = new AddressFile(settings.dataDir(), settings.host());
    }

    /// Makes or reads the admin token, listens, and writes the address down for the command line.
    ///
    /// @return the port; fails with a remedy if the token cannot be used or the address is taken
    public Future<Integer> start() {
        return vertx.executeBlocking(() -> new Prepared(AdminToken.loadOrCreate(settings.dataDir()), PagePolicy.read(PageFiles.INDEX)))
            .compose(prepared -> {
                server = vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false).setHandle100ContinueAutomatically(true)
                    .setIdleTimeout((int) ApiSettings.IDLE.toSeconds()).setIdleTimeoutUnit(TimeUnit.SECONDS)
                    .setCompression(new CompressionConfig().setCompressionEnabled(true).addGzip(COMPRESSION_LEVEL)));
                return server.requestHandler(router(prepared)).invalidRequestHandler(Failures::answerInvalid)
                    .listen(settings.port(), settings.host()).recover(this::cannotListen);
            })
            .compose(listening -> {
                streams.start();
                observation.start();
                return vertx.executeBlocking(() -> address.write(listening.actualPort())).map(listening.actualPort());
            });
    }

    /// Ends the event streams, lets calls under way finish for a moment, and closes.
    public Future<Void> stop() {
        if (server == null) {
            return Future.succeededFuture();
        }
        streams.stop();
        observation.stop();
        return vertx.executeBlocking(address::remove).eventually(() -> server.shutdown(LAST_ANSWERS));
    }

    private <T> Future<T> cannotListen(Throwable why) {
        return Future.failedFuture(new IOException("cannot listen on %s port %s: %s; name another one with http.host and http.port"
            .formatted(settings.host(), settings.port(), why.getMessage()), why));
    }

    private Router router(Prepared prepared) {
        var router = Router.router(vertx);
        Failures.installOn(router);
        var names = Guards.names(settings.host(), settings.allowedHosts());
        router.route().handler(observation::time);
        router.route().handler(call -> secure(call, prepared.policy()));
        router.route().handler(call -> Guards.host(call, settings.host(), names));
        look(router, "/health/live").handler(observation::live);
        look(router, "/health/ready").handler(observation::ready);
        look(router, "/metrics").handler(observation::metrics);
        router.route(API + "/*").handler(ApiServer::notStored);
        reads(router);
        changes(router, prepared.token());
        new PageFiles().installOn(router);
        return router;
    }

    private void reads(Router router) {
        var reads = new Reads(ports);
        look(router, API + "/tenants").handler(reads::tenants);
        look(router, API + "/tenants/:id").handler(reads::tenant);
        look(router, API + "/tenants/:id/decisions").handler(reads::decisions);
        look(router, API + "/tenants/:id/explain").handler(reads::explain);
        look(router, API + "/tenants/:id/usage").handler(new UsageCalls(ports, reads)::usage);
        look(router, API + "/nodes").handler(reads::nodes);
        look(router, API + "/nodes/:id").handler(reads::node);
        look(router, API + "/report").handler(new ReportCalls(ports)::report);
        router.get(API + "/stream").handler(streams::open);
    }

    private void changes(Router router, AdminToken token) {
        var reads = new Reads(ports);
        var oneAtATime = new OneAtATime();
        var tenants = new TenantChanges(ports, reads, oneAtATime);
        var classes = new ClassCalls(ports, oneAtATime);
        var switches = new SwitchCalls(ports);
        var actions = new Actions(ports, reads);
        change(router.put(API + "/tenants"), token, DOCUMENT, tenants::putAll);
        change(router.put(API + "/tenants/:id"), token, DOCUMENT, tenants::put);
        change(router.patch(API + "/tenants/:id"), token, PATCH, tenants::patch);
        router.delete(API + "/tenants/:id").handler(call -> Guards.token(call, token)).handler(tenants::delete);
        look(router, API + "/classes").handler(classes::all);
        look(router, API + "/classes/:name").handler(classes::one);
        change(router.put(API + "/classes"), token, DOCUMENT, classes::putAll);
        router.delete(API + "/classes/:name").handler(call -> Guards.token(call, token)).handler(classes::delete);
        look(router, API + "/switches").handler(switches::all);
        change(router.put(API + "/switches/:means"), token, List.of(JSON), switches::put);
        change(router.post(API + "/tenants/:id/throttle"), token, List.of(JSON), actions::throttle);
        change(router.post(API + "/tenants/:id/release"), token, List.of(JSON), actions::release);
        change(router.post(API + "/tenants/:id/evict"), token, List.of(JSON), actions::evict);
    }

    /// The body is read only for those who may change something.
    private static void change(Route route, AdminToken token, List<String> types, Handler<RoutingContext> handler) {
        route.handler((SecurityPolicyHandler) call -> Guards.token(call, token))
            .handler((SecurityPolicyHandler) call -> Guards.contentType(call, types))
            .handler(BodyHandler.create(false).setBodyLimit(ApiSettings.LARGEST_BODY))
            .handler(handler);
    }

    private static Route look(Router router, String path) {
        return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
    }

    private static void secure(RoutingContext call, String policy) {
        call.response()
            .putHeader("Content-Security-Policy", policy)
            .putHeader("X-Content-Type-Options", "nosniff")
            .putHeader("X-Frame-Options", "DENY")
            .putHeader("Referrer-Policy", "no-referrer")
            .putHeader("Cross-Origin-Opener-Policy", "same-origin")
            .putHeader("Cross-Origin-Resource-Policy", "same-origin");
        call.next();
    }

    private static void notStored(RoutingContext call) {
        call.response().putHeader("Cache-Control", "no-store");
        call.next();
    }

    private record Prepared(AdminToken token, String policy) {
    }
}
