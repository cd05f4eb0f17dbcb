package dev.landlord.controller.policy;

import dev.landlord.protocol.Resource;
import java.util.OptionalDouble;

/// What is being used, per resource. A null field is not known.
///
/// @param cpuCores         cores, averaged over the last sampling interval
/// @param memoryBytes      bytes of working set
/// @param pids             processes and threads
/// @param ioBytesPerSecond bytes a second to and from block devices, averaged over the last sampling interval
public record Use(Double cpuCores, Long memoryBytes, Long pids, Long ioBytesPerSecond) {
    /// Nothing is known.
    public static final Use UNKNOWN = new Use(null, null, null, null);

    /// Nothing is used, and that is known.
    public static final Use ZERO = new Use(0.0, 0L, 0L, 0L);

    /// Use of one resource in its base unit (cores, bytes, count, bytes a second), or empty where it is not known.
    public OptionalDouble of(Resource resource) {
        Number use = switch (resource) {
            case CPU -> cpuCores;
            case MEMORY -> memoryBytes;
            case PIDS -> pids;
            case IO -> ioBytesPerSecond;
        };
        return use == null ? OptionalDouble.empty() : OptionalDouble.of(use.doubleValue());
    }

    /// Both together; a field that only one of them knows is that one's, so the sum is never more than what is really used.
    public Use plus(Use other) {
        return new Use(
            sum(cpuCores, other.cpuCores),
            sum(memoryBytes, other.memoryBytes),
            sum(pids, other.pids),
            sum(ioBytesPerSecond, other.ioBytesPerSecond));
    }

    /// The larger of both, field by field; a field that only one of them knows is that one's.
    public Use max(Use other) {
        return new Use(larger(cpuCores, other.cpuCores), larger(memoryBytes, other.memoryBytes), larger(pids, other.pids),
            larger(ioBytesPerSecond, other.ioBytesPerSecond));
    }

    private static <T extends Comparable<T>> T larger(T a, T b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.compareTo(b) >= 0 ? a : b;
    }

    /// What is left without a part, at least zero; a field that either does not know stays as it is.
    Use less(Use part) {
        return new Use(
            cpuCores == null || part.cpuCores == null ? cpuCores : Double.valueOf(Math.max(0, cpuCores - part.cpuCores)),
            less(memoryBytes, part.memoryBytes), less(pids, part.pids), less(ioBytesPerSecond, part.ioBytesPerSecond));
    }

    private static Long less(Long all, Long part) {
        return all == null || part == null ? all : Long.valueOf(Math.max(0, all - part));
    }

    private static Double sum(Double a, Double b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a + b;
    }

    private static Long sum(Long a, Long b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a + b;
    }
}
