package dev.landlord.controller.policy;

import dev.landlord.protocol.Resource;
import java.time.Duration;
import java.util.OptionalDouble;

/// What a tenant lately needed on a node, as far as its use shows it: the most that it used in the last ten to twenty seconds ([#WINDOW] and twice
/// that), so that a load that comes and goes faster than that needs the same all the while. Beside it, the CPU limit that was last too
/// tight: work that comes in short bursts is held up by a limit that its mean use does not reach, and would otherwise get it again and again.
///
/// @param ageMs        how long `peak` has been collected
/// @param peak         the most in that time
/// @param before       the most in the time before it
/// @param pressedCores the CPU limit that bound last, until use stays below [Pressure#FILLED] of it; null if none
public record Demand(long ageMs, Use peak, Use before, Double pressedCores) {
    static final Duration WINDOW = Duration.ofSeconds(10);
    static final Demand NONE = new Demand(0, Use.UNKNOWN, Use.UNKNOWN, null);

    /// After one more sample.
    ///
    /// @param elapsedMs time since the sample before; 0 for a baseline
    /// @param limit     cores to which a limit now binds the tenant here, or null if none does
    Demand after(Use use, long elapsedMs, Double limit) {
        long age = ageMs + elapsedMs;
        boolean over = age >= WINDOW.toMillis();
        var most = peak.max(use);
        var next = new Demand(over ? 0 : age, over ? use : most, !over ? before : age < 2 * WINDOW.toMillis() ? most : use,
            limit != null ? limit : pressedCores);
        return limit == null && next.farBelowThePressed() ? new Demand(next.ageMs, next.peak, next.before, null) : next;
    }

    /// The most of late, in the resource's base unit.
    OptionalDouble recent(Resource resource) {
        return peak.max(before).of(resource);
    }

    private boolean farBelowThePressed() {
        return pressedCores != null && recent(Resource.CPU).orElse(pressedCores) < Pressure.FILLED * pressedCores;
    }
}
