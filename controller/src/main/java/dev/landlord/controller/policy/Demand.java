package dev.landlord.controller.policy;

import dev.landlord.protocol.Resource;
import java.time.Duration;
import java.util.OptionalDouble;

/// What a tenant lately needed on a node, as far as its use shows it: the most that it used in the last ten to twenty seconds ([#WINDOW] and twice
/// that), so that a load that comes and goes faster than that needs the same all the while. Beside it, the CPU limit that was last too
/// tight: work that comes in short bursts is held up by a limit that its mean use does not reach, and would otherwise get it again and again.
/// And the block IO that a limit let through on an average: kernels let whole requests through, so that one sample shows several times the
/// limit and the next ones nothing.
///
/// @param ageMs        how long `peak` has been collected
/// @param peak         the most in that time
/// @param before       the most in the time before it
/// @param pressedCores the CPU limit that bound last, until use stays below [Pressure#FILLED] of it; null if none
/// @param limitedIo    bytes a second to and from block devices under the limit that holds, as a mean in which each second weighs a tenth less
///                     than the one after it; begins with the most of late, and is never above [#IO_AHEAD] of the limit. Null if there is no limit
public record Demand(long ageMs, Use peak, Use before, Double pressedCores, Double limitedIo) {
    static final Duration WINDOW = Duration.ofSeconds(10);
    static final Demand NONE = new Demand(0, Use.UNKNOWN, Use.UNKNOWN, null, null);
    /// Share of the limit: a mean of requests that the limit makes wait for four seconds each comes to that. What was used before the limit took
    /// hold may be any number of times as much, and is to be forgotten as soon.
    static final double IO_AHEAD = 1.25;

    /// After one more sample.
    ///
    /// @param elapsedMs time since the sample before; 0 for a baseline
    /// @param limit     cores to which a limit now binds the tenant here, or null if none does
    /// @param ioLimit   bytes a second to which block IO is limited here, or null if it is not
    Demand after(Use use, long elapsedMs, Double limit, Long ioLimit) {
        long age = ageMs + elapsedMs;
        boolean over = age >= WINDOW.toMillis();
        var most = peak.max(use);
        var next = new Demand(over ? 0 : age, over ? use : most, !over ? before : age < 2 * WINDOW.toMillis() ? most : use,
            limit != null ? limit : pressedCores, ioLimit == null ? null : Double.valueOf(limitedIoAfter(use, elapsedMs, ioLimit)));
        return limit == null && next.farBelowThePressed() ? new Demand(next.ageMs, next.peak, next.before, null, next.limitedIo) : next;
    }

    private double limitedIoAfter(Use use, long elapsedMs, long limit) {
        double mean = limitedIo == null ? peak.max(before).max(use).amount(Resource.IO) : limitedIo;
        double kept = Math.exp(-(double) elapsedMs / WINDOW.toMillis());
        return Math.min(IO_AHEAD * limit, use.knows(Resource.IO) ? use.amount(Resource.IO) + kept * (mean - use.amount(Resource.IO)) : mean);
    }

    /// The most of late, in the resource's base unit.
    OptionalDouble recent(Resource resource) {
        return peak.max(before).of(resource);
    }

    double limitedIoOrZero() {
        return limitedIo == null ? 0 : limitedIo;
    }

    private boolean farBelowThePressed() {
        return pressedCores != null && recent(Resource.CPU).orElse(pressedCores) < Pressure.FILLED * pressedCores;
    }
}
