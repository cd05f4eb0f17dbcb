package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Limits;
import java.util.HashSet;
import java.util.Set;

/// What holds after every step, whatever happened.
final class Invariants {
    private static final double EPSILON = 1e-9;

    private Invariants() {
    }

    static void check(TenantState before, PolicyEvent event, Step step) {
        var after = step.state();
        recordsTellAll(before, step);
        for (var resource : Resource.values()) {
            transitions(resource, before.resource(resource), step);
            assertThat(after.resource(resource).score()).as("score of %s", resource).isBetween(0.0, 100.0);
        }
        sharesWithinQuota(after, event);
        whatAgentsMayHold(before, event, after);
        commands(before, step);
        marks(before, event, after);
        onlyOnEvidence(before, event, step);
        decisionIds(step);
        assertThat(after.evictions().stream().filter(e -> e.pending() && e.cause().kind().equals("policy")).count()).isLessThanOrEqualTo(1);
    }

    private static void recordsTellAll(TenantState before, Step step) {
        var applied = before;
        for (var fact : step.records()) {
            applied = applied.apply(fact);
        }
        assertThat(applied).isEqualTo(step.state());
    }

    private static void transitions(Resource resource, ResourceState start, Step step) {
        var state = start.state();
        for (var fact : step.records()) {
            if (fact instanceof PolicyRecord.ResourceMoved(var moved, var standing) && moved == resource && standing.state() != state) {
                boolean gone = standing.equals(ResourceState.INITIAL);
                assertThat(gone || Transitions.from(resource, state).contains(standing.state()))
                    .as("%s: %s → %s", resource, state, standing.state()).isTrue();
                state = standing.state();
            }
        }
    }

    /// Limits that the policy wants on nodes that report never add up to more than the quota.
    private static void sharesWithinQuota(TenantState state, PolicyEvent event) {
        if (!(event instanceof PolicyEvent.Tick) || !state.byHand().isEmpty() || state.perNode()
            || state.resource(Resource.CPU).state() != EnforcementState.THROTTLED) {
            return;
        }
        double sum = state.limits().entrySet().stream()
            .filter(entry -> entry.getValue().limits().cpuCores() != null && event.at().isBefore(entry.getValue().until())
                && state.meters().containsKey(entry.getKey()) && state.meters().get(entry.getKey()).freshAt(event.at()))
            .mapToDouble(entry -> entry.getValue().limits().cpuCores()).sum();
        double quota = state.declared().orElseThrow().quota().cpuCores();
        assertThat(sum).as("sum of CPU limits").isLessThanOrEqualTo(Math.max(quota, state.limits().size() * 0.001) + EPSILON);
    }

    /// What agents may hold never grows beyond the quota, but for the floor of each node that has just turned up.
    private static void whatAgentsMayHold(TenantState before, PolicyEvent event, TenantState after) {
        if (!(event instanceof PolicyEvent.Tick) || !after.byHand().isEmpty() || after.perNode()
            || after.resource(Resource.CPU).state() != EnforcementState.THROTTLED) {
            return;
        }
        long newcomers = after.limits().entrySet().stream().filter(entry -> held(entry.getValue()) > 0
            && (!before.limits().containsKey(entry.getKey()) || held(before.limits().get(entry.getKey())) == 0)).count();
        double quota = Math.max(after.declared().orElseThrow().quota().cpuCores(), after.limits().size() * 0.001);
        assertThat(heldInAll(after)).as("what agents may hold").isLessThanOrEqualTo(
            Math.max(quota, heldInAll(before)) + newcomers * Sharing.CPU_FLOOR_MILLICORES / Sharing.MILLICORES + EPSILON);
    }

    static double heldInAll(TenantState state) {
        return state.limits().values().stream().filter(DesiredLimits::limiting).mapToDouble(Invariants::held).sum();
    }

    private static double held(DesiredLimits desired) {
        double told = desired.limits().cpuCores() == null ? 0 : desired.limits().cpuCores();
        return desired.mayHold() == null || desired.mayHold().cpuCores() == null ? told : Math.max(told, desired.mayHold().cpuCores());
    }

    private static void commands(TenantState before, Step step) {
        long generation = before.numbers().generation();
        for (var effect : step.effects()) {
            if (effect instanceof Effect.Send(Command.Throttle throttle)) {
                assertThat(throttle.generation()).as("generation").isGreaterThan(generation);
                assertThat(throttle.epoch()).as("epoch").isEqualTo(step.state().numbers().epoch());
                assertThat(throttle.leaseMs() == 0).isEqualTo(throttle.limits().equals(Limits.NONE));
                generation = throttle.generation();
            }
        }
    }

