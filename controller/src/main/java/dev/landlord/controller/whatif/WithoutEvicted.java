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
    /// Meters of an evicted workload in the own group: when it was ended, and as last recorded.
    private static final class Gone {
        private Meters atEnd;
        private Meters last;
    }

    private final Map<NodeId, Map<Long, Gone>> byNode = new HashMap<>();

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
        for (var workload : sample.workloads()) {
            var gone = evicted.get(workload.cgroupId());
            if (gone == null) {
                left.add(workload);
            } else if (workload.origin() == WorkloadSample.Origin.OWN) {
                gone.atEnd = gone.atEnd == null ? workload.meters() : gone.atEnd;
                gone.last = workload.meters();
                present.add(workload.meters());
            }
        }
        var own = sample.own() == null ? null : without(sample.own(), present, evicted.values().stream().filter(gone -> gone.last != null).toList());
        return new UsageSample(sample.tenant(), sample.node(), sample.bootId(), sample.agentRun(), sample.seq(), sample.sampledAt(),
            sample.elapsedMs(), own, sample.limits(), left, sample.unavailable());
    }

    private static Meters without(Meters own, List<Meters> present, List<Gone> gone) {
        return new Meters(
            less(own, Meters::cpuUsageUsec, gone), own.cpuPeriods(), own.cpuThrottled(), own.throttledUsec(),
            gauge(own, Meters::memoryBytes, present), gauge(own, Meters::workingSetBytes, present), own.memoryByteMillis(), own.oomKills(),
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
