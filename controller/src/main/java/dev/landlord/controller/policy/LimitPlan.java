package dev.landlord.controller.policy;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
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
    /// @param own       of these, what the policy wants for overuse
    /// @param obstacles why it does not get all that it should have, a clause each
    /// @param renewable whether what this rests on is present: fresh samples, or a person's word
    /// @param reason    why, or null for no limits
    record Wanted(NodeId node, Limits limits, Limits own, List<String> obstacles, boolean renewable, Reason reason) {
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
        var weighed = weight == null ? Set.<NodeId>of() : concerned(Resource.CPU, places, own -> own.cpuWeight() != null);
        var frozen = frozen(places);
        var limited = limited();
        var plan = new ArrayList<Wanted>();
        for (var place : places) {
            var node = place.node();
            var cores = cpu.get(node);
            var share = cores == null ? null : Double.valueOf(cores / Sharing.MILLICORES);
            var own = new Limits(share, null, memory.get(node), pids.get(node), frozen.contains(node) ? Boolean.TRUE : null,
                weighed.contains(node) ? weight : null, io.get(node));
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
                nodes.addAll(concerned(resource, places, own -> Boolean.TRUE.equals(own.frozen())));
            }
        }
        return nodes;
    }

    /// The nodes on which overuse of a resource is answered: all where the tenant is, or where the quota holds on each those that are over it, and
    /// those on which it was answered by this means before: who stands still uses nothing, and does not show any more why.
    private Set<NodeId> concerned(Resource resource, Collection<Place> places, Predicate<Limits> answered) {
        var offenders = state.perNode() ? Sharing.offenders(state, resource, now, places) : null;
        return places.stream().filter(place -> place.present(Resource.CPU)
            && (offenders == null || offenders.contains(place.node()) || answered.test(place.own()))).map(Place::node).collect(Collectors.toSet());
    }

    /// @param limited the first resource that the policy holds back, or null
    private Wanted wanted(Place place, Limits shares, Resource limited) {
        var node = place.node();
        var before = place.desired();
        var hands = state.byHand().isEmpty() ? List.<ByHand>of()
            : state.byHand().stream().filter(hand -> hand.covers(node) && now.isBefore(hand.expiresAt())).toList();
        if (!place.fresh() && hands.isEmpty()) {
            return before == null || !before.limiting()
                ? new Wanted(node, Limits.NONE, Limits.NONE, List.of(), true, null)
                : new Wanted(node, stands(before, limited) ? before.limits() : Limits.NONE, before.own(), List.of(), false, before.reason());
        }
        boolean kept = !place.fresh() && leased(place);
        var own = place.fresh() ? shares : kept && limited != null ? before.own() : Limits.NONE;
        boolean floored = floor() != null && (place.fresh() ? place.present(Resource.CPU) : kept && hasFloor(before));
        var byPolicy = floored ? stricter(own, Limits.NONE.withCpuCores(floor())) : own;
        var all = byPolicy;
        for (var hand : hands) {
            all = stricter(all, hand.limits());
        }
        var possible = Reach.possible(node, place.facts(), all);
        var ownPossible = all.equals(own) ? possible : Reach.possible(node, place.facts(), own);
        return new Wanted(node, possible.limits(), ownPossible.limits(), possible.obstacles(), true,
            reason(hands, !byPolicy.equals(Limits.NONE), cause(own).orElse(limited)));
    }

    /// What the tenant keeps on each node for its budget is spent, or null: that is not so, or not answered.
    private Double floor() {
        return state.budget() == null ? null : state.budget().floorCores();
    }

    /// Whether the policy still wants any of the limits of a silent node: what a person wanted there ends when it is to.
    private boolean stands(DesiredLimits before, Resource limited) {
        return limited != null && !before.own().equals(Limits.NONE) || hasFloor(before);
    }

    private boolean hasFloor(DesiredLimits before) {
        return floor() != null && before.limits().cpuCores() != null && before.limits().cpuCores() <= floor();
    }

    /// Whether a silent node that is limited by hand keeps the policy's own limits: as long as the lease that was last renewed on fresh samples may
    /// last. A person's word must not widen them before.
    private boolean leased(Place place) {
        var meter = state.meters().get(place.node());
        return place.limiting() && meter != null && now.isBefore(meter.freshUntil().plus(policyClass.lease()));
    }

    private Resource limited() {
        for (var resource : RESOURCES) {
            if (state.resource(resource).limits()) {
                return resource;
            }
        }
        return null;
    }

    /// The first resource for whose overuse a limit of this node is meant.
    private Optional<Resource> cause(Limits own) {
        return Arrays.stream(RESOURCES).filter(resource -> state.resource(resource).limits() && Sharing.units(resource, own) > 0).findFirst();
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
