package dev.landlord.launcher.node;

import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A role that is deployed, and can be stopped whatever has become of its start.
final class RoleInVertx {
    private static final Logger LOG = LoggerFactory.getLogger(RoleInVertx.class);

    private final Vertx vertx;
    private final String name;
    private final CompletableFuture<String> deployment;

    private RoleInVertx(Vertx vertx, String name, CompletableFuture<String> deployment) {
        this.vertx = vertx;
        this.name = name;
        this.deployment = deployment;
    }

    static RoleInVertx deploy(Vertx vertx, String name, Deployable verticle) {
        return new RoleInVertx(vertx, name, vertx.deployVerticle(verticle).toCompletionStage().toCompletableFuture());
    }

    /// Completes when the verticle's start has; fails with what a person is told.
    CompletableFuture<Void> deployed() {
        return deployment.handle((_, failure) -> {
            if (failure != null) {
                throw StartFailures.of(name, failure);
            }
            return null;
        });
    }

    /// Returns when the role has stopped, or the time is over.
    void stop(Duration timeout) {
        try {
            deployment.handle((id, failure) -> failure == null ? id : null).thenCompose(id -> id == null
                ? CompletableFuture.completedFuture(null)
                : vertx.undeploy(id).toCompletionStage().toCompletableFuture()).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            LOG.warn("The {} did not stop within {} s; going on without it", name, timeout.toSeconds());
        } catch (ExecutionException e) {
            LOG.warn("The {} met a failure while stopping", name, e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
