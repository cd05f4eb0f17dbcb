package dev.landlord.controller.policy;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Scope;
import dev.landlord.protocol.message.TenantSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// Everything that the policy knows of one tenant: what is snapshotted, and all that a step depends on besides its event.
///
/// @param tenant     the tenant
/// @param spec       the declaration in force; after a deletion the last one; null before the first
/// @param deleted    whether the declaration is gone
/// @param numbers    what commands, orders and decisions are numbered with
/// @param meters     what it uses, by node
/// @param nodes      what the nodes can do
/// @param resources  where it stands with each resource; all four are there
/// @param limits     the limits desired, by node, releases that are not acknowledged yet included
/// @param byHand     throttles asked for by people
/// @param evictions  orders that are pending or ended a short while ago, oldest first
/// @param requests   ids of the last requests acted upon, oldest first
/// @param held       what cannot be done and why, by subject
/// @param isolation  how far its life has come
/// @param answers    under which class it stands
/// @param budget     how far it has got with its budget, or null: it has none, or it was not judged yet
/// @param untold     decisions of the last moments, told again by the next owner because the last one may not have got to it
public record TenantState(
    TenantId tenant,
    TenantSpec spec,
    boolean deleted,
    Numbers numbers,
    Map<NodeId, NodeMeter> meters,
    Map<NodeId, NodeFacts> nodes,
    Map<Resource, ResourceState> resources,
    Map<NodeId, DesiredLimits> limits,
    List<ByHand> byHand,
    List<Eviction> evictions,
    List<String> requests,
    Map<String, String> held,
    Isolation isolation,
    ClassStanding answers,
    BudgetStanding budget,
    List<Decision> untold
) {
    /// Throttles by hand that may hold at one time; the oldest gives way.
    static final int MAX_BY_HAND = 16;
    /// Evictions remembered; the oldest that has ended gives way, and while all are pending no new one is ordered.
    static final int MAX_EVICTIONS = 16;
    /// Request ids remembered; a request repeated after so many others is told apart by its expiry alone.
    static final int MAX_REQUESTS = 64;
    /// Decisions kept for telling again.
    static final int MAX_UNTOLD = 32;

    public TenantState {
        meters = Fleet.from(meters);
        nodes = Copies.sorted(nodes);
        resources = Copies.sorted(resources);
        limits = Copies.sorted(limits);
        byHand = List.copyOf(byHand);
        evictions = List.copyOf(evictions);
        requests = List.copyOf(requests);
        held = Copies.sorted(held);
        answers = answers == null ? ClassStanding.INITIAL : answers;
        untold = List.copyOf(untold);
    }

    /// A tenant of which nothing is known yet.
    public static TenantState initial(TenantId tenant) {
        var resources = new TreeMap<Resource, ResourceState>();
        for (var resource : Resource.values()) {
            resources.put(resource, ResourceState.INITIAL);
        }
        return new TenantState(tenant, null, false, Numbers.INITIAL, Map.of(), Map.of(), resources, Map.of(), List.of(), List.of(), List.of(),
            Map.of(), Isolation.INITIAL, ClassStanding.INITIAL, null, List.of());
    }

    /// A tenant of which nothing is known any more, but whose commands, orders and decisions were numbered before: what is known by its number must
    /// not come a second time.
    public static TenantState again(TenantId tenant, Numbers before) {
        return initial(tenant).withNumbers(before);
    }

    /// The state after a fact. Total: any fact may be applied to any state.
    public TenantState apply(PolicyRecord fact) {
        return switch (fact) {
            case PolicyRecord.SpecTaken(var newSpec) -> newSpec.scope() == Scope.NODE && !perNode()
                ? lives(newSpec, false).withLimits(OrderedMap.of(limits).choose(DesiredLimits::markAlone)) : lives(newSpec, false);
            case PolicyRecord.TenantGone() -> lives(spec, true);
            case PolicyRecord.EpochBegan(var epoch) ->
                withNumbers(new Numbers(epoch, numbers.generation(), numbers.orders(), numbers.decisions()));
            case PolicyRecord.Metered(var node, var meter) -> withNodes(Copies.with(meters, node, meter), nodes);
            case PolicyRecord.NodeLearned(var node, var facts) -> withNodes(meters, Copies.with(nodes, node, facts));
            case PolicyRecord.NodeForgotten(var node) -> withNodes(Copies.without(meters, node), Copies.without(nodes, node));
            case PolicyRecord.ResourceMoved(var resource, var standing) -> withResources(Copies.with(resources, resource, standing));
            case PolicyRecord.LimitsMoved(var node, var desired) ->
                withLimits(Copies.with(limits, node, desired)).withGeneration(desired.generation());
            case PolicyRecord.GenerationRaised(var generation) -> withGeneration(generation);
            case PolicyRecord.LimitsForgotten(var node) -> withLimits(Copies.without(limits, node));
            case PolicyRecord.ByHandBegan(var throttle) ->
                withByHand(Copies.replacing(byHand, other -> Objects.equals(other.node(), throttle.node()), throttle, MAX_BY_HAND));
            case PolicyRecord.ByHandEnded(var request) -> withByHand(Copies.without(byHand, other -> other.request().equals(request)));
            case PolicyRecord.EvictionMoved(var eviction) -> evictionMoved(eviction);
            case PolicyRecord.EvictionForgotten(var order) ->
                withEvictions(Copies.without(evictions, other -> other.order().equals(order)));
            case PolicyRecord.RequestHandled(var request) ->
                withRequests(Copies.replacing(requests, request::equals, request, MAX_REQUESTS));
            case PolicyRecord.Held(var key, var why) -> withHeld(Copies.with(held, key, why));
            case PolicyRecord.HeldEnded(var key) -> withHeld(Copies.without(held, key));
            case PolicyRecord.IsolationMoved(var moved) -> withIsolation(moved);
            case PolicyRecord.ClassTaken(var standing) -> new TenantState(tenant, spec, deleted, numbers, meters, nodes, resources, limits, byHand,
                evictions, requests, held, isolation, standing, budget, untold);
            case PolicyRecord.BudgetMoved(var standing) -> new TenantState(tenant, spec, deleted, numbers, meters, nodes, resources, limits, byHand,
                evictions, requests, held, isolation, answers, standing, untold);
            case PolicyRecord.Decided(var decision) -> withUntold(Copies.replacing(untold, _ -> false, decision, MAX_UNTOLD))
                .withNumbers(new Numbers(numbers.epoch(), numbers.generation(), numbers.orders(), numbers.decisions() + 1));
            case PolicyRecord.DecisionsTold(var before) -> withUntold(Copies.without(untold, told -> told.at().isBefore(before)));
        };
    }

    /// Whether nothing is left to be done for a tenant that was deleted: its snapshot may go.
    public boolean settledAfterDeletion() {
        return deleted && limits.isEmpty() && evictions.stream().noneMatch(Eviction::pending);
    }

    /// Whether the policy holds it back now: by a weight, a limit, a freeze or an eviction. What people asked for by hand does not count.
    public boolean heldBack() {
        for (var standing : resources.values()) {
            if (standing.state().compareTo(EnforcementState.WARNED) > 0) {
                return true;
            }
        }
        return budget != null && (budget.floored()
            || budget.stage() == BudgetStanding.Stage.SPENT && Evictions.pendingByPolicy(this).isPresent());
    }

    /// How many workloads the policy has ordered to end after an instant.
    public int ordersSince(Instant since) {
        int orders = 0;
        for (var eviction : evictions) {
            orders += eviction.byPolicy() && eviction.issuedAt().isAfter(since) ? 1 : 0;
        }
        return orders;
    }

    /// The declaration in force, or empty before it is declared and after it is deleted.
    public Optional<TenantSpec> declared() {
        return deleted ? Optional.empty() : Optional.ofNullable(spec);
    }

    public ResourceState resource(Resource resource) {
        return resources.get(resource);
    }

    /// What the tenant uses over all nodes with a fresh sample, which is at most what it really uses. Unknown where no node knows.
    public Use use(Instant now) {
        return useByNode(now).values().stream().reduce(Use.UNKNOWN, Use::plus);
    }

    /// What may be held against the tenant: its use on each node that reports promptly, fresh and not overdue when the newest sample of
    /// any node was taken. What a node used before it fell silent may have moved to another one meanwhile.
    Map<NodeId, Use> evidenceByNode(Instant now) {
        var newest = newest(now);
        return OrderedMap.of(meters).choose(meter -> meter.freshAt(now) && meter.promptAt(newest) ? meter.counted() : null);
    }

    /// The same in all.
    Fleet.Part evidence(Instant now) {
        return Fleet.from(meters).prompt(now);
    }

    private Instant newest(Instant now) {
        Instant newest = null;
        for (var meter : meters.values()) {
            if (meter.freshAt(now) && (newest == null || meter.at().isAfter(newest))) {
                newest = meter.at();
            }
        }
        return newest;
    }

    /// Whether each node is held to the quota by itself.
    boolean perNode() {
        return spec != null && spec.scope() == Scope.NODE;
    }

    /// What counts against the quota: the use of all nodes together, or of the one where it is most.
    Use compared(Map<NodeId, Use> uses) {
        return uses.values().stream().reduce(Use.UNKNOWN, perNode() ? Use::max : Use::plus);
    }

    /// Which share of the samples that were to be expected lately has arrived, 0 to 1, weighed by what each node uses of a resource.
    double coverage(Resource resource, Instant now) {
        double use = 0;
        double covered = 0;
        for (var meter : meters.values()) {
            if (meter.freshAt(now)) {
                double here = meter.use().of(resource).orElse(0);
                use += here;
                covered += here * meter.coverage();
            }
        }
        return use > 0 ? covered / use : 1;
    }

    /// What the tenant uses on each node with a fresh sample.
    public Map<NodeId, Use> useByNode(Instant now) {
        return OrderedMap.of(meters).choose(meter -> meter.freshAt(now) ? meter.use() : null);
    }

    /// How far the tenant is being held back now.
    public Enforcement enforcement() {
        return Enforcement.of(this);
    }

    private TenantState evictionMoved(Eviction eviction) {
        var known = evictions.stream().anyMatch(other -> other.order().equals(eviction.order()));
        var moved = withEvictions(
            Copies.replacing(evictions, other -> other.order().equals(eviction.order()), eviction, Integer.MAX_VALUE));
        return known ? moved : moved.withNumbers(
            new Numbers(numbers.epoch(), numbers.generation(), numbers.orders() + 1, numbers.decisions()));
    }

    private TenantState lives(TenantSpec newSpec, boolean nowDeleted) {
        return new TenantState(tenant, newSpec, nowDeleted, numbers, meters, nodes, resources, limits, byHand, evictions, requests, held,
            isolation, answers, budget, untold);
    }

    private TenantState withGeneration(long generation) {
        return withNumbers(
            new Numbers(numbers.epoch(), Math.max(numbers.generation(), generation), numbers.orders(), numbers.decisions()));
    }

    private TenantState withNumbers(Numbers to) {
        return new TenantState(tenant, spec, deleted, to, meters, nodes, resources, limits, byHand, evictions, requests, held,
            isolation, answers, budget, untold);
    }

    private TenantState withNodes(Map<NodeId, NodeMeter> newMeters, Map<NodeId, NodeFacts> newNodes) {
        return new TenantState(tenant, spec, deleted, numbers, newMeters, newNodes, resources, limits, byHand, evictions, requests, held,
            isolation, answers, budget, untold);
    }

    private TenantState withResources(Map<Resource, ResourceState> to) {
        return new TenantState(tenant, spec, deleted, numbers, meters, nodes, to, limits, byHand, evictions, requests, held,
            isolation, answers, budget, untold);
    }

    private TenantState withLimits(Map<NodeId, DesiredLimits> to) {
        return new TenantState(tenant, spec, deleted, numbers, meters, nodes, resources, to, byHand, evictions, requests, held,
            isolation, answers, budget, untold);
    }

    private TenantState withByHand(List<ByHand> to) {
        return new TenantState(tenant, spec, deleted, numbers, meters, nodes, resources, limits, to, evictions, requests, held,
            isolation, answers, budget, untold);
    }

    private TenantState withEvictions(List<Eviction> to) {
        return new TenantState(tenant, spec, deleted, numbers, meters, nodes, resources, limits, byHand, to, requests, held,
            isolation, answers, budget, untold);
    }

    private TenantState withRequests(List<String> to) {
        return new TenantState(tenant, spec, deleted, numbers, meters, nodes, resources, limits, byHand, evictions, to, held,
            isolation, answers, budget, untold);
    }

    private TenantState withHeld(Map<String, String> to) {
        return new TenantState(tenant, spec, deleted, numbers, meters, nodes, resources, limits, byHand, evictions, requests, to, isolation,
            answers, budget, untold);
    }

    private TenantState withIsolation(Isolation to) {
        return new TenantState(tenant, spec, deleted, numbers, meters, nodes, resources, limits, byHand, evictions, requests, held, to,
            answers, budget, untold);
    }

    private TenantState withUntold(List<Decision> to) {
        return new TenantState(tenant, spec, deleted, numbers, meters, nodes, resources, limits, byHand, evictions, requests, held,
            isolation, answers, budget, to);
    }
}
