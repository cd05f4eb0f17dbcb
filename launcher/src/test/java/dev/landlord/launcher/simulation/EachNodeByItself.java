package dev.landlord.launcher.simulation;

import dev.landlord.controller.policy.DesiredLimits;
import dev.landlord.controller.policy.PolicyEvent;
import dev.landlord.controller.policy.Step;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Where a quota holds on each node, no node is limited on which no fresh sample was above it: neither for another node, nor for what a person wanted
/// there before. A mark on memory stands in the way of nobody within the quota, so it may be on each.
final class EachNodeByItself extends Invariant {
    private static final Set<Resource> TAKEN_BACK = EnumSet.of(Resource.CPU, Resource.PIDS, Resource.IO);
    /// Controllers' clocks differ from the broker's by less.
    private static final long CLOCKS_MILLIS = 1_000;

    /// Until when a sample counts that was above the quota.
    private final Map<Seen, Instant> overUntil = new HashMap<>();

    private record Seen(TenantId tenant, NodeId node, Resource resource) {
    }

    EachNodeByItself(Simulation sim) {
        super(sim, "a node within the quota is not limited for another where the quota holds on each");
    }

    @Override
    public void stepped(SimTerm term, TenantState before, PolicyEvent event, Step step) {
        var after = step.state();
        if (event instanceof PolicyEvent.Sampled(_, var sample)) {
            remember(after, sample.node());
        } else if (event instanceof PolicyEvent.Tick && after.byHand().isEmpty() && isOnEachNode(after)) {
            after.limits().forEach((node, desired) -> TAKEN_BACK.forEach(resource -> {
                if (isByPolicy(desired, resource) && !isByPolicy(before.limits().get(node), resource)) {
                    exercise();
                    check(term, after, new Seen(after.tenant(), node, resource), event.at(), desired);
                }
            }));
        }
    }

    private static boolean isOnEachNode(TenantState state) {
        return state.declared().filter(spec -> spec.scope() == Scope.NODE).isPresent();
    }

    private void remember(TenantState state, NodeId node) {
        var meter = state.meters().get(node);
        if (meter != null && state.declared().isPresent()) {
            for (var resource : TAKEN_BACK) {
                var quota = state.declared().get().quota().of(resource);
                if (quota.isPresent() && meter.use().of(resource).orElse(0) > quota.getAsDouble()) {
                    overUntil.merge(new Seen(state.tenant(), node, resource), meter.freshUntil(), (a, b) -> a.isAfter(b) ? a : b);
                }
            }
        }
    }

    /// Without throttles by hand, the policy's.
    private static boolean isByPolicy(DesiredLimits desired, Resource resource) {
        return desired != null && amount(desired.limits(), resource) != null && !desired.reason().rule().equals("manual");
    }

    private static Number amount(Limits limits, Resource resource) {
        return switch (resource) {
            case CPU -> limits.cpuCores();
            case MEMORY -> limits.memoryHighBytes();
            case PIDS -> limits.pids();
            case IO -> limits.ioBytesPerSecond();
        };
    }

    private void check(SimTerm term, TenantState state, Seen seen, Instant at, DesiredLimits desired) {
        var until = overUntil.get(seen);
        if (until == null || Duration.between(until, at).toMillis() > CLOCKS_MILLIS) {
            violated("%s limits tenant %s on node %s (%s), where it was not above its quota of %s: last seen so until %s, now %s", term,
                seen.tenant(), seen.node(), desired.limits(), seen.resource(), until, at);
        }
    }
}
