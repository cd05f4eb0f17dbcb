package dev.landlord.controller.ports;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A tenant's use over time, all nodes together.
///
/// @param parts    in order, without overlap: which steps the points have where
/// @param points   in order; a step of which nothing is known has none
/// @param enforced what was done about the use, in order of its beginning
public record UsageSeries(List<Part> parts, List<Point> points, List<Enforced> enforced) {
    public UsageSeries {
        parts = List.copyOf(parts);
        points = List.copyOf(points);
        enforced = List.copyOf(enforced);
    }

    /// A time in which all points have the same step.
    public record Part(Instant from, Instant to, Duration step) {
    }

    /// One step. Absent is what is not known.
    ///
    /// @param start            of the step
    /// @param seconds          of it in which at least one node was metered; means are over these
    /// @param cpuCores         mean
    /// @param cpuUsageUsec     microseconds of CPU time
    /// @param memoryBytes      mean working set
    /// @param memoryPeakBytes  largest charge, page cache included; in steps of an hour and more the sum of the nodes' peaks, so an upper bound
    /// @param pidsPeak         largest number of processes and threads; bounded as `memoryPeakBytes` is
    /// @param ioBytesPerSecond mean, read and written
    /// @param ioBytes          bytes read and written
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Point(Instant start, long seconds, Double cpuCores, Long cpuUsageUsec, Long memoryBytes, Long memoryPeakBytes, Long pidsPeak,
        Long ioBytesPerSecond, Long ioBytes) {
    }

    /// A time in which the tenant was held back, or an eviction.
    ///
    /// @param state    `weighted`, `throttled`, `frozen`, `evicting`, or `evicted`, which is a moment
    /// @param resource over which, or null where it was done by hand or for a spent budget
    /// @param node     on which alone, or null
    /// @param to       when it ended, or null while it goes on; equal to `from` of a moment
    /// @param text     the decision that began it, in a sentence
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Enforced(String state, Resource resource, NodeId node, Instant from, Instant to, String text) {
    }
}
