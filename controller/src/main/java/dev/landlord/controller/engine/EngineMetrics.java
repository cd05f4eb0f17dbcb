package dev.landlord.controller.engine;

import dev.landlord.controller.policy.Means;
import dev.landlord.protocol.Topic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// What the engine counts. In Prometheus the names begin with `landlord_controller_`.
public final class EngineMetrics {
    /// Why a record had no consequence.
    enum Skipped {
        /// It could not be read.
        MALFORMED,
        /// Its schema is none that this version knows.
        UNKNOWN_SCHEMA,
        /// Its tenant is not declared.
        UNDECLARED,
        /// The restored snapshot includes it already.
        INCLUDED,
        /// Its key is not that of its value, so that it may lie in a partition where it does not belong.
        WRONG_KEY,
        /// It was read, but says something that cannot be.
        INVALID
    }

    private final MeterRegistry registry;
    private final Map<Topic, Counter> records = new EnumMap<>(Topic.class);
    private final Map<Topic, Map<Skipped, Counter>> skipped = new EnumMap<>(Topic.class);
    private final Map<Object, Counter> guarded = new HashMap<>();
    final Counter poison;
    final Counter snapshots;
    final Counter tooLarge;
    final Counter overwrites;
    final Counter commands;
    final Counter decisions;
    final Counter clears;
    final Counter booked;
    final Counter bookedBefore;
    final Counter notBooked;
    final Counter ledgerRecords;
    final Counter ledgerDropped;
    final Counter replayDropped;
    final Counter superseded;
    final Counter failedTerms;
    final Counter ticksSkipped;
    final Counter followerErrors;
    final Counter writeFailures;
    final Timer takeOver;
    final Timer tick;
    private volatile long clockAheadMillis;

    public EngineMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (var topic : Topic.values()) {
            var name = topic.name().toLowerCase(Locale.ROOT);
            records.put(topic, registry.counter("landlord.controller.records", "topic", name));
            var reasons = new EnumMap<Skipped, Counter>(Skipped.class);
            for (var reason : Skipped.values()) {
                reasons.put(reason, registry.counter("landlord.controller.skipped", "topic", name, "reason",
                    reason.name().toLowerCase(Locale.ROOT)));
            }
            skipped.put(topic, reasons);
        }
        for (var means : Means.values()) {
            guarded.put(means.wire(), Counter.builder("landlord.controller.guardrail.held").tag("means", means.wire())
                .description("Decisions that a guardrail holds a means back").register(registry));
        }
        poison = counter("poison", "Events on which the policy threw; they were skipped");
        snapshots = counter("snapshots", "Snapshots of tenants written to landlord.state");
        tooLarge = counter("snapshots.too.large", "Snapshots that Kafka does not take because of their size; nothing is done for their tenants");
        overwrites = counter("overwrites", "Records of an older epoch in landlord.state that were overwritten");
        commands = counter("commands", "Commands sent");
        decisions = counter("decisions", "Decisions published");
        booked = counter("ledger.samples", "Samples booked in the ledger");
        bookedBefore = counter("ledger.repeats", "Samples with nothing to book that was not booked before: repeated, or older than what was");
        notBooked = counter("ledger.refused", "Samples that were not booked because their tenant is on too many nodes");
        ledgerRecords = counter("ledger.records", "Records of the ledger published");
        ledgerDropped = counter("ledger.dropped", "Records of the ledger given up, as their tenant could not be saved for days");
        clears = counter("clears", "Commands removed after their final answer");
        replayDropped = counter("replay.dropped", "Effects of a replay that were left to the take-over: commands, and what is beyond the bound");
        superseded = counter("superseded", "Ownership terms that ended because another controller claimed the partition");
        failedTerms = counter("failed.terms", "Ownership terms that ended by an error and were begun anew");
        ticksSkipped = counter("ticks.skipped", "Ticks left out because the one before had not finished");
        followerErrors = counter("follower.errors", "Errors on reading topics, after which reading went on");
        writeFailures = counter("write.failures", "Tenants or requests that could not be written in time");
        takeOver = Timer.builder("landlord.controller.takeover").description("From claiming a partition to deciding for it").register(registry);
        tick = Timer.builder("landlord.controller.tick").description("Stepping all tenants of a partition on a tick").register(registry);
        gauge("clock.ahead.seconds", "How far this machine's clock was ahead of the broker's at the last claim", this,
            metrics -> metrics.clockAheadMillis / 1000.0);
    }

    void clockAhead(Duration difference) {
        clockAheadMillis = difference.toMillis();
    }

    void read(Topic topic) {
        records.get(topic).increment();
    }

    void skip(Topic topic, Skipped reason) {
        skipped.get(topic).get(reason).increment();
    }

    /// @param tags name, value, name, value, …
    <T> void gauge(String name, String description, T source, ToDoubleFunction<T> value, String... tags) {
        Gauge.builder("landlord.controller." + name, source, value).description(description).tags(tags)
            .strongReference(true).register(registry);
    }

    /// A guardrail holds a means back from a tenant, and a decision has just said so.
    ///
    /// @param means in the form in which decisions name it
    void guarded(Object means) {
        var counter = guarded.get(means);
        if (counter != null) {
            counter.increment();
        }
    }

    private Counter counter(String name, String description) {
        return Counter.builder("landlord.controller." + name).description(description).register(registry);
    }
}
