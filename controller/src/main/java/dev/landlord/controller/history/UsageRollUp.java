package dev.landlord.controller.history;

import dev.landlord.controller.policy.Metering;
import dev.landlord.controller.policy.NodeMeter;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// From samples to steps of ten seconds and a minute, by the node's own time (`sampledAt`), so that late samples come to lie where they belong.
///
/// What counters have grown by between two samples is spread evenly over the time between them. Over a gap that is longer than two steps
/// nothing is drawn: what was not metered in a step is absent from it, and stays known in the hours of the ledger.
///
/// Samples have the order of their numbers, and a node's time may repeat: a clock that is set back goes through the same minutes once more. What was
/// drawn of a node stays as its first samples said, and nothing is added to it; drawing goes on when the clock has passed the last moment that was
/// drawn. What was used meanwhile is in the ledger. Confined to one thread.
public final class UsageRollUp {
    /// How far a node's clock may be ahead of the broker's; samples from further ahead are left out.
    public static final Duration MOST_AHEAD = Duration.ofMinutes(2);
    static final List<Resolution> STEPS = List.of(Resolution.TEN_SECONDS, Resolution.MINUTE);
    private static final int GAP_STEPS = 2;
    private static final int GAP_INTERVALS = 3;
    /// A node's clock and its monotonic one may differ by so many milliseconds from one sample to the next, and all that was used counts.
    private static final long JITTER = 100;
    private static final long MILLIS = 1000;
    private static final double KIB = 1024;

    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);
    private static final Duration FORGET_EVERY = Duration.ofMinutes(1);

    private final Map<TenantId, Map<NodeId, Known>> known = new HashMap<>();
    private Map<Key, Figures> open = new HashMap<>();
    private Span drawn = Span.ALL;
    private Instant forgottenAt = Instant.MIN;

    /// A time of which steps are drawn, where samples are read by two readers.
    ///
    /// @param from epoch seconds, a whole hour
    /// @param to   epoch seconds, a whole hour; the first that is left out
    public record Span(long from, long to) {
        public static final Span ALL = new Span(Long.MIN_VALUE, Long.MAX_VALUE);

        public static Span before(Instant time) {
            return new Span(Long.MIN_VALUE, time.getEpochSecond());
        }

        public static Span from(Instant time) {
            return new Span(time.getEpochSecond(), Long.MAX_VALUE);
        }

        public boolean has(Instant time) {
            return has(time.getEpochSecond());
        }

        boolean has(long second) {
            return from <= second && second < to;
        }
    }

    /// @param step its number in the resolution
    public record Key(TenantId tenant, Resolution resolution, long step) {
    }

    /// What a node said last of a tenant.
    ///
    /// @param drawnTo the latest of the node's times so far, over all its runs and boots
    /// @param heard   by the clock here
    private record Known(NodeMeter meter, Long chargeBytes, Instant drawnTo, Instant heard) {
        /// Whether it says something about another node's moment, before or after it. Where samples are missing, it speaks for longer.
        boolean speaksFor(Instant time) {
            long interval = Math.max(meter.intervalMs(), meter.elapsedMs());
            return Math.abs(Duration.between(meter.sampledAt(), time).toMillis())
                <= Math.max(NodeMeter.SHORTEST_FRESH.toMillis(), GAP_INTERVALS * interval);
        }
    }

    /// The same with all that is drawn of it.
    public boolean add(UsageSample sample, Instant at, Instant now) {
        return add(sample, at, now, Span.ALL);
    }

    /// @param at    the broker's time
    /// @param now   what is not kept any longer is not made
    /// @param steps of which something may be drawn; from the others is known only what came before and after
    /// @return false if nothing of the sample is drawn: it is repeated, late beyond what is kept, from the future, or of a time that was drawn before
    public boolean add(UsageSample sample, Instant at, Instant now, Span steps) {
        var time = sample.sampledAt();
        if (time.isAfter(at.plus(MOST_AHEAD)) || Resolution.MINUTE.stepAt(time) < Resolution.MINUTE.firstKept(now)) {
            return false;
        }
        forget(now);
        drawn = steps;
        var nodes = known.computeIfAbsent(sample.tenant(), _ -> new HashMap<>());
        var before = nodes.get(sample.node());
        var next = Metering.inItsTime(before == null ? null : before.meter(), sample, time, 0);
        if (next.isEmpty()) {
            return false;
        }
        boolean again = before != null && time.isBefore(before.drawnTo());
        var drawnTo = before == null ? Instant.MIN : before.drawnTo();
        nodes.put(sample.node(), new Known(next.get(), charge(sample), again ? drawnTo : time, now));
        if (!again) {
            for (var resolution : STEPS) {
                if (resolution.stepAt(time) >= resolution.firstKept(now)) {
                    spread(sample.tenant(), resolution, next.get(), drawnTo);
                    put(sample.tenant(), resolution, resolution.stepAt(time), peaks(nodes, time));
                }
            }
        }
        return !again;
    }

    /// Nodes and tenants of which nothing comes any more.
    private void forget(Instant now) {
        if (forgottenAt.isBefore(now.minus(FORGET_EVERY))) {
            forgottenAt = now;
            known.values().forEach(nodes -> nodes.values().removeIf(node -> node.heard().isBefore(now.minus(FORGOTTEN_AFTER))));
            known.values().removeIf(Map::isEmpty);
        }
    }

    /// How many tenants it remembers something of.
    int tenants() {
        return known.size();
    }

    /// How many steps there is something new of.
    public int size() {
        return open.size();
    }

    /// All that is new since the last call, to be added to what was taken before.
    public Map<Key, Figures> take() {
        var taken = open;
        open = new HashMap<>();
        return taken;
    }

    /// @param drawnTo nothing before it is drawn any more
    private void spread(TenantId tenant, Resolution resolution, NodeMeter meter, Instant drawnTo) {
        long elapsed = meter.elapsedMs();
        long length = resolution.seconds() * MILLIS;
        if (elapsed == 0 || elapsed > Math.max(GAP_STEPS * length, GAP_INTERVALS * meter.intervalMs())) {
            return;
        }
        long end = meter.sampledAt().toEpochMilli();
        boolean overlaps = drawnTo.isAfter(meter.sampledAt().minusMillis(elapsed - Math.min(elapsed, JITTER)));
        for (long from = overlaps ? drawnTo.toEpochMilli() : end - elapsed; from < end;) {
            long step = Math.floorDiv(from, length);
            long to = Math.min(end, (step + 1) * length);
            put(tenant, resolution, step, used(meter, to - from, seconds(from - step * length, to - step * length)));
            from = to;
        }
    }

    private static Figures used(NodeMeter meter, long millis, long covered) {
        var use = meter.use();
        return new Figures(
            use.cpuCores() == null ? null : Long.valueOf(Math.round(use.cpuCores() * millis * MILLIS)),
            use.memoryBytes() == null ? null : Long.valueOf(Math.round(use.memoryBytes() / KIB * millis)),
            null, null,
            use.ioBytesPerSecond() == null ? null : Long.valueOf(Math.round(use.ioBytesPerSecond() / (double) MILLIS * millis)),
            covered);
    }

    /// A second counts if its middle was metered, so that spans next to each other count each second once.
    private static long seconds(long from, long to) {
        long covered = 0;
        for (long second = Math.floorDiv(from + MILLIS / 2 - 1, MILLIS); second * MILLIS + MILLIS / 2 < to; second++) {
            covered |= second * MILLIS + MILLIS / 2 >= from ? 1L << second : 0;
        }
        return covered;
    }

    /// Of all nodes that were heard of around that time.
    private static Figures peaks(Map<NodeId, Known> nodes, Instant time) {
        Long charge = null;
        Long pids = null;
        for (var node : nodes.values()) {
            if (node.speaksFor(time)) {
                charge = Figures.sum(charge, node.chargeBytes());
                pids = Figures.sum(pids, node.meter().use().pids());
            }
        }
        return new Figures(null, null, charge, pids, null, 0);
    }

    private static Long charge(UsageSample sample) {
        var charge = sample.own() == null ? null : sample.own().memoryBytes();
        for (var workload : sample.workloads()) {
            if (sample.own() == null || workload.origin() == WorkloadSample.Origin.ADOPTED) {
                Meters meters = workload.meters();
                charge = Figures.sum(charge, meters.memoryBytes());
            }
        }
        return charge;
    }

    private void put(TenantId tenant, Resolution resolution, long step, Figures figures) {
        if (drawn.has(step * resolution.seconds())) {
            open.merge(new Key(tenant, resolution, step), figures, Figures::plus);
        }
    }
}
