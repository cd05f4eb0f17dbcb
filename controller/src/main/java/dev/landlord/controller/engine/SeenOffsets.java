package dev.landlord.controller.engine;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How far a topic has been read, for writers who wait until what they wrote is known here. Confined to the event loop.
final class SeenOffsets {
    /// Writers that wait; one more is refused.
    private static final int MOST_WAITING = 1_000;

    private final Map<Integer, Long> seen = new HashMap<>();
    private final List<Waiting> waiting = new ArrayList<>();

    private record Waiting(int partition, long offset, Promise<Void> promise) {
    }

    /// Completes when this record has been read and what it says is in force.
    Future<Void> await(int partition, long offset) {
        if (seen.getOrDefault(partition, -1L) >= offset) {
            return Future.succeededFuture();
        }
        if (waiting.size() >= MOST_WAITING) {
            return Future.failedFuture("%s writers are waiting already".formatted(MOST_WAITING));
        }
        var promise = Promise.<Void>promise();
        waiting.add(new Waiting(partition, offset, promise));
        return promise.future();
    }

    void read(int partition, long offset) {
        seen.put(partition, offset);
    }

    /// What was read is in force: tells those who wait for it.
    void tell() {
        waiting.removeIf(waiter -> {
            var there = seen.getOrDefault(waiter.partition(), -1L) >= waiter.offset();
            if (there) {
                waiter.promise().tryComplete();
            }
            return there || waiter.promise().future().isComplete();
        });
    }
}
