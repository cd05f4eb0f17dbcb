package dev.landlord.launcher.simulation;

import dev.landlord.controller.policy.DesiredLimits;
import dev.landlord.controller.policy.EnforcementState;
import dev.landlord.controller.policy.PolicyEvent;
import dev.landlord.controller.policy.Step;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Scope;
import java.util.List;

/// The policy's shares of a CPU quota over the nodes never add up to more than the quota, nor is any larger than one that holds on each node: in
/// what it wants, after every tick, silent nodes included until their leases end, but for what is left there of a throttle by hand; in the
/// kernels, when all has been well for a lease and nothing was changed for ten seconds. The transient is what moves between nodes on its way.
final class LimitsAddUp extends Invariant {
    /// What a node is left with even where nothing is left to share.
    private static final double LEAST_SHARE = 0.01;
    private static final double ROUNDING = 1e-6;
    private static final long UNCHANGED_MILLIS = 10_000;

    LimitsAddUp(Simulation sim) {
        super(sim, "limits over a tenant's nodes add up to no more than its quota");
    }

    @Override
    public void stepped(SimTerm term, TenantState before, PolicyEvent event, Step step) {
        var state = step.state();
        if (!(event instanceof PolicyEvent.Tick) || !isByPolicyAlone(state)) {
            return;
        }
        exercise();
        double quota = state.declared().orElseThrow().quota().cpuCores();
        boolean isOnEach = state.declared().orElseThrow().scope() == Scope.NODE;
        double sum = state.limits().values().stream()
            .filter(desired -> desired.limits().cpuCores() != null && desired.own().cpuCores() != null)
            .filter(desired -> event.at().isBefore(desired.until()))
            .map(desired -> desired.limits().cpuCores()).reduce(0.0, isOnEach ? Math::max : Double::sum);
        double most = quota + LEAST_SHARE * (isOnEach ? 1 : state.limits().size());
        if (before.spec().equals(state.spec()) && state.limits().values().stream().allMatch(desired -> isUnder(desired, state))
            && sum > most + ROUNDING) {
            violated("%s wants %.3f cores of tenant %s over all nodes, whose quota is %.3f: %s", term, sum, state.tenant(), quota, state.limits());
        }
    }

    /// Limits that were given under a former quota hold until they are renewed or lapse.
    private boolean isUnder(DesiredLimits desired, TenantState state) {
        return desired.changedAt().isAfter(Loop.START.plusMillis(sim.world().changedAt(state.tenant()) + 2000));
    }

    private static boolean isByPolicyAlone(TenantState state) {
        return state.declared().filter(spec -> spec.quota().cpuCores() != null).isPresent() && state.byHand().isEmpty()
            && state.resource(Resource.CPU).state() == EnforcementState.THROTTLED;
    }

    @Override
    public void second() {
        for (var tenant : sim.world().tenants()) {
            sim.owner(tenant).flatMap(term -> term.state(tenant)).filter(LimitsAddUp::isByPolicyAlone).ifPresent(state -> look(tenant, state));
        }
    }

    private void look(TenantId tenant, TenantState state) {
        var policyClass = sim.world().policyClass(state.declared().orElseThrow());
        boolean isSettled = now() - sim.health().wellSince(tenant) > policyClass.lease().toMillis() + UNCHANGED_MILLIS
            && state.limits().values().stream().allMatch(desired ->
                desired.changedAt().plusMillis(UNCHANGED_MILLIS).isBefore(sim.loop().instant()) && desired.limits().cpuCores() != null)
            && sim.world().tenant(tenant).movedAt() < now() - UNCHANGED_MILLIS;
        if (state.declared().orElseThrow().scope() == Scope.NODE) {
            sim.world().nodesUp().forEach(node -> look(tenant, state, isSettled, List.of(node)));
        } else {
            look(tenant, state, isSettled, sim.world().nodesUp());
        }
    }

    private void look(TenantId tenant, TenantState state, boolean isSettled, List<SimNode> nodes) {
        var inForce = World.cpuLimits(nodes, tenant);
        if (isSettled && inForce.isPresent() && sim.world().spec(tenant).filter(spec -> spec.ceiling().cpuCores() == null).isPresent()) {
            exercise();
            double quota = state.declared().orElseThrow().quota().cpuCores();
            double most = quota + LEAST_SHARE * nodes.size();
            if (inForce.get() - World.originals(nodes, tenant) > most + ROUNDING) {
                violated("the kernels of %s let tenant %s have %.3f cores where it is throttled, its quota is %.3f: %s",
                    nodes.stream().map(node -> node.id.value()).toList(), tenant, inForce.get(), quota, state.limits());
            }
        }
    }
}