    /// The policy throttles and evicts on ticks alone, those who were warned before, and whom fresh samples show above the quota.
    private static void onlyOnEvidence(TenantState before, PolicyEvent event, Step step) {
        for (var effect : step.effects()) {
            if (effect instanceof Effect.Publish(var decision) && decision.cause().kind().equals("policy") && !before.untold().contains(decision)
                && (decision.action() == Decision.Action.THROTTLE || decision.action() == Decision.Action.EVICT)) {
                var resource = decision.resource();
                assertThat(event).isInstanceOf(PolicyEvent.Tick.class);
                if (decision.rule().startsWith("budget.")) {
                    onABudgetThatIsSpent(step.state().budget(), (PolicyEvent.Tick) event);
                    continue;
                }
                if (decision.rule().endsWith(".freeze")) {
                    assertThat(before.resource(resource).state()).isEqualTo(EnforcementState.THROTTLED);
                    continue;
                }
                assertThat(before.resource(resource).state()).isIn(decision.action() == Decision.Action.EVICT
                    ? Set.of(EnforcementState.WARNED, EnforcementState.THROTTLED)
                    : Set.of(EnforcementState.WARNED, EnforcementState.WEIGHTED));
                assertThat(before.compared(before.evidenceByNode(event.at())).of(resource).orElseThrow())
                    .isGreaterThan(before.declared().orElseThrow().quota().of(resource).orElseThrow());
            }
        }
    }

    /// For a budget the policy throttles and evicts whom it has warned some time before, and whose budget the ledger says is used up.
    private static void onABudgetThatIsSpent(BudgetStanding standing, PolicyEvent.Tick tick) {
        assertThat(standing.stage()).isEqualTo(BudgetStanding.Stage.SPENT);
        assertThat(standing.warnedAt().plus(Budgets.WARNED)).isBeforeOrEqualTo(tick.at());
        assertThat(standing.from()).isEqualTo(tick.used().period().from());
        assertThat(tick.used().share(standing.budget())).isGreaterThanOrEqualTo(1);
    }

    /// A mark on memory is never set below what is used. While more is used than the quota, it only goes down; when nothing is squeezed, it is gone.
    private static void marks(TenantState before, PolicyEvent event, TenantState after) {
        if (!(event instanceof PolicyEvent.Tick) || !after.byHand().isEmpty() || !before.byHand().isEmpty()) {
            return;
        }
        boolean squeezed = after.resource(Resource.MEMORY).squeezed();
        var fresh = after.useByNode(event.at());
        fresh.forEach((node, use) -> {
            var mark = mark(after, node);
            var earlier = mark(before, node);
            assertThat(squeezed || mark == null).as("a mark on %s, and memory is %s", node, after.resource(Resource.MEMORY).state()).isTrue();
            if (mark != null && !mark.equals(earlier)) {
                assertThat(mark).as("mark on %s", node).isGreaterThanOrEqualTo(use.memoryBytes());
            }
        });
        boolean same = squeezed && before.resource(Resource.MEMORY).squeezed() && before.spec().equals(after.spec())
            && fresh.keySet().equals(before.limits().keySet()) && fresh.keySet().equals(after.limits().keySet());
        if (same && needed(after, event) > after.spec().quota().memoryBytes() && !after.perNode()) {
            fresh.keySet().stream().filter(node -> mark(before, node) != null && mark(after, node) != null).forEach(node ->
                assertThat(mark(after, node)).as("mark on %s", node).isLessThanOrEqualTo(mark(before, node)));
        }
    }

    private static double needed(TenantState state, PolicyEvent event) {
        return Place.all(state, event.at()).stream().filter(place -> place.fresh() && place.meter().use().memoryBytes() != null)
            .mapToDouble(MemoryMarks::need).sum();
    }

    private static Long mark(TenantState state, NodeId node) {
        return state.limits().containsKey(node) ? state.limits().get(node).limits().memoryHighBytes() : null;
    }

    private static void decisionIds(Step step) {
        var ids = new HashSet<String>();
        for (var effect : step.effects()) {
            if (effect instanceof Effect.Publish(var decision)) {
                assertThat(ids.add(decision.id())).as("decision id %s is new", decision.id()).isTrue();
                assertThat(decision.text()).endsWith(".");
            }
        }
    }
}
