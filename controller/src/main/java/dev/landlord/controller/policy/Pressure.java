package dev.landlord.controller.policy;

import dev.landlord.protocol.Resource;
import java.time.Instant;

/// Whether limits in force keep the use of a resource down, so that it shows the limit and not the demand. As long as they do, the
/// score does not fall, and a hog stays limited instead of being let go and caught again.
///
/// * *CPU*: the kernel throttled one of the tenant's groups in at least [#THROTTLED_PERIODS] of the last interval's enforcement periods,
///   and the use was at least [#NEAR_LIMIT] of the limit (a task that runs in short bursts is throttled now and then at little use).
/// * *Block IO*: at least [#IO_FULL] of the limit is used, in the last interval or in the mean of late ([Demand]: requests are let through
///   whole); kernels do not count how often they made it wait, and agents leave idle directions of a disk a part of the limit.
/// * *Processes*: there are as many as the limit allows.
///
/// Where less than [#COUNTING] of what is used counts, because the rest is exempt, nothing is kept down that would count.
final class Pressure {
    /// Share of enforcement periods.
    static final double THROTTLED_PERIODS = 0.1;
    /// Share of the limit.
    static final double NEAR_LIMIT = 0.7;
    /// Share of the limit.
    static final double FILLED = 0.85;
    /// Share of the limit.
    static final double IO_FULL = 0.8;
    /// Share of the use on a node.
    static final double COUNTING = 0.5;
    /// Of all that is given to a tenant.
    static final double PRESSING_PART = 0.05;

    private Pressure() {
    }

    /// Whether the tenant as a whole is held down: by nodes that press and hold at least [#PRESSING_PART] of what is given to it, or by nodes that
    /// bind and hold at least [#NEAR_LIMIT] of it. A node with a sliver that is a little too small must not keep all the others limited, and one
    /// whose share binds but is not filled gets no larger one, so it must not hold the score either while the most is given to others. Nor must
    /// a node that only a person or a spent budget limits: what the policy lifts elsewhere changes nothing there.
    static boolean bound(TenantState state, Resource resource, Instant now) {
        double given = 0;
        double bound = 0;
        double pressed = 0;
        for (var entry : state.limits().entrySet()) {
            var meter = state.meters().get(entry.getKey());
            if (meter != null && meter.freshAt(now) && Sharing.units(resource, entry.getValue().own()) > 0) {
                double here = Sharing.units(resource, entry.getValue().limits());
                given += here;
                if (mostlyExempt(resource, meter)) {
                    continue;
                }
                bound += bound(resource, meter, entry.getValue()) ? here : 0;
                pressed += presses(resource, meter, entry.getValue()) ? here : 0;
            }
        }
        return pressed > 0 && pressed >= PRESSING_PART * given || bound > 0 && bound >= NEAR_LIMIT * given;
    }

    /// Whoever presses against a limit by what does not count wants no more than it may.
    private static boolean mostlyExempt(Resource resource, NodeMeter meter) {
        double counted = meter.counted().of(resource).orElse(0);
        return counted < COUNTING * meter.use().of(resource).orElse(0);
    }

    static boolean bound(Resource resource, NodeMeter meter, DesiredLimits desired) {
        var limits = desired.limits();
        var use = meter.use();
        return switch (resource) {
            case CPU -> limits.cpuCores() != null && use.cpuCores() != null && meter.throttledShare() != null
                && meter.throttledShare() >= THROTTLED_PERIODS && use.cpuCores() >= NEAR_LIMIT * limits.cpuCores();
            case PIDS -> limits.pids() != null && use.pids() != null && use.pids() >= limits.pids();
            case IO -> limits.ioBytesPerSecond() != null && use.ioBytesPerSecond() != null
                && Math.max(use.ioBytesPerSecond(), meter.demand().limitedIoOrZero()) >= IO_FULL * limits.ioBytesPerSecond();
            case MEMORY -> false;
        };
    }

    /// Whether a node's share of the quota is too small: its limit binds, and CPU is used to [#FILLED] of it. Where less is used, short bursts are
    /// held up, which a larger share would not make much faster.
    static boolean presses(Resource resource, NodeMeter meter, DesiredLimits desired) {
        return bound(resource, meter, desired)
            && (resource != Resource.CPU || meter.use().cpuCores() >= FILLED * desired.limits().cpuCores());
    }
}
