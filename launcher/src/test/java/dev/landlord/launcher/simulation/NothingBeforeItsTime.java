package dev.landlord.launcher.simulation;

import dev.landlord.controller.policy.Effect;
import dev.landlord.controller.policy.EnforcementState;
import dev.landlord.controller.policy.NodeMeter;
import dev.landlord.controller.policy.PolicyEvent;
import dev.landlord.controller.policy.PolicyRecord;
import dev.landlord.controller.policy.Step;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Scope;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Nobody is throttled or evicted by the policy but on a tick, warned before, on fresh samples that together show more than the quota, after at least
/// three samples of one node since the score left zero, and not before use above the quota has lasted for as long as the class says: for what it
/// does by mark, as long as its clock takes to get there. What was counted under another class counts as the share that it was there.
///
/// Recomputed from what the agents read: what a sample says is remembered when it is appended, by whom it is.
final class NothingBeforeItsTime extends Invariant {
    private static final int FEWEST_SAMPLES = 3;
    private static final double MOST_OVER = 4;
    private static final double ROUNDING = 0.02;
    /// Controllers' clocks differ from the broker's by less.
    private static final long CLOCKS_MILLIS = 1_000;
    private static final long SHORTEST_FRESH = 5_000;
    private static final long OVERDUE_MILLIS = 1_000;

    /// The first time at which each sample was appended.
    private final Map<SampleId, Long> appendedAt = new HashMap<>();
    /// By term: what a controller that was replaced counts on, under a quota that it has not read of, is not what the owner counts.
    private final Map<SimTerm, Map<TenantId, Map<Resource, Case>>> cases = new HashMap<>();

    private record SampleId(TenantId tenant, NodeId node, String bootId, long run, long seq) {
        static SampleId of(UsageSample sample) {
            return new SampleId(sample.tenant(), sample.node(), sample.bootId(), sample.agentRun(), sample.seq());
        }

        static SampleId of(TenantId tenant, NodeId node, NodeMeter meter) {
            return new SampleId(tenant, node, meter.bootId(), meter.agentRun(), meter.seq());
        }
    }

    /// What has come together since a score was last zero.
    private static final class Case {
        private final Map<NodeId, Set<SampleId>> samples = new HashMap<>();
        /// Milliseconds at twice the quota, each as a share of those that the class of its moment takes to the score 100.
        private final Map<SampleId, Double> filled = new HashMap<>();

        Case copy() {
            var copy = new Case();
            samples.forEach((node, seen) -> copy.samples.put(node, new HashSet<>(seen)));
            copy.filled.putAll(filled);
            return copy;
        }
    }

    NothingBeforeItsTime(Simulation sim) {
        super(sim, "nothing is enforced under quota, on unknown data, or before its time");
    }

    @Override
    public void appended(Log log, Log.Entry entry) {
        if (log.topic == Topic.USAGE && log.message(entry).orElse(null) instanceof UsageSample sample) {
            appendedAt.putIfAbsent(SampleId.of(sample), now());
        }
    }

    @Override
    public void stepped(SimTerm term, TenantState before, PolicyEvent event, Step step) {
        if (event instanceof PolicyEvent.Sampled(_, var sample)
            && step.records().stream().anyMatch(PolicyRecord.Metered.class::isInstance)) {
            remember(term, before, sample, step.state());
        }
        for (var effect : step.effects()) {
            if (effect instanceof Effect.Publish(var decision) && decision.cause().kind().equals("policy")
                && (decision.action() == Decision.Action.THROTTLE || decision.action() == Decision.Action.EVICT)
                && !decision.rule().endsWith(".freeze") && !before.untold().contains(decision)) {
                exercise();
                check(term, before, event, step, decision);
            }
        }
    }

    /// A term goes on from what the one before it had.
    private Map<Resource, Case> cases(SimTerm term, TenantId tenant) {
        return cases.computeIfAbsent(term, _ -> new TreeMap<>()).computeIfAbsent(tenant, _ -> {
            var begun = new EnumMap<Resource, Case>(Resource.class);
            cases.keySet().stream()
                .filter(other -> other.partition == term.partition && other.epoch < term.epoch && cases.get(other).containsKey(tenant))
                .max(Comparator.comparingLong(other -> other.epoch))
                .ifPresent(former -> cases.get(former).get(tenant).forEach((resource, open) -> begun.put(resource, open.copy())));
            return begun;
        });
    }

