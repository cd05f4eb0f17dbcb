package dev.landlord.agent.actuate;

import dev.landlord.protocol.message.NodeReport.EnforcementCounts;
import java.util.concurrent.atomic.LongAdder;

/// Counts what enforcement does and meets, from any thread; what each figure means stands in [EnforcementCounts].
final class EnforcementCounters {
    final LongAdder writes = new LongAdder();
    final LongAdder failedWrites = new LongAdder();
    final LongAdder foreignWrites = new LongAdder();
    final LongAdder timeouts = new LongAdder();
    final LongAdder evictionsBegun = new LongAdder();

    /// Since the agent started.
    EnforcementCounts counts() {
        return new EnforcementCounts(writes.sum(), failedWrites.sum(), foreignWrites.sum(), timeouts.sum(), evictionsBegun.sum());
    }
}
