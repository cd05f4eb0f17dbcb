package dev.landlord.controller.policy;

import java.time.Duration;

/// How far use above a quota has added up, from 0 to 100.
///
/// With `r = use / quota` and `dt` in seconds, a sample moves the score by
///
/// * above the quota: `+ (100 / fill) × (min(r, 4) − 1) × dt`, where `fill` is the class's time to full at twice the quota;
/// * at the quota: nothing;
/// * below it: `− max((100 / fill) × (1 − r), 100 / drain) × dt`. So idle time pays back a burst at the rate at which it was taken
///   up, and any use below the quota brings the score to 0 within `drain`;
/// * below it while a throttle binds ([Pressure]): nothing, because what is used then says nothing about what is wanted.
///
/// It is clamped to 0 … 100 after each sample.
final class Score {
    static final double FULL = 100;
    /// The over-factor counts at most this often.
    static final double MOST_OVER = 4;
    private static final double MS_PER_SECOND = 1000;

    private Score() {
    }

    /// @param score   before, 0 to 100
    /// @param ratio   use over quota
    /// @param seconds how long it was used
    /// @param bound   whether a throttle in force keeps the use down
    /// @return the score after, 0 to 100
    static double after(double score, double ratio, double seconds, boolean bound, PolicyClass policyClass) {
        return score == 0 && ratio <= 1 ? 0 : Math.clamp(score + perSecond(ratio, bound, policyClass) * seconds, 0, FULL);
    }

    static double perSecond(double ratio, boolean bound, PolicyClass policyClass) {
        double gain = rate(policyClass.clock().fill());
        if (ratio > 1) {
            return gain * (Math.min(ratio, MOST_OVER) - 1);
        }
        if (ratio == 1 || bound) {
            return 0;
        }
        return -Math.max(gain * (1 - ratio), rate(policyClass.clock().drain()));
    }

    private static double rate(Duration toFull) {
        return FULL / (toFull.toMillis() / MS_PER_SECOND);
    }
}
