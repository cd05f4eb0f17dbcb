package dev.landlord.launcher.simulation;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;

/// Virtual time. One thread, one event after the other, those of one moment in the order in which they were planned.
final class Loop {
    static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

    private final PriorityQueue<Event> queue = new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private final Trace trace;
    private long now;
    private long number;

    Loop(Trace trace) {
        this.trace = trace;
    }

    private record Event(long at, long number, SimProcess owner, String what, Runnable task) {
    }

    /// Milliseconds since the start; the broker's time, and the true one.
    long now() {
        return now;
    }

    Instant instant() {
        return START.plusMillis(now);
    }

    Trace trace() {
        return trace;
    }

    void note(String format, Object... arguments) {
        trace.note(now, format.formatted(arguments));
    }

    /// Plans something that happens in the world.
    void after(long millis, String what, Runnable task) {
        after(SimProcess.WORLD, millis, what, task);
    }

    /// Plans something that a process does: never, if it is dead by then; later, if it stands still by then.
    void after(SimProcess owner, long millis, String what, Runnable task) {
        queue.add(new Event(now + Math.max(0, millis), number++, owner, what, task));
    }

    /// Does something again and again, as long as the process lives.
    ///
    /// @param period in milliseconds, asked each time
    void every(SimProcess owner, LongSupplier period, String what, Runnable task) {
        after(owner, period.getAsLong(), what, () -> {
            task.run();
            every(owner, period, what, task);
        });
    }

    /// Lets the next event happen.
    ///
    /// @return whether there was one not later than `until`
    boolean step(long until) {
        var next = queue.peek();
        if (next == null || next.at > until) {
            now = Math.max(now, until);
            return false;
        }
        queue.poll();
        now = next.at;
        if (next.owner.isDead()) {
            return true;
        }
        if (next.owner.frozenUntil() > now) {
            queue.add(new Event(next.owner.frozenUntil(), next.number, next.owner, next.what, next.task));
            return true;
        }
        trace.event(now, next.what);
        next.task.run();
        return true;
    }
}
