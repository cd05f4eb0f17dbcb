package dev.landlord.launcher.simulation;

import dev.landlord.controller.policy.EnforcementState;
import dev.landlord.controller.policy.PolicyClass;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Scope;
import dev.landlord.protocol.message.TenantSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Use of CPU that really stays above the quota, at a ratio that never falls below r, is answered by limits in the kernel within
/// [Bounds#answered], if all has been well ([Health]) for that long and longer; under a class that acts on contention only, if there has been some
/// for that long as well. Where the quota holds on each node, that is so on each.
final class OveruseIsAnswered extends Invariant {
    /// Below this, use counts as within the quota.
    private static final double OVER = 1.1;
    /// Samples from before all was well have gone by then.
    private static final long SETTLED_MILLIS = 15_000;

    private final Map<Where, Long> since = new HashMap<>();
    private final Map<Where, Double> least = new HashMap<>();

    /// What the quota holds over.
    private record Where(TenantId tenant, List<SimNode> nodes) {
    }

    OveruseIsAnswered(Simulation sim) {
        super(sim, "lasting overuse is answered within the class's bound");
    }

    @Override
    public void second() {
        for (var tenant : sim.world().tenants()) {
            sim.world().spec(tenant).ifPresent(spec -> {
                if (spec.scope() == Scope.NODE) {
                    sim.nodes().forEach(node -> look(spec, new Where(tenant, List.of(node))));
                } else {
                    look(spec, new Where(tenant, sim.nodes()));
                }
            });
        }
    }

    private void look(TenantSpec spec, Where where) {
        var tenant = where.tenant();
        double ratio = where.nodes().stream().mapToDouble(node -> World.use(node, tenant, Resource.CPU)).sum() / spec.quota().cpuCores();
        if (ratio < OVER || sim.world().tenant(tenant).movedAt() > now() - 1500 || World.cpuLimits(where.nodes(), tenant).isPresent()) {
            since.remove(where);
            least.remove(where);
            return;
        }
        since.putIfAbsent(where, now());
        least.merge(where, ratio, Math::min);
        var policyClass = sim.world().policyClass(spec);
        long slowest = sim.nodes().stream().mapToLong(node -> node.sampleMillis).max().orElseThrow();
        long bound = Bounds.answered(policyClass, least.get(where), slowest);
        long from = Math.max(Math.max(since.get(where), sim.health().wellSince(tenant) + SETTLED_MILLIS), harmfulSince(tenant, policyClass));
        if (now() - from > bound) {
            var state = sim.owner(tenant).flatMap(term -> term.state(tenant));
            violated("tenant %s has used at least %.2f times its CPU quota on %s for %d ms, well all the time, and is not limited there "
                + "(bound %d ms, class %s): %s", tenant, least.get(where), where.nodes().stream().map(node -> node.id).toList(), now() - from, bound,
                policyClass.name(),
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