    private void remember(SimTerm term, TenantState before, UsageSample sample, TenantState after) {
        var byResource = cases(term, before.tenant());
        var meter = after.meters().get(sample.node());
        for (var resource : Resource.values()) {
            var quota = after.declared().flatMap(spec -> spec.quota().of(resource).stream().boxed().findFirst());
            if (quota.isEmpty() || after.resource(resource).score() == 0) {
                byResource.remove(resource);
            } else if (meter.elapsedMs() > 0) {
                var open = byResource.computeIfAbsent(resource, _ -> new Case());
                var id = SampleId.of(sample);
                open.samples.computeIfAbsent(sample.node(), _ -> new HashSet<>()).add(id);
                var uses = prompt(after, resource);
                double total = compared(after.declared().get(), uses.stream());
                double here = meter.use().of(resource).orElse(0);
                double share = isOnEachNode(after.declared().get()) ? 1.0 / Math.max(1, uses.size()) : total > 0 ? here / total : 1;
                double over = Math.max(0, Math.min(total / quota.get(), MOST_OVER) - 1);
                open.filled.put(id, over * share * meter.elapsedMs() / term.policyClass(after.declared().get()).clock().fill().toMillis());
            }
        }
    }

    /// Use on the nodes of which no further sample was overdue when the newest of any was taken. What others used before they fell silent may have
    /// moved to these.
    private List<Double> prompt(TenantState state, Resource resource) {
        var newest = now(state);
        return state.meters().values().stream()
            .filter(meter -> meter.freshAt(newest) && Duration.between(meter.at(), newest).toMillis() <= meter.intervalMs() * 1.5 + OVERDUE_MILLIS)
            .flatMap(meter -> meter.use().of(resource).stream().boxed()).toList();
    }

    /// With the quota: all of it together, or where it is most.
    private static double compared(TenantSpec spec, Stream<Double> uses) {
        return uses.reduce(0.0, isOnEachNode(spec) ? Math::max : Double::sum);
    }

    private static boolean isOnEachNode(TenantSpec spec) {
        return spec.scope() == Scope.NODE;
    }

    private Instant now(TenantState state) {
        return state.meters().values().stream().map(NodeMeter::at).max(Comparator.naturalOrder()).orElse(sim.loop().instant());
    }

    private void check(SimTerm term, TenantState before, PolicyEvent event, Step step, Decision decision) {
        var resource = decision.resource();
        var spec = before.declared().orElseThrow();
        double quota = spec.quota().of(resource).orElseThrow();
        if (!(event instanceof PolicyEvent.Tick)) {
            violated("%s decided %s on %s", term, decision.id(), event);
        }
        boolean squeezed = decision.action() == Decision.Action.EVICT && before.resource(resource).squeezed();
        if (!squeezed && before.resource(resource).state() != EnforcementState.WARNED
            && before.resource(resource).state() != EnforcementState.WEIGHTED && !isWarnedAgain(before, step, resource)) {
            violated("%s decided %s though %s was %s", term, decision.id(), resource, before.resource(resource).state());
        }
        double fresh = compared(spec, before.meters().entrySet().stream()
            .filter(entry -> isFresh(before.tenant(), entry.getKey(), entry.getValue())).map(entry -> entry.getValue().use().of(resource).orElse(0)));
        if (fresh <= quota) {
            violated("%s decided %s (%s) while fresh samples show %.3f of %.3f", term, decision.id(), decision.text(), fresh, quota);
        }
        var open = cases(term, before.tenant()).get(resource);
        long samples = open == null ? 0 : open.samples.values().stream().mapToInt(Set::size).max().orElse(0);
        if (samples < FEWEST_SAMPLES) {
            violated("%s decided %s (%s) after %d samples", term, decision.id(), decision.text(), samples);
            return;
        }
        var policyClass = term.policyClass(spec);
        double mark = switch (decision.rule()) {
            case "memory.squeeze" -> policyClass.squeeze().at();
            case "cpu.weight" -> policyClass.weight().at();
            default -> policyClass.marks().act();
        };
        double fill = policyClass.clock().fill().toMillis();
        double needed = fill * mark / 100 * (1 - ROUNDING);
        double over = fill * open.filled.values().stream().mapToDouble(Double::doubleValue).sum();
        if (over < needed) {
            violated("%s decided %s (%s): use above quota came to %.0f ms at twice the quota, class %s needs %.0f", term, decision.id(),
                decision.text(), over, policyClass.name(), needed);
        }
    }

    /// A tick that sees an order end puts its tenant back to the warning, and goes on from there.
    private static boolean isWarnedAgain(TenantState before, Step step, Resource resource) {
        return before.resource(resource).state() == EnforcementState.EVICTING && step.records().stream().anyMatch(fact ->
            fact instanceof PolicyRecord.ResourceMoved(var moved, var standing) && moved == resource && standing.state() == EnforcementState.WARNED);
    }

    private boolean isFresh(TenantId tenant, NodeId node, NodeMeter meter) {
        var at = appendedAt.get(SampleId.of(tenant, node, meter));
        return at != null && now() - at <= Math.max(SHORTEST_FRESH, 3 * meter.intervalMs()) + CLOCKS_MILLIS;
    }
}
