package dev.landlord.controller.history;

import dev.landlord.controller.ports.UsageSeries;
import dev.landlord.controller.ports.UsageSeries.Part;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.LedgerEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Puts a tenant's use over a time together from what is kept of it: each part of it in the finest resolution that is not finer than asked for.
///
/// Where a finer resolution begins in the middle of a coarser step, that step is left out rather than drawn twice. Hours after the last one that
/// is in the ledger come from minutes; while samples are still being read, hours of the ledger stand for the minutes to come, after those that were
/// read and between them.
public final class SeriesBuilder {
    /// A minute that no time lies beyond.
    private static final long FARTHEST = Instant.MAX.getEpochSecond() / Resolution.MINUTE.seconds();

    private final Kept kept;
    private final long from;
    private final long to;
    private final long step;
    private final List<Part> parts = new ArrayList<>();
    private final List<Measured> points = new ArrayList<>();

    /// What is kept of one tenant.
    public interface Kept {
        /// Of which times all samples have been read, the newest first, without overlap. Between them and after them there may be more to come.
        List<Stretch> read();

        /// @param resolution of those from samples
        /// @param from       the number of a step
        /// @return the number of the first step from there on, or `Long.MAX_VALUE` if there is none
        long first(Resolution resolution, long from);

        /// @param resolution of those from samples
        /// @param to         the first number that is left out
        /// @return in order
        List<Figures.AtStep> steps(Resolution resolution, long from, long to);

        /// Days of the ledger that overlap with a time.
        List<LedgerEntry> days(Instant from, Instant to);

        /// Those of [Enforcements#matters] that were made before a time, in order.
        List<Decision> decisions(Instant to);
    }

    /// Minutes by their numbers, in which samples have been read.
    ///
    /// @param from `Long.MIN_VALUE`: all that there are before `to`
    /// @param to   the first that is left out; `Long.MAX_VALUE`: all that there are
    public record Stretch(long from, long to) {
    }

    private SeriesBuilder(Kept kept, Instant from, Instant to, Duration step) {
        this.kept = kept;
        this.step = step.toSeconds();
        this.from = Math.floorDiv(from.getEpochSecond(), this.step) * this.step;
        this.to = Math.ceilDiv(to.getEpochSecond(), this.step) * this.step;
    }

    /// @param step see [dev.landlord.controller.ports.UsageHistory#FINEST]
    public static UsageSeries build(Kept kept, Instant from, Instant to, Duration step) {
        return new SeriesBuilder(kept, from, to, step).build();
    }

    private UsageSeries build() {
        var begin = Instant.ofEpochSecond(from);
        var resolution = Resolution.of(Duration.ofSeconds(step));
        long rest = to;
        if (resolution.compareTo(Resolution.HOUR) < 0) {
            for (var stretch : kept.read()) {
                rest = fromSamples(resolution, stretch, fromLedgerAfter(stretch, rest));
            }
        }
        if (rest > from) {
            fromLedger(from, rest, rest);
        }
        return new UsageSeries(parts.reversed(), points.reversed().stream().map(Measured::point).toList(),
            Enforcements.of(kept.decisions(Instant.ofEpochSecond(to)), begin));
    }

    /// Takes what there is in a stretch from its end towards its beginning, the finest first.
    ///
    /// @return where it begins
    private long fromSamples(Resolution finest, Stretch stretch, long end) {
        long rest = end;
        for (var resolution = finest; resolution.compareTo(Resolution.HOUR) < 0; resolution = Resolution.values()[resolution.ordinal() + 1]) {
            rest = fromSamples(resolution, second(stretch.from()), rest);
        }
        return rest;
    }

    private long fromSamples(Resolution resolution, long since, long end) {
        long width = Math.max(step, resolution.seconds());
        long earliest = Math.max(from, Math.ceilDiv(since, width) * width);
        var first = kept.first(resolution, Math.floorDiv(since, resolution.seconds()));
        if (first == Long.MAX_VALUE) {
            return end;
        }
        long begin = Math.max(earliest, Math.floorDiv(first * resolution.seconds(), width) * width);
        if (begin >= end) {
            return end;
        }
        add(begin, end, width, Figures.AtStep.together(
            kept.steps(resolution, begin / resolution.seconds(), end / resolution.seconds()), resolution, width));
        return begin;
    }

    /// Takes hours between the last minute of a stretch and the end.
    ///
    /// @return where they begin
    private long fromLedgerAfter(Stretch stretch, long end) {
        if (stretch.to() >= end / Resolution.MINUTE.seconds()) {
            return end;
        }
        long width = Resolution.HOUR.seconds();
        long begin = Math.ceilDiv(Math.max(from, second(stretch.to())), width) * width;
        return begin < end && fromLedger(begin, end == to ? Math.ceilDiv(end, width) * width : end, end) ? begin : end;
    }

    /// When a minute begins; of those that stand for no end, far away.
    private static long second(long minute) {
        return Math.clamp(minute, -FARTHEST, FARTHEST) * Resolution.MINUTE.seconds();
    }

    /// @param partEnd what is told as the end
    /// @return whether there was anything
    private boolean fromLedger(long since, long end, long partEnd) {
        long width = Math.max(step, Resolution.HOUR.seconds());
        long begin = Math.floorDiv(since, width) * width;
        var hours = hours(begin, end);
        var whole = new TreeMap<Long, Measured>();
        hours.forEach((start, hour) -> {
            long into = Math.floorDiv(start, width) * width;
            if (into + width <= end) {
                whole.merge(into, new Measured(into, hour.seconds(), hour.used()), Measured::plus);
            }
        });
        if (!whole.isEmpty()) {
            add(begin, partEnd, width, List.copyOf(whole.values()));
        }
        return !whole.isEmpty();
    }

    private SortedMap<Long, Measured> hours(long begin, long end) {
        var hours = LedgerHours.of(kept.days(Instant.ofEpochSecond(begin), Instant.ofEpochSecond(end)));
        long booked = hours.isEmpty() ? begin : Math.max(begin, hours.lastKey() + Resolution.HOUR.seconds());
        Figures.AtStep.together(kept.steps(Resolution.MINUTE, booked / Resolution.MINUTE.seconds(), end / Resolution.MINUTE.seconds()),
            Resolution.MINUTE, Resolution.HOUR.seconds()).forEach(hour -> hours.put(hour.start(), hour));
        return hours.subMap(begin, end);
    }

    private void add(long begin, long end, long width, List<Measured> measured) {
        parts.add(new Part(Instant.ofEpochSecond(begin), Instant.ofEpochSecond(end), Duration.ofSeconds(width)));
        points.addAll(measured.reversed());
    }
}
