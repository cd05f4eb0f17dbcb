package dev.landlord.controller.engine;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tries the steps of the start until they succeed, with pauses that grow up to a bound, and says in [Progress] what stands in the way.
final class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final Progress progress;
    private boolean stopped;
    private String said = "";

    Attempts(Vertx vertx, Progress progress) {
        this.vertx = vertx;
        this.progress = progress;
    }

    /// @param what the step, for people
    /// @return what the first successful attempt gave; fails only after [#stop]
    <T> Future<T> until(String what, Supplier<Future<T>> attempt) {
        var promise = Promise.<T>promise();
        attempt(what, attempt, FIRST_PAUSE, promise);
        return promise.future();
    }

    /// A step with which a stage is reached.
    <T> Future<T> until(Progress.Stage stage, Supplier<Future<T>> attempt) {
        return until(stage.wire(), attempt).onSuccess(_ -> progress.set(stage, true));
    }

    void stop() {
        stopped = true;
    }

    boolean stopped() {
        return stopped;
    }

    private <T> void attempt(String what, Supplier<Future<T>> attempt, Duration pause, Promise<T> promise) {
        if (stopped) {
            promise.fail("stopped");
            return;
        }
        attempt.get().onSuccess(promise::complete).onFailure(e -> {
            say("%s: %s".formatted(what, e.getMessage()));
            var doubled = pause.multipliedBy(2);
            vertx.setTimer(pause.toMillis(), _ ->
                attempt(what, attempt, doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled, promise));
        });
    }

    private void say(String sentence) {
        progress.explain(sentence);
        if (!sentence.equals(said)) {
            LOG.warn("Waiting for {}; trying again until it works", sentence);
            said = sentence;
        }
    }
}
