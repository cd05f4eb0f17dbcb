package dev.landlord.controller.api;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/// Runs calls one after the other: changes, so that each rests on what the one before left; reports, so that only one is in memory. Confined to one
/// thread.
final class OneAtATime {
    /// Calls that may wait; one more is refused, for each may take seconds.
    static final int MOST_WAITING = 32;

    private Future<?> last = Future.succeededFuture();
    private int waiting;

    <T> Future<T> run(Supplier<Future<T>> change) {
        if (waiting >= MOST_WAITING) {
            return Future.failedFuture(new Refusal(503, "busy", "%s such calls are waiting already; try again in a moment".formatted(waiting)));
        }
        waiting++;
        var done = Promise.<T>promise();
        last.onComplete(_ -> start(change).onComplete(done));
        last = done.future().onComplete(_ -> waiting--);
        return done.future();
    }

    private static <T> Future<T> start(Supplier<Future<T>> change) {
        try {
            return change.get();
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }
}
