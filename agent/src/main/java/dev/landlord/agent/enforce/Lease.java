package dev.landlord.agent.enforce;

import dev.landlord.protocol.message.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/// How long a throttle holds without being renewed.
///
/// @param endless  a release has no lease
/// @param endNanos on the monotonic clock ([System#nanoTime], whose zero is arbitrary)
public record Lease(boolean endless, long endNanos) {
    public static final Lease ENDLESS = new Lease(true, 0);

    /// The lease of a command that has just arrived: it runs from receipt.
    public static Lease fromReceipt(Command.Throttle throttle, long nowNanos) {
        return of(throttle, throttle.leaseMs(), nowNanos);
    }

    /// The lease of a command found at start-up: what remains since it was issued, within [0, leaseMs] whatever the clocks say.
    public static Lease foundAtStart(Command.Throttle throttle, Instant now, long nowNanos) {
        long age = Duration.between(throttle.issuedAt(), now).toMillis();
        return of(throttle, Math.clamp(throttle.leaseMs() - age, 0, throttle.leaseMs()), nowNanos);
    }

    private static Lease of(Command.Throttle throttle, long remainingMillis, long nowNanos) {
        return throttle.limits().isEmpty()
            ? ENDLESS
            : new Lease(false, nowNanos + Math.min(TimeUnit.MILLISECONDS.toNanos(remainingMillis), Long.MAX_VALUE / 2));
    }

    public boolean isOver(long nowNanos) {
        return !endless && nowNanos - endNanos >= 0;
    }
}
