package dev.landlord.controller.history;

import java.util.ArrayList;
import java.util.List;

/// What one tenant used in one step, all nodes together. A null field is not known.
///
/// @param cpuUsageUsec     microseconds of CPU time
/// @param memoryKibMillis  integral of the working set, in KiB times milliseconds
/// @param memoryPeakBytes  largest charge, page cache included
/// @param pidsPeak         largest number of processes and threads
/// @param ioBytes          bytes read and written
/// @param covered          bit n: second n of the step was metered on at least one node; of steps of at most a minute
public record Figures(Long cpuUsageUsec, Long memoryKibMillis, Long memoryPeakBytes, Long pidsPeak, Long ioBytes, long covered) {
    /// Nothing is known.
    public static final Figures NONE = new Figures(null, null, null, null, null, 0);

    /// Both together: counts are added, peaks compared. Both must be of one step.
    public Figures plus(Figures other) {
        return new Figures(sum(cpuUsageUsec, other.cpuUsageUsec), sum(memoryKibMillis, other.memoryKibMillis),
            larger(memoryPeakBytes, other.memoryPeakBytes), larger(pidsPeak, other.pidsPeak), sum(ioBytes, other.ioBytes), covered | other.covered);
    }

    public long coveredSeconds() {
        return Long.bitCount(covered);
    }

    static Long sum(Long a, Long b) {
        return a == null ? b : b == null ? a : Long.valueOf(a + b);
    }

    static Long larger(Long a, Long b) {
        return a == null ? b : b == null ? a : Long.valueOf(Math.max(a, b));
    }

    /// @param step     its number, see [Resolution#stepAt]
    /// @param figures  of it
    public record AtStep(long step, Figures figures) {
        /// The finer steps put together to coarser ones of as many seconds; in order, as they are.
        static List<Measured> together(List<AtStep> steps, Resolution from, long seconds) {
            var whole = new ArrayList<Measured>();
            for (var each : steps) {
                long start = each.step() * from.seconds();
                var measured = Measured.of(Math.floorDiv(start, seconds) * seconds, each.figures());
                if (!whole.isEmpty() && whole.getLast().start() == measured.start()) {
                    whole.set(whole.size() - 1, whole.getLast().plus(measured));
                } else {
                    whole.add(measured);
                }
            }
            return whole;
        }
    }
}
