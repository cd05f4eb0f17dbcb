package dev.landlord.launcher.node;

import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/// One role alone in this JVM.
public final class OneRole implements AutoCloseable {
    /// Putting limits back may take half a minute, if the kernel holds up the writes.
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(45);

    private final Vertx vertx = Vertx.vertx();
    private final String name;
    private final RoleInVertx role;

    private OneRole(String name, Deployable verticle) {
        this.name = name;
        role = RoleInVertx.deploy(vertx, name, verticle);
    }

    /// Starts it in the background.
    ///
    /// @param name for messages, e.g. `agent`
    public static OneRole start(String name, Deployable verticle) {
        return new OneRole(name, verticle);
    }

    /// Waits until it is deployed or `stop` completes.
    ///
    /// @return whether it is deployed
    /// @throws dev.landlord.launcher.RemedyException if it cannot start
    public boolean deployedBefore(CompletableFuture<Void> stop) {
        CompletableFuture<Void> deployed = role.deployed();
        try {
            CompletableFuture.anyOf(deployed, stop).join();
        } catch (CompletionException e) {
            throw StartFailures.of(name, e);
        }
        return deployed.isDone();
    }

    /// Waits until `stop` completes.
    ///
    /// @param ready of the role; that it completes is no end
    /// @throws dev.landlord.launcher.RemedyException if `ready` fails
    public void runUntil(CompletableFuture<Void> stop, CompletionStage<Void> ready) {
        CompletableFuture<Void> failed = ready.thenCompose(_ -> new CompletableFuture<Void>()).toCompletableFuture();
        try {
            CompletableFuture.anyOf(failed, stop).join();
        } catch (CompletionException e) {
            throw StartFailures.of(name, e);
        }
    }

    @Override
    public void close() {
        role.stop(STOP_TIMEOUT);
        vertx.close().await();
    }
}
