package dev.landlord.launcher.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// What happened: a hash over all of it, and the last lines in words.
final class Trace {
    private static final int KEPT = Integer.getInteger("landlord.simulation.tail", 120);
    private static final long PRIME = 0x100000001B3L;

    private final Deque<String> tail = new ArrayDeque<>();
    private long hash = 0xCBF29CE484222325L;
    private long events;

    /// An event of the loop.
    void event(long atMillis, String what) {
        events++;
        mix(atMillis);
        mix(what.hashCode());
    }

    /// Something worth telling.
    void note(long atMillis, String text) {
        mix(text.hashCode());
        if (tail.size() >= KEPT) {
            tail.removeFirst();
        }
        tail.addLast("%9.3f s  %s".formatted(atMillis / 1000.0, text));
    }

    private void mix(long value) {
        hash = (hash ^ value) * PRIME;
        hash ^= hash >>> 29;
    }

    /// Equal for equal runs.
    long hash() {
        return hash;
    }

    long events() {
        return events;
    }

    List<String> tail() {
        return List.copyOf(tail);
    }
}
