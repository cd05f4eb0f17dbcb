package dev.landlord.controller.history.sqlite;

import dev.landlord.controller.history.Enforcements;
import dev.landlord.controller.history.Figures;
import dev.landlord.controller.history.UsageRollUp;
import dev.landlord.controller.history.UsageRollUp.Span;
import dev.landlord.controller.ports.Archive.Arrived;
import dev.landlord.controller.ports.Archive.PutOff;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.UsageSample;
import io.micrometer.core.instrument.Counter;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What was taken in and waits to be written. Confined to one thread.
final class Intake {
    private final Counter left;
    private final Counter putOff;
    private final UsageRollUp rollUp = new UsageRollUp();
    private final Map<String, LedgerEntry> days = new HashMap<>();
    private final Map<String, Decision> decisions = new LinkedHashMap<>();
    private final Map<Topic, Map<Integer, Long>> positions = new EnumMap<>(Topic.class);
    private final Map<Integer, Long> olderPositions = new HashMap<>();
    private UsageRollUp olderRollUp = new UsageRollUp();
    private Optional<PutOff> older = Optional.empty();

    /// @param left   counts what is left out
    /// @param putOff counts samples that were put off and are taken in
    Intake(Counter left, Counter putOff) {
        this.left = left;
        this.putOff = putOff;
    }

    /// From now on these samples are those that were put off.
    void putOff(Optional<PutOff> samples) {
        older = samples;
        olderRollUp = new UsageRollUp();
    }

    void take(Arrived record, Instant now) {
        switch (record.message()) {
            case UsageSample sample -> draw(rollUp, sample, record, now, drawn(record));
            case LedgerEntry day -> keep(HistoryWriter.fits(day), () -> days.merge(day.key(), day, (a, b) -> b.revision() >= a.revision() ? b : a));
            case Decision decision when Enforcements.matters(decision) ->
                keep(HistoryWriter.fits(decision), () -> decisions.put(decision.id(), decision));
            default -> { }
        }
        positions.computeIfAbsent(record.topic(), _ -> new HashMap<>()).put(record.partition(), record.offset() + 1);
    }

    /// One of those that were put off.
    void takeOlder(Arrived record, Instant now) {
        if (older.isPresent() && record.message() instanceof UsageSample sample) {
            draw(olderRollUp, sample, record, now, Span.before(older.get().before()));
            putOff.increment();
            olderPositions.put(record.partition(), record.offset() + 1);
        }
    }

    int size() {
        return rollUp.size() + olderRollUp.size() + days.size() + decisions.size();
    }

    boolean isEmpty() {
        return positions.isEmpty() && olderPositions.isEmpty();
    }

    /// All that waits, until it is [#written]. The steps are taken out.
    HistoryWriter.Batch batch() {
        var steps = rollUp.take();
        olderRollUp.take().forEach((key, figures) -> steps.merge(key, figures, Figures::plus));
        return new HistoryWriter.Batch(steps, days.values(), decisions.values(), positions, olderPositions);
    }

    void written() {
        days.clear();
        decisions.clear();
        positions.clear();
        olderPositions.clear();
    }

    /// What the reader of new samples draws of one. What was put off the other reader sees, too, and draws what is older of it.
    private Span drawn(Arrived record) {
        return older.filter(samples -> samples.has(record.partition(), record.offset())).map(samples -> Span.from(samples.before()))
            .orElse(Span.ALL);
    }

    private void draw(UsageRollUp into, UsageSample sample, Arrived record, Instant now, Span drawn) {
        if (!into.add(sample, record.at(), now, drawn) && drawn.has(sample.sampledAt())) {
            left.increment();
        }
    }

    /// What says a time that no column holds would stop the writing of everything else.
    private void keep(boolean fits, Runnable put) {
        if (fits) {
            put.run();
        } else {
            left.increment();
        }
    }
}
