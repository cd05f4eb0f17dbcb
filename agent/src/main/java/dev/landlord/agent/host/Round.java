package dev.landlord.agent.host;

import dev.landlord.agent.sample.GroupUse;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.UsageSample;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What one round of sampling gave; immutable.
///
/// @param samples     to publish: one of each tenant that is or just was on this node, and that of `_unattributed`
/// @param found       where the tenants are
/// @param use         what each found group used of late, by cgroup id
/// @param tenantUse   what each tenant used of late on this node, where all of it is known
/// @param took        how long the round took
/// @param unkeptReads readings since the start that opened their file, as [CgroupReader] had as many open as it may
public record Round(
    List<UsageSample> samples, Discovered found, Map<Long, GroupUse> use, Map<TenantId, GroupUse> tenantUse, Duration took,
    long unkeptReads
) {
    public static final Round NONE = new Round(List.of(), new Discovered(List.of(), List.of()), Map.of(), Map.of(), Duration.ZERO, 0);

    public Round {
        samples = List.copyOf(samples);
        use = Map.copyOf(use);
        tenantUse = Map.copyOf(tenantUse);
    }
}
