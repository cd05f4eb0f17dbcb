package dev.landlord.launcher.simulation;

import dev.landlord.controller.policy.PolicyClass;
import java.time.Duration;
import java.util.Comparator;

/// How long things may take, from what the classes name.
final class Bounds {
    /// For one batch on the way that is late ([Producer#LATE_MILLIS]: a sample, a state or a command), a tick (1 s), and what the agent does within a
    /// second: its own tick and the kernel write. What takes longer is trouble ([Health]).
    static final long SLACK_MILLIS = Producer.LATE_MILLIS + 2_500;
    /// When nothing has been left for so long, nothing comes back.
    static final long STILL_MILLIS = 60_000;
    /// Until a workload's end is proven or given up, and what was answered badly is tried again.
    private static final long RETRIES_MILLIS = 150_000;

    private Bounds() {
    }

    /// Milliseconds in which use at a ratio is answered at the latest, by a node that samples at an interval.
    static long answered(PolicyClass policyClass, double ratio, long sampleMillis) {
        double fill = policyClass.clock().fill().toMillis() * (policyClass.marks().act() / 100) / (Math.min(ratio, 4) - 1);
        return (long) Math.max(fill, 3.0 * sampleMillis) + 3 * sampleMillis + SLACK_MILLIS;
    }

    /// Milliseconds in which the limits are gone at the latest once what is wanted is below four fifths of the quota.
    static long released(PolicyClass policyClass, long sampleMillis) {
        double calm = policyClass.clock().drain().toMillis() * (1 - policyClass.marks().calm() / 100);
        long frozen = policyClass.freeze() == null ? 0 : policyClass.freeze().lasts().toMillis();
        return (long) calm + longestTier(policyClass) + frozen + 8 * sampleMillis + SLACK_MILLIS;
    }

    private static long longestTier(PolicyClass policyClass) {
        return policyClass.tiers().stream().map(PolicyClass.Tier::minimum).max(Comparator.naturalOrder()).orElse(Duration.ZERO).toMillis();
    }

    /// Milliseconds after which nothing of what was done is left, and every score is 0.
    static long everythingGone(Simulation sim) {
        long longest = 0;
        for (var tenant : sim.world().tenants()) {
            var policyClass = sim.world().policyClass(sim.world().spec(tenant).orElseThrow());
            longest = Math.max(longest, released(policyClass, 5_000) + policyClass.clock().drain().toMillis() + policyClass.lease().toMillis());
        }
        return longest + RETRIES_MILLIS;
    }
}
