package dev.landlord.controller.policy;

import java.time.Duration;
import java.util.List;

/// A named policy: its marks, clocks and ladder. docs/POLICY.md says at which times each of the built-in ones acts.
///
/// @param name         as tenants name it
/// @param fill         how long use at twice the quota takes to move the score from 0 to 100
/// @param drain        the longest that use below the quota takes to move it from 100 to 0
/// @param warnAt       score at which the tenant is warned
/// @param actAt        score at which it is throttled, or a workload evicted
/// @param calmAt       score at which a warning or a throttle ends
/// @param tiers        what a first, second, … throttle looks like; the last one holds for all further ones
/// @param forgiveAfter clean time after which one offence is forgiven
/// @param lease        how long limits hold without being renewed
/// @param eviction     how workloads are evicted
public record PolicyClass(
    String name,
    Duration fill,
    Duration drain,
    double warnAt,
    double actAt,
    double calmAt,
    List<Tier> tiers,
    Duration forgiveAfter,
    Duration lease,
    EvictionTerms eviction
) {
    public PolicyClass {
        tiers = List.copyOf(tiers);
        if (name.isBlank() || tiers.isEmpty()) {
            throw new IllegalArgumentException("a policy class needs a name and at least one tier");
        }
        if (!(0 < calmAt && calmAt < warnAt && warnAt < actAt && actAt <= Score.FULL)) {
            throw new IllegalArgumentException("policy class '%s': the marks must be 0 < calmAt < warnAt < actAt <= 100".formatted(name));
        }
        if (fill.toMillis() <= 0 || drain.toMillis() <= 0 || lease.toMillis() <= 0 || forgiveAfter.toMillis() <= 0) {
            throw new IllegalArgumentException("policy class '%s': fill, drain, lease and forgiveAfter must be above zero".formatted(name));
        }
    }

    /// One rung of the ladder for CPU.
    ///
    /// @param factor  what is left of the quota, above 0 and at most 1
    /// @param minimum how long the throttle holds at least
    public record Tier(double factor, Duration minimum) {
        public Tier {
            if (!(factor > 0 && factor <= 1)) {
                throw new IllegalArgumentException("a tier's factor must be above 0 and at most 1, got " + factor);
            }
        }
    }

    /// How workloads are evicted.
    ///
    /// @param warned   how long the warning must have stood before the first order
    /// @param ttl      how long an agent may take to begin
    /// @param grace    time between SIGTERM and the kill
    /// @param cooldown time after an order has ended before the next one
    public record EvictionTerms(Duration warned, Duration ttl, Duration grace, Duration cooldown) {
    }

    /// The tier for a number of offences, the one that begins now included.
    Tier tier(int offences) {
        return tiers.get(Math.clamp(offences, 1, tiers.size()) - 1);
    }
}
