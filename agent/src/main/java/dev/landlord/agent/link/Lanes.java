package dev.landlord.agent.link;

import dev.landlord.agent.spool.Kept;
import dev.landlord.protocol.Topic;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Samples on their way to a [Sender], side by side for different tenants and one after the other for each: a tenant's next one is sent
/// when the one before has arrived, so that no failure can put them out of order. For one context.
final class Lanes {
    private final Sender sender;
    private final int mostInFlight;
    private final Listener listener;
    private final TreeMap<Long, Kept> open = new TreeMap<>();
    private final Map<String, Deque<Kept>> waiting = new HashMap<>();
    private final Deque<String> ready = new ArrayDeque<>();
    private final Set<String> inFlight = new HashSet<>();

    /// Hears what becomes of samples, each time before the next one is sent.
    interface Listener {
        void arrived(Kept sample);

        /// It has not arrived, or it is not known whether it has.
        void failed(Kept sample, Throwable why);

        /// An answer was taken in, and what could be sent next is sent.
        void settled();
    }

    /// @param mostInFlight samples handed to the sender and not answered yet
    Lanes(Sender sender, int mostInFlight, Listener listener) {
        this.sender = sender;
        this.mostInFlight = mostInFlight;
        this.listener = listener;
    }

    /// @param sample with a higher id than all before
    void offer(Kept sample) {
        var tenant = sample.sample().tenant();
        open.put(sample.id(), sample);
        var lane = waiting.computeIfAbsent(tenant, _ -> new ArrayDeque<>());
        lane.addLast(sample);
        if (lane.size() == 1 && !inFlight.contains(tenant)) {
            ready.addLast(tenant);
        }
        pump();
    }

    /// Samples that have not arrived nor failed, by id.
    Collection<Kept> open() {
        return open.values();
    }

    boolean isOpen(Kept sample) {
        return open.containsKey(sample.id());
    }

    boolean isIdle() {
        return open.isEmpty();
    }

    /// Forgets all that was not handed to the sender yet.
    void halt() {
        waiting.values().forEach(lane -> lane.forEach(sample -> open.remove(sample.id())));
        waiting.clear();
        ready.clear();
    }

    private void pump() {
        while (inFlight.size() < mostInFlight && !ready.isEmpty()) {
            var tenant = ready.removeFirst();
            var next = waiting.get(tenant).removeFirst();
            inFlight.add(tenant);
            sender.send(new Outgoing(Topic.USAGE, tenant, next.sample().value())).onComplete(_ -> {
                open.remove(next.id());
                listener.arrived(next);
                answered(tenant);
            }, e -> {
                listener.failed(next, e);
                open.remove(next.id());
                answered(tenant);
            });
        }
    }

    private void answered(String tenant) {
        inFlight.remove(tenant);
        var lane = waiting.get(tenant);
        if (lane != null && lane.isEmpty()) {
            waiting.remove(tenant);
        } else if (lane != null) {
            ready.addLast(tenant);
        }
        pump();
        listener.settled();
    }
}
