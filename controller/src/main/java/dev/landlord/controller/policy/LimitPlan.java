package dev.landlord.controller.policy;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Which limits each node should have now. A function of the state and the time; [LimitCommands] compares it with what was sent.
///
/// The policy's own limits are shares of the quota by need ([Sharing]), marks on memory ([MemoryMarks]) and the floor of a spent budget; those by
/// hand stand beside them. The strictest holds.
final class LimitPlan {
    /// What a node should have.
    ///
    /// @param node      its name
    /// @param limits    empty: none
    /// @param mark      the policy's own mark on memory, or null
    /// @param obstacles why it does not get all that it should have, a clause each
    /// @param renewable whether what this rests on is present: fresh samples, or a person's word
    /// @param reason    why, or null for no limits
    record Wanted(NodeId node, Limits limits, Long mark, List<String> obstacles, boolean renewable, Reason reason) {
    }

    private static final Resource[] RESOURCES = Resource.values();
    private static final String MANUAL = "manual";

    private final TenantState state;
    private final Instant now;
    private final Rules rules;
    private final PolicyClass policyClass;

    private LimitPlan(TenantState state, Instant now, Rules rules) {
        this.state = state;
        this.now = now;
        this.rules = rules;
        policyClass = rules.classes().of(state);
    }

    /// In the order of the nodes, those included that have limits now and should have none; nodes without limits that need none are left out.
    static List<Wanted> of(Turn turn) {
        return new LimitPlan(turn.state(), turn.at(), turn.rules()).plan();
    }

    /// The plan as a decision's figures.
    static List<Map<String, Object>> figures(List<Wanted> plan) {
        var figures = new ArrayList<Map<String, Object>>();
        plan.forEach(wanted -> {
            if (!wanted.limits().equals(Limits.NONE)) {
                var figure = new LinkedHashMap<String, Object>();
                figure.put("node", wanted.node().value());
                if (wanted.limits().cpuCores() != null) {
                    figure.put("cpuCores", wanted.limits().cpuCores());
                }
                if (wanted.limits().memoryHighBytes() != null) {
                    figure.put("memoryHighBytes", wanted.limits().memoryHighBytes());
                }
                if (wanted.limits().pids() != null) {
                    figure.put("pids", wanted.limits().pids());
                }
                if (wanted.limits().cpuWeight() != null) {
                    figure.put("cpuWeight", wanted.limits().cpuWeight());
                }
                if (wanted.limits().ioBytesPerSecond() != null) {
                    figure.put("ioBytesPerSecond", wanted.limits().ioBytesPerSecond());
                }
                figures.add(figure);
            }
        });
        return figures;
    }

    private List<Wanted> plan() {
        var places = Place.all(state, now);
        var cpu = Sharing.of(state, Resource.CPU, now, policyClass, places);
        var pids = Sharing.of(state, Resource.PIDS, now, policyClass, places);
        var io = Sharing.of(state, Resource.IO, now, policyClass, places);
        var memory = MemoryMarks.of(state, now, places);
        var weight = weight();
        var weighed = weight == null ? Set.<NodeId>of() : concerned(Resource.CPU, places);
        var frozen = frozen(places);
        var limited = limited();
        var plan = new ArrayList<Wanted>();
        for (var place : places) {
            var node = place.node();
            var cores = cpu.get(node);
            var share = cores == null ? null : Double.valueOf(cores / Sharing.MILLICORES);
            var own = new Limits(place.present(Resource.CPU) ? least(share, floor()) : share, null, memory.get(node), pids.get(node),
                frozen.contains(node) ? Boolean.TRUE : null, weighed.contains(node) ? weight : null, io.get(node));
            var wanted = wanted(place, own, limited);
            if (place.desired() != null || !wanted.limits().equals(Limits.NONE) || !wanted.obstacles().isEmpty()) {
                plan.add(wanted);
            }
        }
        return plan;
    }

    /// The lowered CPU weight, or null. It goes on beside a throttle, as far as its own means is not taken away.
    private Long weight() {
        boolean weighs = state.resource(Resource.CPU).state().limits() && policyClass.weight() != null
            && Restraint.standing(state, rules, Means.WEIGHT).isEmpty();
        return weighs ? policyClass.weight().cpuWeight() : null;
    }

