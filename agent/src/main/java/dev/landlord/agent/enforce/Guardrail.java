package dev.landlord.agent.enforce;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// How many evictions of a node count as begun lately. Each does from when it is accepted until a minute after its processes were first asked to end,
/// however long a slow kernel takes in between; over restarts of the agent too. Not thread-safe.
///
/// By the monotonic clock: the wall clock may jump, and a guardrail must not.
final class Guardrail {
    private static final Duration WINDOW = Duration.ofMinutes(1);

    /// Accepted, and nobody has been asked to end yet.
    private final Set<String> waiting = new HashSet<>();
    private final Map<String, Long> sinceNanos = new HashMap<>();

    /// An order that an earlier run has left on disk. If the clock was put back since, it counts as begun just now.
    void restore(OrderRecord order, Now now) {
        if (order.wasBegun()) {
            long agoMillis = Math.clamp(Duration.between(order.countsFrom(), now.wall()).toMillis(), 0, WINDOW.toMillis());
            sinceNanos.put(order.order().order(), now.nanos() - TimeUnit.MILLISECONDS.toNanos(agoMillis));
            if (!order.isFinal() && order.askedAt() == null) {
                waiting.add(order.order().order());
            }
        }
    }

    void accepted(String order, Now now) {
        sinceNanos.put(order, now.nanos());
        waiting.add(order);
    }

    /// Its processes have been asked to end for the first time.
    void asked(String order, Now now) {
        sinceNanos.put(order, now.nanos());
        waiting.remove(order);
    }

    /// It is over. Where nobody has been asked to end, the kernel may be about to do so still.
    void ended(String order, Now now) {
        if (waiting.remove(order)) {
            sinceNanos.put(order, now.nanos());
        }
    }

    long count(Now now) {
        sinceNanos.entrySet().removeIf(entry -> now.nanos() - entry.getValue() >= WINDOW.toNanos() && !waiting.contains(entry.getKey()));
        return sinceNanos.size();
    }

    /// Whether an order that is final still counted at a moment of the wall clock, and must not be forgotten.
    static boolean counts(OrderRecord order, Instant now) {
        return order.wasBegun() && order.countsFrom().isAfter(now.minus(WINDOW));
    }
}
