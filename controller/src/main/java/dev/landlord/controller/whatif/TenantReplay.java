package dev.landlord.controller.whatif;

import dev.landlord.controller.policy.PolicyClass;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/// One tenant's recorded samples, brought into the order of their times and heard by each class, with a tick each second between. Tenants do not
/// share a clock, because what is read from several partitions comes in no common order.
final class TenantReplay {
    /// At most so many of a tenant wait; then the oldest goes on.
    static final int MOST_WAITING = 20_000;
    /// In a longer silence nothing happens any more: limits have ended, and the nodes are forgotten.
    private static final Duration LONGEST_SILENCE = Duration.ofHours(2);

    private record Waiting(UsageSample sample, Instant at, long number) {
    }

    private final TenantSpec spec;
    private final Trial trial;
    private final UsedBefore before;
    private final PriorityQueue<Waiting> waiting =
        new PriorityQueue<>(Comparator.comparing(Waiting::at).thenComparingLong(Waiting::number));
    private final List<Lane> lanes = new ArrayList<>();
    private final Map<NodeId, HeldBack> heldBack = new HashMap<>();
    private Instant newest;
    private Instant first;
    private Instant now;
    private Instant last;
    private long samples;
    private long late;
    private long throttled;

    TenantReplay(TenantSpec spec, Trial trial, UsedBefore before) {
        this.spec = spec;
        this.trial = trial;
        this.before = before;
    }

    void accept(UsageSample sample, Instant at) {
        waiting.add(new Waiting(sample, at, samples++));
        newest = newest == null || at.isAfter(newest) ? at : newest;
        while (!waiting.isEmpty() && (waiting.size() > MOST_WAITING || !waiting.peek().at().isAfter(newest.minus(WhatIf.PATIENCE)))) {
            hear(waiting.remove());
        }
    }

    Findings.OfTenant finish() {
        while (!waiting.isEmpty()) {
            hear(waiting.remove());
        }
        passUntil(last.plusSeconds(1));
        return new Findings.OfTenant(spec.id(), lanes.getFirst().outcome(last), lanes.size() > 1 ? lanes.get(1).outcome(last) : null);
    }

    long samples() {
        return samples;
    }

    long late() {
        return late;
    }

    long throttled() {
        return throttled;
    }

    /// When the first sample was taken.
    Instant first() {
        return first;
    }

    /// When the last one was.
    Instant last() {
        return last;
    }

    /// Whether one of the classes acts only where others suffer.
    boolean contention() {
        return contended(trial.todayOf(spec)) || trial.triedOn(spec).filter(TenantReplay::contended).isPresent();
    }

    private static boolean contended(PolicyClass policyClass) {
        return policyClass.enforce() == PolicyClass.Enforce.CONTENDED;
    }

    private void hear(Waiting next) {
        if (now == null) {
            begin(next.at());
        } else if (next.at().isBefore(now)) {
            late++;
        } else {
            passUntil(next.at());
        }
        last = now;
        throttled += throttledSince(next.sample()) ? 1 : 0;
        lanes.forEach(lane -> lane.sampled(next.sample(), now));
    }

    private void begin(Instant at) {
        first = at;
        now = at;
        lanes.add(new Lane(spec, trial.todayOf(spec), trial.today(), before, at));
        trial.triedOn(spec).ifPresent(tried -> lanes.add(new Lane(spec, tried, trial.tried(), before, at)));
    }

    private void passUntil(Instant to) {
        if (now.plus(LONGEST_SILENCE).isBefore(to)) {
            ticks(now.plus(LONGEST_SILENCE));
            renewal(now.plus(LONGEST_SILENCE), to).ifPresent(end -> lanes.forEach(lane -> lane.tick(end)));
            now = to;
        }
        ticks(to);
        now = to;
    }

    /// When a budget begins anew in a time without ticks.
    private Optional<Instant> renewal(Instant from, Instant to) {
        return Optional.ofNullable(spec.budget()).map(budget -> budget.per().at(from).end()).filter(end -> end.isBefore(to));
    }

    /// Ticks fall on whole seconds after the first sample, each after the samples of its moment.
    private void ticks(Instant to) {
        long passed = Duration.between(first, now).toSeconds();
        for (var tick = first.plusSeconds(passed); tick.isBefore(to); tick = tick.plusSeconds(1)) {
            if (!tick.isBefore(now)) {
                for (var lane : lanes) {
                    lane.tick(tick);
                }
            }
        }
    }

    private boolean throttledSince(UsageSample sample) {
        return heldBack.computeIfAbsent(sample.node(), _ -> new HeldBack()).since(sample);
    }
}