    /// Where all of the tenant's processes are to stand still.
    private Set<NodeId> frozen(Collection<Place> places) {
        var nodes = new HashSet<NodeId>();
        for (var resource : RESOURCES) {
            if (state.resource(resource).state() == EnforcementState.FROZEN) {
                nodes.addAll(concerned(resource, places));
                // What stands still uses nothing, so that it does not show any more why.
                places.stream().filter(place -> place.present(Resource.CPU) && place.desired() != null
                    && Boolean.TRUE.equals(place.desired().limits().frozen()) && !frozenByHand(place)).forEach(place -> nodes.add(place.node()));
            }
        }
        return nodes;
    }

    private boolean frozenByHand(Place place) {
        return state.byHand().stream().anyMatch(hand -> hand.covers(place.node()) && Boolean.TRUE.equals(hand.limits().frozen()));
    }

    /// The nodes on which overuse of a resource is answered: all where the tenant is, or where the quota holds on each those that are over it.
    private Set<NodeId> concerned(Resource resource, Collection<Place> places) {
        return state.perNode() ? Sharing.offenders(state, resource, now, policyClass, places)
            : places.stream().filter(place -> place.present(Resource.CPU)).map(Place::node).collect(Collectors.toSet());
    }

    /// @param limited the first resource that the policy holds back, or null
    private Wanted wanted(Place place, Limits shares, Resource limited) {
        var node = place.node();
        var before = place.desired();
        var hands = state.byHand().isEmpty() ? List.<ByHand>of()
            : state.byHand().stream().filter(hand -> hand.covers(node) && now.isBefore(hand.expiresAt())).toList();
        if (!place.fresh() && hands.isEmpty()) {
            return before == null || !before.limiting()
                ? new Wanted(node, Limits.NONE, null, List.of(), true, null)
                : new Wanted(node, limited != null || floor() != null ? before.limits() : Limits.NONE, before.mark(), List.of(), false,
                    before.reason());
        }
        var own = place.fresh() ? shares : kept(place, limited != null || floor() != null);
        var all = own;
        for (var hand : hands) {
            all = stricter(all, hand.limits());
        }
        var possible = Reach.possible(node, place.facts(), all);
        boolean marked = possible.limits().memoryHighBytes() != null && own.memoryHighBytes() != null;
        var mark = !marked ? null : place.fresh() ? own.memoryHighBytes() : before.mark();
        return new Wanted(node, possible.limits(), mark, possible.obstacles(), true, reason(hands, !own.equals(Limits.NONE), limited));
    }

    /// What the tenant keeps on each node for its budget is spent, or null: that is not so, or not answered.
    private Double floor() {
        return state.budget() == null ? null : state.budget().floorCores();
    }

    /// What a silent node that is limited by hand keeps of the policy's own limits: as long as the lease that was last renewed on fresh samples may
    /// last. A person's word must not widen them before.
    private Limits kept(Place place, boolean throttling) {
        var before = place.desired();
        var meter = state.meters().get(place.node());
        boolean byPolicy = before != null && before.limiting() && throttling && !before.reason().rule().equals(MANUAL);
        return byPolicy && meter != null && now.isBefore(meter.freshUntil().plus(policyClass.lease())) ? before.limits() : Limits.NONE;
    }

    private Resource limited() {
        for (var resource : RESOURCES) {
            if (state.resource(resource).limits()) {
                return resource;
            }
        }
        return null;
    }

    private Reason reason(List<ByHand> hands, boolean byPolicy, Resource limited) {
        if (byPolicy && floor() != null) {
            return new Reason(Budgets.SPENT, BudgetWords.spent(state.budget()));
        }
        if (byPolicy && limited != null) {
            return new Reason(limited.wire() + ".overuse", state.resource(limited).reason());
        }
        return hands.isEmpty() ? null : new Reason(MANUAL, "%s: %s".formatted(hands.getFirst().actor(), hands.getFirst().reason()));
    }

    private static Limits stricter(Limits a, Limits b) {
        return new Limits(least(a.cpuCores(), b.cpuCores()), least(a.memoryBytes(), b.memoryBytes()),
            least(a.memoryHighBytes(), b.memoryHighBytes()), least(a.pids(), b.pids()),
            Boolean.TRUE.equals(a.frozen()) || Boolean.TRUE.equals(b.frozen()) ? Boolean.TRUE : null,
            least(a.cpuWeight(), b.cpuWeight()), least(a.ioBytesPerSecond(), b.ioBytesPerSecond()));
    }

    private static <T extends Comparable<T>> T least(T a, T b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.compareTo(b) <= 0 ? a : b;
    }
}
