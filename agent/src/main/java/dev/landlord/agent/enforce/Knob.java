package dev.landlord.agent.enforce;

import dev.landlord.protocol.message.Limits;
import java.util.Map;

/// What Landlord sets on a group. The order is that of tightening: what slows comes before what stops.
public enum Knob {
    /// Share of CPU time under competition, as `cpu.weight` of cgroup v2: 1 to 10000, 100 is normal. Nothing is unlimited here; a group has one
    /// weight beside its neighbours, so that a tenant's weight is not divided over its groups.
    CPU_WEIGHT("limit.cpuWeight"),
    /// Millionths of a core.
    CPU("limit.cpu"),
    /// Bytes a second of one direction of one block device ([Dial]).
    IO("limit.io"),
    /// Bytes above which the kernel reclaims and slows.
    MEMORY_HIGH("limit.memoryHigh"),
    /// Bytes, a hard limit.
    MEMORY("limit.memory"),
    /// Processes and threads.
    PIDS("limit.pids"),
    /// [Bound#ZERO]: nothing runs. [Bound#UNLIMITED]: thawed. 1: told to freeze, and something still runs.
    FREEZER("freeze");

    private static final double MICRO = 1e6;

    private final String capability;

    Knob(String capability) {
        this.capability = capability;
    }

    /// The name under which `landlord.nodes` tells whether a node has it.
    public String capability() {
        return capability;
    }

    /// What these limits ask of this knob.
    public Bound of(Limits limits) {
        return switch (this) {
            case CPU_WEIGHT -> bound(limits.cpuWeight());
            case IO -> bound(limits.ioBytesPerSecond());
            case CPU -> limits.cpuCores() == null ? Bound.UNLIMITED : new Bound(Math.round(limits.cpuCores() * MICRO));
            case MEMORY_HIGH -> bound(limits.memoryHighBytes());
            case MEMORY -> bound(limits.memoryBytes());
            case PIDS -> bound(limits.pids());
            case FREEZER -> Boolean.TRUE.equals(limits.frozen()) ? Bound.ZERO : Bound.UNLIMITED;
        };
    }

    private static Bound bound(Long amount) {
        return amount == null ? Bound.UNLIMITED : new Bound(amount);
    }

    /// The limits that these bounds amount to; an absent or unlimited one is null, and a weight that does not hold anybody back.
    public static Limits limits(Map<Knob, Bound> bounds) {
        return Limits.NONE
            .withCpuCores(bounded(bounds, CPU) ? Double.valueOf(bounds.get(CPU).amount() / MICRO) : null)
            .withMemoryBytes(amount(bounds, MEMORY))
            .withMemoryHighBytes(amount(bounds, MEMORY_HIGH))
            .withPids(amount(bounds, PIDS))
            .withFrozen(Bound.ZERO.equals(bounds.get(FREEZER)) ? Boolean.TRUE : null)
            .withCpuWeight(weight(bounds.getOrDefault(CPU_WEIGHT, Bound.UNLIMITED)))
            .withIoBytesPerSecond(amount(bounds, IO));
    }

    private static Long amount(Map<Knob, Bound> bounds, Knob knob) {
        return bounded(bounds, knob) ? Long.valueOf(bounds.get(knob).amount()) : null;
    }

    /// An idle group (`cpu.idle`) has the weight zero in v2, which is less than the least that can be set.
    private static Long weight(Bound weight) {
        return weight.amount() < Limits.NORMAL_CPU_WEIGHT ? Long.valueOf(Math.max(Limits.LEAST_CPU_WEIGHT, weight.amount())) : null;
    }

    private static boolean bounded(Map<Knob, Bound> bounds, Knob knob) {
        return !bounds.getOrDefault(knob, Bound.UNLIMITED).isUnlimited();
    }
}
