package dev.landlord.launcher.cli;

import dev.landlord.launcher.RemedyException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Waiting for something, unless this program is asked to stop meanwhile.
final class Until {
    private Until() {
    }

    /// @return whether it was done; false if the stop came first
    /// @throws RemedyException if it failed so
    static boolean done(CompletableFuture<?> what, CompletableFuture<Void> stop) {
        try {
            CompletableFuture.anyOf(what, stop).join();
            return !stop.isDone();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RemedyException known ? known : e;
        }
    }
}
