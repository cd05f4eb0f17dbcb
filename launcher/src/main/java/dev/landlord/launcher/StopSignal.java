package dev.landlord.launcher;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Ctrl-C and SIGTERM as a request to end in good order: a command that waits for it closes what it opened and returns its exit
/// status, with which the process then ends. (The JVM alone would end with 130 or 143, without waiting for the command.) A command
/// that does not wait for it is ended as any program is.
///
/// One for the process, as signals are.
public final class StopSignal {
    private static final CompletableFuture<Void> ASKED = new CompletableFuture<>();
    private static final CompletableFuture<Integer> STATUS = new CompletableFuture<>();

    private static volatile boolean awaited;

    private StopSignal() {
    }

    /// Completes when the process is asked to end. Whoever calls this promises to return soon after that.
    public static CompletionStage<Void> asked() {
        awaited = true;
        return ASKED.minimalCompletionStage();
    }

    /// To be called by `main` before anything else, and [#exit] at its end.
    static void install() {
        Runtime.getRuntime().addShutdownHook(new Thread(StopSignal::endInOrder, "stop-signal"));
    }

    static void exit(int status) {
        STATUS.complete(status);
        System.exit(status);
    }

    private static void endInOrder() {
        if (awaited) {
            ASKED.complete(null);
            Runtime.getRuntime().halt(STATUS.join());
        }
    }
}
