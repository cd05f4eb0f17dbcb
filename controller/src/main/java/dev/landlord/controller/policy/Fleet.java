package dev.landlord.controller.policy;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import java.time.Instant;
import java.util.Map;

/// A tenant's meters by node, with the sums of what they show, so that a sample need not add up all nodes again.
///
/// The sums stand in a binary tree over the places of the nodes: each part is the sum of the two below it, and another meter for one node makes
/// anew only the parts above it. They follow from the meters alone, whatever happened before, so nothing drifts, and a restored fleet
/// has to the last digit the sums of the one that was stored. Nodes that are overdue are left out when the sum is asked for: a part tells when
/// the first of its nodes is, and only where that has passed one has to look below it.
final class Fleet extends OrderedMap<NodeId, NodeMeter> {
    private static final long MOST_SECONDS = 6_000_000_000L;
    private static final long MOST_MILLIS = 1_000_000_000_000L;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long NANOS_PER_MS = 1_000_000;

    /// The whole fleet at 1, the two halves of part `i` at `2 i` and `2 i + 1`, the nodes themselves from [#size] on; empty for a single node.
    private final Part[] parts;

    private Fleet(OrderedMap<NodeId, NodeMeter> meters, Part[] parts) {
        super(meters);
        this.parts = parts;
    }

    /// What the nodes of one part show together.
    ///
    /// @param latest     when the last sample of any of them was taken, like all times here in nanoseconds since 1970
    /// @param freshUntil until when all of them are fresh
    /// @param promptUntil until when no further sample of any of them is overdue
    /// @param cores      CPU, the sum over the nodes that know it; likewise the other resources
    /// @param knowCores  how many nodes know it
    record Part(long latest, long freshUntil, long promptUntil, double cores, double memory, double pids, double io,
                int knowCores, int knowMemory, int knowPids, int knowIo) {
        private static final Part NONE = new Part(Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, 0, 0, 0, 0, 0, 0, 0, 0);

        private static Part of(NodeMeter meter) {
            var use = meter.counted();
            long at = nanos(meter.at());
            return new Part(at, later(at, NodeMeter.freshMillis(meter.intervalMs())), later(at, NodeMeter.promptMillis(meter.intervalMs())),
                use.amount(Resource.CPU), use.amount(Resource.MEMORY), use.amount(Resource.PIDS), use.amount(Resource.IO),
                known(use, Resource.CPU), known(use, Resource.MEMORY), known(use, Resource.PIDS), known(use, Resource.IO));
        }

        private Part plus(Part other) {
            return new Part(Math.max(latest, other.latest), Math.min(freshUntil, other.freshUntil), Math.min(promptUntil, other.promptUntil),
                cores + other.cores, memory + other.memory, pids + other.pids, io + other.io,
                knowCores + other.knowCores, knowMemory + other.knowMemory, knowPids + other.knowPids, knowIo + other.knowIo);
        }

        /// In the resource's base unit.
        double use(Resource resource) {
            return switch (resource) {
                case CPU -> cores;
                case MEMORY -> memory;
                case PIDS -> pids;
                case IO -> io;
            };
        }

        /// How many nodes know it.
        int knowing(Resource resource) {
            return switch (resource) {
                case CPU -> knowCores;
                case MEMORY -> knowMemory;
                case PIDS -> knowPids;
                case IO -> knowIo;
            };
        }

        private static int known(Use use, Resource resource) {
            return use.knows(resource) ? 1 : 0;
        }
    }

    /// The map itself if it is one of these.
    static Fleet from(Map<NodeId, NodeMeter> meters) {
        if (meters instanceof Fleet fleet) {
            return fleet;
        }
        var ordered = OrderedMap.of(meters);
        int size = ordered.size();
        var parts = new Part[size < 2 ? 0 : 2 * size];
        if (parts.length > 0) {
            int leaf = size;
            for (var meter : ordered.values()) {
                parts[leaf++] = Part.of(meter);
            }
            for (int i = size - 1; i > 0; i--) {
                parts[i] = parts[2 * i].plus(parts[2 * i + 1]);
            }
        }
        return new Fleet(ordered, parts);
    }

    @Override
    Fleet with(NodeId node, NodeMeter meter) {
        var meters = super.with(node, meter);
        if (meters.size() != size()) {
            return from(meters);
        }
        if (parts.length == 0) {
            return new Fleet(meters, parts);
        }
        var changed = parts.clone();
        int i = size() + index(node);
        changed[i] = Part.of(meter);
        for (i /= 2; i > 0; i /= 2) {
            changed[i] = changed[2 * i].plus(changed[2 * i + 1]);
        }
        return new Fleet(meters, changed);
    }

    @Override
    Fleet without(NodeId node) {
        return from(super.without(node));
    }

    /// The sum over the nodes that report promptly ([TenantState#evidenceByNode]).
    Part prompt(Instant at) {
        if (parts.length == 0) {
            var only = isEmpty() ? Part.NONE : Part.of(values().iterator().next());
            return only.freshUntil >= nanos(at) ? only : Part.NONE;
        }
        long now = nanos(at);
        return prompt(1, now, newest(1, now));
    }

    private long newest(int i, long now) {
        var part = parts[i];
        if (part.freshUntil >= now) {
            return part.latest;
        }
        return i >= size() ? Long.MIN_VALUE : Math.max(newest(2 * i, now), newest(2 * i + 1, now));
    }

    private Part prompt(int i, long now, long newest) {
        var part = parts[i];
        if (part.freshUntil >= now && part.promptUntil >= newest) {
            return part;
        }
        return i >= size() ? Part.NONE : prompt(2 * i, now, newest).plus(prompt(2 * i + 1, now, newest));
    }

    private static long nanos(Instant instant) {
        return Math.clamp(instant.getEpochSecond(), 0, MOST_SECONDS) * NANOS_PER_SECOND + instant.getNano();
    }

    private static long later(long nanos, long millis) {
        return nanos + Math.min(millis, MOST_MILLIS) * NANOS_PER_MS;
    }
}
