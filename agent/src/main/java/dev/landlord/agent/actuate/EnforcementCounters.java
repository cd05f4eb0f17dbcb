package dev.landlord.agent.actuate;

import dev.landlord.protocol.message.NodeReport.EnforcementCounts;
import java.util.concurrent.atomic.LongAdder;

/// What enforcement has done and met since the agent started.
public final class EnforcementCounters {
    final LongAdder writes = new LongAdder();
    final LongAdder failedWrites = new LongAdder();
    final LongAdder foreignWrites = new LongAdder();
    final LongAdder timeouts = new LongAdder();
    final LongAdder evictionsBegun = new LongAdder();

    /// As the heartbeat tells them.
    public EnforcementCounts counts() {
        return new EnforcementCounts(writes(), failedWrites(), foreignWrites(), timeouts(), evictionsBegun());
    }

    /// Values of the kernel's that were written and read back.
    public long writes() {
        return writes.sum();
    }

    /// Writes that the kernel refused, or that did not read back.
    public long failedWrites() {
        return failedWrites.sum();
    }

    /// Values that somebody else had written where Landlord held a limit.
    public long foreignWrites() {
        return foreignWrites.sum();
    }

    /// Commands whose kernel write did not return in time.
    public long timeouts() {
        return timeouts.sum();
    }

    /// Evictions that were begun.
    public long evictionsBegun() {
        return evictionsBegun.sum();
    }
}
