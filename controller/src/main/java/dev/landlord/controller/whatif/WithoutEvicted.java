package dev.landlord.controller.whatif;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Takes out of recorded samples what workloads used that a class would have ended by then.
final class WithoutEvicted {
    /// The integral of memory goes round there.
    private static final long MODULUS = 1L << 53;

    /// Meters of an evicted workload in the own group: when it was ended, and as last recorded.
    private static final class Gone {
        private Meters atEnd;
        private Meters last;
        private long run;

        /// @return what the integral of its memory grew by in this run of the agent
        private long recorded(Meters meters, long agentRun) {
            long grown = last == null || run != agentRun || last.memoryByteMillis() == null || meters.memoryByteMillis() == null ? 0
                : Math.floorMod(meters.memoryByteMillis() - last.memoryByteMillis(), MODULUS);
            atEnd = atEnd == null ? meters : atEnd;
            last = meters;
            run = agentRun;
            return grown;
        }
    }

    /// The integral of a node's own group without what such workloads had of it. As they are not read in the same moment, that is kept from
    /// going back.
    private static final class Memory {
        private long run;
        private Long recorded;
        private Long left;

        private Long of(Long own, long agentRun, long grownOfGone) {
            if (own == null) {
                return null;
            }
            left = recorded == null || run != agentRun ? own
                : Long.valueOf(Math.floorMod(left + Math.max(0, Math.floorMod(own - recorded, MODULUS) - grownOfGone), MODULUS));
            recorded = own;
            run = agentRun;
            return left;
        }
    }

    private final Map<NodeId, Map<Long, Gone>> byNode = new HashMap<>();
    private final Map<NodeId, Memory> memory = new HashMap<>();

    void evicted(NodeId node, long cgroupId) {
        byNode.computeIfAbsent(node, _ -> new HashMap<>()).put(cgroupId, new Gone());
    }

    /// The sample as it would have been.
    UsageSample of(UsageSample sample) {
        var evicted = byNode.get(sample.node());
        if (evicted == null) {
            return sample;
        }
        var left = new ArrayList<WorkloadSample>();
        var present = new ArrayList<Meters>();
        long grownOfGone = 0;
        for (var workload : sample.workloads()) {
            var gone = evicted.get(workload.cgroupId());
            if (gone == null) {
                left.add(workload);
            } else if (workload.origin() == WorkloadSample.Origin.OWN) {
                grownOfGone += gone.recorded(workload.meters(), sample.agentRun());
                present.add(workload.meters());
            }
        }
        var own = sample.own() == null ? null : without(sample.own(), present, evicted.values().stream().filter(gone -> gone.last != null).toList(),
            memory.computeIfAbsent(sample.node(), _ -> new Memory()).of(sample.own().memoryByteMillis(), sample.agentRun(), grownOfGone));
        return new UsageSample(sample.tenant(), sample.node(), sample.bootId(), sample.agentRun(), sample.seq(), sample.sampledAt(),
            sample.elapsedMs(), sample.delayedMs(), own, sample.ownCgroupId(), sample.limits(), left, sample.unavailable());
    }

    private static Meters without(Meters own, List<Meters> present, List<Gone> gone, Long byteMillis) {
        return new Meters(
            less(own, Meters::cpuUsageUsec, gone), own.cpuPeriods(), own.cpuThrottled(), own.throttledUsec(),
            gauge(own, Meters::memoryBytes, present), gauge(own, Meters::workingSetBytes, present), byteMillis, own.oomKills(),
            gauge(own, Meters::pids, present), less(own, Meters::ioReadBytes, gone), less(own, Meters::ioWriteBytes, gone), own.ioReads(),
            own.ioWrites());
    }

    private static Long gauge(Meters own, Function<Meters, Long> field, List<Meters> present) {
        var value = field.apply(own);
        if (value == null) {
            return null;
        }
        for (var meters : present) {
            var part = field.apply(meters);
            value -= part == null ? 0 : part;
        }
        return Math.max(0, value);
    }

    private static Long less(Meters own, Function<Meters, Long> field, List<Gone> gone) {
        var value = field.apply(own);
        if (value == null) {
            return null;
        }
        for (var each : gone) {
            var before = field.apply(each.atEnd);
            var now = field.apply(each.last);
            value -= before == null || now == null ? 0 : Math.max(0, now - before);
        }
        return Math.max(0, value);
    }
}
