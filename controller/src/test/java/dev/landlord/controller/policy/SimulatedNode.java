package dev.landlord.controller.policy;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.ProcessFact;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A node with a kernel and an agent, as far as the policy can tell: it uses CPU up to its limit, counts throttled periods, fences
/// commands by (epoch, generation), lifts limits at the lease's end and evicts at once. It is one of cgroup v1 unless [#v2] says otherwise.
final class SimulatedNode {
    private static final int PERIODS_PER_SECOND = 10;
    /// A throttled group gets a little less than its limit.
    private static final double REACHED = 0.98;

    /// What somebody runs. Demand may change at any time.
    static final class Workload {
        final String id;
        final long cgroupId;
        final Instant firstSeen;
        double cpuDemand;
        long memoryBytes;
        long pids = 1;
        long ioPerSecond;
        /// Bytes that one request to a block device is for; the kernel lets it through as a whole, once it may.
        long ioRequest = 1;
        Integer priority;
        List<ProcessFact> processes = List.of();
        private double cpuUsec;
        private double ioBytes;
        private double ioWaiting;

        Workload(String id, long cgroupId, Instant firstSeen) {
            this.id = id;
            this.cgroupId = cgroupId;
            this.firstSeen = firstSeen;
        }

        private double requested(double bytes) {
            ioWaiting += bytes;
            double whole = Math.floor(ioWaiting / ioRequest) * ioRequest;
            ioWaiting -= whole;
            return whole;
        }
    }

    final NodeId id;
    final Map<String, Workload> workloads = new TreeMap<>();
    final Map<String, Ack> orders = new LinkedHashMap<>();
    NodeReport.Mode mode = NodeReport.Mode.ENFORCE;
    Map<String, NodeReport.Capability> capabilities = new TreeMap<>(Map.of("limit.cpu", NodeReport.Capability.YES,
        "limit.pids", NodeReport.Capability.YES, "limit.memory", NodeReport.Capability.YES,
        "limit.cpuWeight", NodeReport.Capability.YES, "limit.io", NodeReport.Capability.YES, "freeze", NodeReport.Capability.YES));
    String bootId = "boot-1";
    long agentRun = 1;
    long sampleMillis = 1000;
    boolean reporting = true;
    /// Part of a limit on block IO that can be used in one direction, as the agent leaves the other a little.
    double ioReached = 1;
    /// Whether the kernel tells it.
    boolean ioKnown = true;
    /// Cores that others than the tenant use, and how long anybody waits for one (PSI, percent).
    double othersCores;
    double cpuPressure;
    double memoryPressure;
    /// What the agent answers instead of doing anything, or empty: it does what it is told.
    Optional<Ack.Outcome> refusal = Optional.empty();
    Limits limits = Limits.NONE;
    Instant leaseEnd;
    private final TenantId tenant;
    private long seq;
    private long cgroups = 100;
    private double ownCpuUsec;
    private double usedCores;
    private double ownIoBytes;
    private double periods;
    private double throttledPeriods;
    /// Memory that the kernel lets the tenant have; the agent never sets less than is used.
    private double mark = Double.MAX_VALUE;
    private long epoch = -1;
    private long generation = -1;

    SimulatedNode(String id, TenantId tenant) {
        this.id = new NodeId(id);
        this.tenant = tenant;
    }

    /// Its kernel has `memory.high`.
    SimulatedNode v2() {
        capabilities.put("limit.memoryHigh", NodeReport.Capability.YES);
        return this;
    }

    /// Bytes that the tenant gets, of those that it wants.
    double memory() {
        return Math.min(mark, wantedMemory());
    }

    private double wantedMemory() {
        return workloads.values().stream().mapToDouble(workload -> workload.memoryBytes).sum();
    }

    Workload run(String workload, Instant now) {
        var started = new Workload(workload, cgroups++, now);
        workloads.put(workload, started);
        return started;
    }

    /// The kernel runs for a while.
    ///
    /// @return core-seconds used
    double runFor(double seconds) {
        double demand = workloads.values().stream().mapToDouble(workload -> workload.cpuDemand).sum();
        double limit = Boolean.TRUE.equals(limits.frozen()) ? 0 : limits.cpuCores() == null ? Double.MAX_VALUE : limits.cpuCores();
        double given = demand > limit ? limit * REACHED : demand;
        double io = workloads.values().stream().mapToDouble(workload -> workload.ioPerSecond).sum();
        double passed = limits.ioBytesPerSecond() == null || io <= limits.ioBytesPerSecond() ? 1 : ioReached * limits.ioBytesPerSecond() / io;
        for (var workload : workloads.values()) {
            workload.cpuUsec += demand == 0 ? 0 : given * workload.cpuDemand / demand * seconds * 1e6;
            double through = workload.requested(workload.ioPerSecond * passed * seconds);
            workload.ioBytes += through;
            ownIoBytes += through;
        }
        ownCpuUsec += given * seconds * 1e6;
        if (limits.cpuCores() != null) {
            periods += PERIODS_PER_SECOND * seconds;
            throttledPeriods += demand > limit ? PERIODS_PER_SECOND * seconds : 0;
        }
        usedCores = given;
        return given * seconds;
    }

