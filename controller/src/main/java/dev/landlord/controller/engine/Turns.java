package dev.landlord.controller.engine;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/// The turns of a term, one after the other, until the term is over. It ends once.
final class Turns {
    private final InstantSource clock;
    private final Promise<TermEnd> over = Promise.promise();
    private Future<Void> last = Future.succeededFuture();
    private Instant progressAt;

    Turns(InstantSource clock) {
        this.clock = clock;
        this.progressAt = clock.instant();
    }

    /// The next turn. It begins when the last one has ended, and fails, without being begun, if the term is over by then.
    Future<Void> next(Supplier<Future<Void>> work) {
        last = last.compose(_ -> unlessOver(work)).onSuccess(_ -> progressed());
        return last;
    }

    /// Something moved, though no turn ended.
    void progressed() {
        progressAt = clock.instant();
    }

    /// How long nothing has moved.
    Duration stillFor() {
        return Duration.between(progressAt, clock.instant());
    }

    boolean isOver() {
        return over.future().isComplete();
    }

    <T> Future<T> unlessOver(Supplier<Future<T>> work) {
        return isOver() ? isOverAlready() : work.get();
    }

    /// What a step comes to whose term is over; nobody sees it.
    static <T> Future<T> isOverAlready() {
        return Future.failedFuture(Over.INSTANCE);
    }

    /// The term is over, if it was not already; no turn begins any more.
    void end(TermEnd how) {
        over.tryComplete(how);
    }

    /// Completes, and never fails, when the term is over and so is the turn in hand.
    Future<TermEnd> ended() {
        return over.future().compose(how -> inHand(how).transform(_ -> Future.succeededFuture(how)));
    }

    /// What has to be waited for: after a failure nothing, for the turn may never end.
    private Future<Void> inHand(TermEnd how) {
        return switch (how) {
            case STOPPED, SUPERSEDED -> last;
            case FAILED -> Future.succeededFuture();
        };
    }

    private static final class Over extends RuntimeException {
        private static final Over INSTANCE = new Over();
        private static final long serialVersionUID = 1L;

        private Over() {
            super("the term is over", null, false, false);
        }
    }
}
