package dev.landlord.launcher.simulation;

import dev.landlord.controller.policy.Effect;
import dev.landlord.controller.policy.EnforcementState;
import dev.landlord.controller.policy.PolicyClass;
import dev.landlord.controller.policy.PolicyEvent;
import dev.landlord.controller.policy.Step;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.NodeReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Under a class that acts on contention only, the policy neither limits nor squeezes nor freezes nor evicts where, as far as heartbeats told, no
/// node on which the tenant uses the resource has a crowd; a lowered weight takes nothing from anybody who is alone. And CPU that is limited is given
/// back when, for as long as the class says and while all is well ([Health]), no node where the tenant is has had a crowd.
///
/// What a heartbeat told is read off the broker, and counts for [#HEARD_MILLIS] after another has taken its place: by then every controller that
/// hears has heard that one.
final class HarmlessAreSpared extends Invariant {
    private static final long HEARD_MILLIS = 10_000;
    private static final long SETTLED_MILLIS = 15_000;
    /// Heartbeats come twice, or one before the other.
    private static final int LATEST = 2;

    private final Map<NodeId, List<Heartbeat>> heartbeats = new HashMap<>();
    private final Map<TenantId, Long> aloneSince = new HashMap<>();

    private record Heartbeat(long at, boolean crowded) {
    }

    HarmlessAreSpared(Simulation sim) {
        super(sim, "who harms nobody is spared where the class says so");
    }

    @Override
    public void appended(Log log, Log.Entry entry) {
        if (log.topic == Topic.NODES && log.message(entry).orElse(null) instanceof NodeReport report) {
            var known = heartbeats.computeIfAbsent(report.node(), _ -> new ArrayList<>());
            while (known.size() > LATEST && known.get(LATEST).at < now() - HEARD_MILLIS) {
                known.removeFirst();
            }
            known.add(new Heartbeat(now(), report.host() != null && Variety.tellsOfACrowd(report.host())));
        }
    }

    /// Whether a controller that hears can take a node for crowded.
    private boolean mayBeCrowded(NodeId node) {
        var known = heartbeats.getOrDefault(node, List.of());
        long before = known.stream().filter(heartbeat -> heartbeat.at < now() - HEARD_MILLIS).count();
        return known.stream().skip(Math.max(0, before - LATEST)).anyMatch(Heartbeat::crowded);
    }

    @Override
    public void stepped(SimTerm term, TenantState before, PolicyEvent event, Step step) {
        if (!(event instanceof PolicyEvent.Tick) || before.declared().isEmpty()
            || now() - sim.health().hearsSince(term.controller) <= HEARD_MILLIS) {
            return;
        }
        var policyClass = term.policyClass(before.declared().get());
        if (policyClass.enforce() == PolicyClass.Enforce.ALWAYS) {
            return;
        }
        for (var resource : Resource.values()) {
            boolean isDue = before.resource(resource).state() == EnforcementState.WARNED
                && before.resource(resource).score() >= policyClass.marks().act();
            if (isDue && isAlone(before, event, resource)) {
                exercise();
            }
        }
        for (var effect : step.effects()) {
            if (effect instanceof Effect.Publish(var decision) && takes(decision) && isAlone(before, event, decision.resource())) {
                violated("%s decided %s (%s), and no node where tenant %s uses %s has a crowd, class %s", term, decision.id(), decision.text(),
                    before.tenant(), decision.resource(), policyClass.name());
            }
        }
    }

    private static boolean takes(Decision decision) {
        return decision.cause().kind().equals("policy") && !decision.rule().endsWith(".weight")
            && (decision.action() == Decision.Action.THROTTLE || decision.action() == Decision.Action.EVICT);
    }

    private boolean isAlone(TenantState state, PolicyEvent event, Resource resource) {
        return state.useByNode(event.at()).entrySet().stream()
            .filter(entry -> entry.getValue().of(resource).orElse(0) > 0).noneMatch(entry -> mayBeCrowded(entry.getKey()));
    }

    @Override
    public void second() {
        for (var tenant : sim.world().tenants()) {
            if (sim.world().nodesUp().stream().anyMatch(node -> !World.top(node, tenant).isEmpty() && sim.variety().isCrowded(node))) {
                aloneSince.remove(tenant);
            } else {
                aloneSince.putIfAbsent(tenant, now());
                sim.world().spec(tenant).map(sim.world()::policyClass).filter(found -> found.enforce() == PolicyClass.Enforce.CONTENDED)
                    .ifPresent(policyClass -> lookWhetherIsLetGo(tenant, policyClass));
            }
        }
    }

    private void lookWhetherIsLetGo(TenantId tenant, PolicyClass policyClass) {
        long from = Math.max(Math.max(aloneSince.get(tenant), sim.world().tenant(tenant).movedAt()) + Variety.TOLD_MILLIS,
            sim.health().wellSince(tenant) + SETTLED_MILLIS);
        var standing = sim.owner(tenant).flatMap(term -> term.state(tenant)).map(state -> state.resource(Resource.CPU)).orElse(null);
        if (standing == null || standing.state() != EnforcementState.THROTTLED) {
            return;
        }
        exercise();
        long bound = policyClass.contention().quiet().toMillis() + Bounds.SLACK_MILLIS;
        if (now() - from > bound) {
            violated("CPU of tenant %s is still limited, %d ms after the last crowd has left the nodes where it is (bound %d ms, class %s): %s",
                tenant, now() - from, bound, policyClass.name(), standing);
        }
    }
}
