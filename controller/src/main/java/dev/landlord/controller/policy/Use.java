package dev.landlord.controller.policy;

import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Meters;
import java.util.Objects;
import java.util.OptionalDouble;

/// What is being used, per resource. A figure that is null is not known.
///
/// Several of these are kept of each tenant on each node, so they hold plain numbers (bytes are exact up to 2^53) and not an object for each. Inside,
/// a number below zero says that the figure is not known.
public final class Use {
    /// Nothing is known.
    public static final Use UNKNOWN = new Use(null, null, null, null);

    /// Nothing is used, and that is known.
    public static final Use ZERO = new Use(0.0, 0L, 0L, 0L);

    private static final double NOT_KNOWN = -1;

    private final double cpuCores;
    private final double memoryBytes;
    private final double pids;
    private final double ioBytesPerSecond;

    /// @param cpuCores         cores, averaged over the last sampling interval
    /// @param memoryBytes      bytes of working set
    /// @param pids             processes and threads
    /// @param ioBytesPerSecond bytes a second to and from block devices, averaged over the last sampling interval
    public Use(Double cpuCores, Long memoryBytes, Long pids, Long ioBytesPerSecond) {
        this(figure(cpuCores), figure(memoryBytes), figure(pids), figure(ioBytesPerSecond));
    }

    /// What a group used over an interval, and uses at its end.
    ///
    /// @param grown     how far its counters came in the interval
    /// @param elapsedMs how long that is
    static Use of(Meters gauges, Counters grown, long elapsedMs) {
        return new Use(grown.cores(elapsedMs), figure(gauges.workingSetBytes()), figure(gauges.pids()), grown.ioBytesPerSecond(elapsedMs));
    }

    private Use(double cpuCores, double memoryBytes, double pids, double ioBytesPerSecond) {
        this.cpuCores = cpuCores;
        this.memoryBytes = memoryBytes;
        this.pids = pids;
        this.ioBytesPerSecond = ioBytesPerSecond;
    }

    private static double figure(Number known) {
        return known == null ? NOT_KNOWN : known.doubleValue();
    }

    private static Long whole(double figure) {
        return figure < 0 ? null : Long.valueOf((long) figure);
    }

    public Double cpuCores() {
        return cpuCores < 0 ? null : Double.valueOf(cpuCores);
    }

    public Long memoryBytes() {
        return whole(memoryBytes);
    }

    public Long pids() {
        return whole(pids);
    }

    public Long ioBytesPerSecond() {
        return whole(ioBytesPerSecond);
    }

    /// Use of one resource in its base unit (cores, bytes, count, bytes a second), or empty where it is not known.
    public OptionalDouble of(Resource resource) {
        double figure = figure(resource);
        return figure < 0 ? OptionalDouble.empty() : OptionalDouble.of(figure);
    }

    boolean knows(Resource resource) {
        return figure(resource) >= 0;
    }

    /// The same as [#of], but zero where it is not known.
    double amount(Resource resource) {
        return Math.max(0, figure(resource));
    }

    private double figure(Resource resource) {
        return switch (resource) {
            case CPU -> cpuCores;
            case MEMORY -> memoryBytes;
            case PIDS -> pids;
            case IO -> ioBytesPerSecond;
        };
    }

    /// Both together; a figure that only one of them knows is that one's, so the sum is never more than what is really used.
    public Use plus(Use other) {
        return new Use(sum(cpuCores, other.cpuCores), sum(memoryBytes, other.memoryBytes), sum(pids, other.pids),
            sum(ioBytesPerSecond, other.ioBytesPerSecond));
    }

    /// The larger of both, figure by figure; one that only one of them knows is that one's.
    public Use max(Use other) {
        return covers(other) ? this : other.covers(this) ? other
            : new Use(Math.max(cpuCores, other.cpuCores), Math.max(memoryBytes, other.memoryBytes), Math.max(pids, other.pids),
                Math.max(ioBytesPerSecond, other.ioBytesPerSecond));
    }

    private boolean covers(Use other) {
        return cpuCores >= other.cpuCores && memoryBytes >= other.memoryBytes && pids >= other.pids && ioBytesPerSecond >= other.ioBytesPerSecond;
    }

    /// What is left without a part, at least zero; a figure that either does not know stays as it is.
    Use less(Use part) {
        return new Use(less(cpuCores, part.cpuCores), less(memoryBytes, part.memoryBytes), less(pids, part.pids),
            less(ioBytesPerSecond, part.ioBytesPerSecond));
    }

    private static double less(double all, double part) {
        return all < 0 || part < 0 ? all : Math.max(0, all - part);
    }

    private static double sum(double a, double b) {
        return a < 0 ? b : b < 0 ? a : a + b;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Use use && cpuCores == use.cpuCores && memoryBytes == use.memoryBytes && pids == use.pids
            && ioBytesPerSecond == use.ioBytesPerSecond;
    }

    @Override
    public int hashCode() {
        return Objects.hash(cpuCores, memoryBytes, pids, ioBytesPerSecond);
    }

    @Override
    public String toString() {
        return "Use[cpuCores=%s, memoryBytes=%s, pids=%s, ioBytesPerSecond=%s]".formatted(cpuCores(), memoryBytes(), pids(), ioBytesPerSecond());
    }
}