    UsageSample sample(Instant now, long elapsedMs) {
        var found = new ArrayList<WorkloadSample>();
        double got = wantedMemory() == 0 ? 1 : memory() / wantedMemory();
        long memory = 0;
        long pids = 0;
        for (var workload : workloads.values()) {
            long here = (long) (workload.memoryBytes * got);
            memory += here;
            pids += workload.pids;
            found.add(new WorkloadSample(workload.id, "/landlord/" + tenant + "/" + workload.id, workload.cgroupId, WorkloadSample.Origin.OWN,
                workload.firstSeen, null, workload.priority,
                meters(workload.cpuUsec, here, workload.pids, workload.ioBytes, 0, 0), workload.processes));
        }
        var own = meters(ownCpuUsec, memory, pids, ownIoBytes, periods, throttledPeriods);
        return new UsageSample(tenant, id, bootId, agentRun, seq++, now, seq == 1 ? 0 : elapsedMs, own, limits, found, Map.of());
    }

    /// A sample was taken and got lost.
    void skipSample() {
        seq++;
    }

    /// The groups are made anew: their counters begin at zero.
    void resetCounters() {
        ownCpuUsec = 0;
        ownIoBytes = 0;
        workloads.clear();
    }

    /// The kernel forgets the block IO of a workload that has ended, also in the group above.
    void endAndForgetIo(String workload) {
        ownIoBytes -= workloads.remove(workload).ioBytes;
    }

    void restartAgent() {
        agentRun++;
        seq = 0;
    }

    private Meters meters(double cpuUsec, long memory, long pids, double io, double periods, double throttled) {
        return new Meters(Math.round(cpuUsec), Math.round(periods), Math.round(throttled), 0L, memory, memory, 0L, 0L, pids,
            ioKnown ? Math.round(io) : null, 0L, 0L, 0L);
    }

    NodeReport report(Instant now) {
        return new NodeReport(id, bootId, agentRun, now, NodeReport.State.UP, "0.1.0", "Linux", NodeReport.CgroupMode.HYBRID, Map.of(), mode,
            sampleMillis, new NodeReport.Capacity(8, 1L << 34),
            new NodeReport.Host(othersCores + usedCores, 1L << 30, null, null, cpuPressure, memoryPressure, 0.0), capabilities, null, 0L, List.of());
    }

    Ack hear(Command command, Instant now) {
        return switch (command) {
            case Command.Throttle throttle -> throttle(throttle, now);
            case Command.Evict evict -> orders.computeIfAbsent(evict.order(), _ -> evict(evict, now));
        };
    }

    private Ack throttle(Command.Throttle throttle, Instant now) {
        if (throttle.epoch() < epoch || throttle.epoch() == epoch && throttle.generation() <= generation) {
            return answer(throttle.epoch(), throttle.generation(), Ack.Outcome.STALE, now);
        }
        epoch = throttle.epoch();
        generation = throttle.generation();
        if (refusal.isPresent()) {
            return answer(epoch, generation, refusal.get(), now);
        }
        var before = limits;
        hold(throttle.limits());
        leaseEnd = limits.equals(Limits.NONE) ? null : now.plusMillis(throttle.leaseMs());
        return answer(epoch, generation, before.equals(limits) ? Ack.Outcome.UNCHANGED : Ack.Outcome.APPLIED, now);
    }

    private void hold(Limits wanted) {
        mark = wanted.memoryHighBytes() == null ? Double.MAX_VALUE : Math.max(wanted.memoryHighBytes(), memory());
        limits = wanted;
    }

    /// Lifts limits whose lease is over.
    Optional<Ack> watchLease(Instant now) {
        if (leaseEnd == null || now.isBefore(leaseEnd)) {
            return Optional.empty();
        }
        hold(Limits.NONE);
        leaseEnd = null;
        return Optional.of(answer(epoch, generation, Ack.Outcome.EXPIRED, now));
    }

    /// An agent that has heard of a newer owner.
    void fenceAt(long newEpoch, long newGeneration) {
        epoch = newEpoch;
        generation = newGeneration;
    }

    private Ack answer(long ofEpoch, long ofGeneration, Ack.Outcome outcome, Instant now) {
        return new Ack(id, tenant, ofEpoch, ofGeneration, null, outcome, null, null, limits, null, now);
    }

    private Ack evict(Command.Evict order, Instant now) {
        var outcome = refusal.orElseGet(() -> {
            var target = workloads.get(order.fence().workload());
            if (target == null || target.cgroupId != order.fence().cgroupId() || !order.fence().bootId().equals(bootId)) {
                return Ack.Outcome.REJECTED;
            }
            workloads.remove(target.id);
            return Ack.Outcome.APPLIED;
        });
        return new Ack(id, tenant, order.epoch(), null, order.order(), outcome, null, null, null, 0L, now);
    }
}
