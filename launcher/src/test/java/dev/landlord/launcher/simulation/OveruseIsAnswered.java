package dev.landlord.launcher.simulation;

import dev.landlord.controller.policy.EnforcementState;
import dev.landlord.controller.policy.PolicyClass;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import java.util.HashMap;
import java.util.Map;

/// Use of CPU that really stays above the quota, at a ratio that never falls below r, is answered by limits in the kernel within
/// [Bounds#answered], if all has been well ([Health]) for that long and longer; under a class that acts on contention only, if there has been some
/// for that long as well.
final class OveruseIsAnswered extends Invariant {
    /// Below this, use counts as within the quota.
    private static final double OVER = 1.1;
    /// Samples from before all was well have gone by then.
    private static final long SETTLED_MILLIS = 15_000;

    private final Map<TenantId, Long> since = new HashMap<>();
    private final Map<TenantId, Double> least = new HashMap<>();

    OveruseIsAnswered(Simulation sim) {
        super(sim, "lasting overuse is answered within the class's bound");
    }

    @Override
    public void second() {
        for (var tenant : sim.world().tenants()) {
            look(tenant);
        }
    }

    private void look(TenantId tenant) {
        var spec = sim.world().spec(tenant);
        double ratio = spec.isEmpty() ? 0 : sim.world().use(spec.get(), Resource.CPU) / spec.get().quota().cpuCores();
        if (ratio < OVER || sim.world().tenant(tenant).movedAt() > now() - 1500 || World.cpuLimits(sim.world().nodesUp(), tenant).isPresent()) {
            since.remove(tenant);
            least.remove(tenant);
            return;
        }
        since.putIfAbsent(tenant, now());
        least.merge(tenant, ratio, Math::min);
        var policyClass = sim.world().policyClass(spec.get());
        long slowest = sim.nodes().stream().mapToLong(node -> node.sampleMillis).max().orElseThrow();
        long bound = Bounds.answered(policyClass, least.get(tenant), slowest);
        long from = Math.max(Math.max(since.get(tenant), sim.health().wellSince(tenant) + SETTLED_MILLIS), harmfulSince(tenant, policyClass));
        if (now() - from > bound) {
            var state = sim.owner(tenant).flatMap(term -> term.state(tenant));
            violated("tenant %s has used at least %.2f times its CPU quota for %d ms, well all the time, and is not limited (bound %d ms, class %s): "
                + "%s", tenant, least.get(tenant), now() - from, bound, policyClass.name(),
                state.map(found -> found.resource(Resource.CPU) + " " + found.held()).orElse("nobody owns it"));
        }
        if (now() - from > bound * 0.8 || state(tenant) == EnforcementState.THROTTLED) {
            exercise();
        }
    }

    /// Where the class leaves it to them, others have to be harmed, and a heartbeat has to tell so.
    private long harmfulSince(TenantId tenant, PolicyClass policyClass) {
        return policyClass.enforce() == PolicyClass.Enforce.ALWAYS ? 0 : Variety.TOLD_MILLIS
            + Math.max(sim.variety().crowdedSince(tenant).orElse(now()), sim.world().tenant(tenant).movedAt());
    }

    private EnforcementState state(TenantId tenant) {
        return sim.owner(tenant).flatMap(term -> term.state(tenant)).map(state -> state.resource(Resource.CPU).state()).orElse(EnforcementState.FREE);
    }
}
