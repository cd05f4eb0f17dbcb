package dev.landlord.controller.view;

import dev.landlord.controller.policy.Use;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// The last points of a tenant's use, at most one in each second of the clock.
final class RecentPoints {
    private final int most;
    private final Deque<PointView> points = new ArrayDeque<>();

    RecentPoints(int most) {
        this.most = most;
    }

    /// Whether a point may be added: there is none in this second yet, nor a later one.
    boolean due(Instant at) {
        var last = points.peekLast();
        return last == null || at.truncatedTo(ChronoUnit.SECONDS).isAfter(last.at().truncatedTo(ChronoUnit.SECONDS));
    }

    /// @param at when it is [#due]
    void add(Instant at, Use use) {
        points.addLast(PointView.of(at, use));
        if (points.size() > most) {
            points.removeFirst();
        }
    }

    /// The newest, oldest first.
    List<PointView> last(int count) {
        return points.stream().skip(Math.max(0, points.size() - count)).toList();
    }

    /// Oldest first.
    List<PointView> after(Instant time) {
        var found = new ArrayDeque<PointView>();
        for (var newest = points.descendingIterator(); newest.hasNext();) {
            var point = newest.next();
            if (!point.at().isAfter(time)) {
                break;
            }
            found.addFirst(point);
        }
        return List.copyOf(found);
    }

    /// The newest point's time.
    Optional<Instant> newest() {
        return Optional.ofNullable(points.peekLast()).map(PointView::at);
    }
}
