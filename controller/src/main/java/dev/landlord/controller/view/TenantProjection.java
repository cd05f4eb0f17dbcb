package dev.landlord.controller.view;

import dev.landlord.controller.policy.Allowance;
import dev.landlord.controller.policy.BudgetUse;
import dev.landlord.controller.policy.Explain;
import dev.landlord.controller.policy.Metering;
import dev.landlord.controller.policy.PolicyClasses;
import dev.landlord.controller.policy.PolicyRecord;
import dev.landlord.controller.policy.Rules;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.controller.policy.Use;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Budget;
import dev.landlord.protocol.message.ClassSetting;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.Scope;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What is known of one tenant.
final class TenantProjection {
    private final TenantId id;
    private final RecentPoints recent;
    private final SortedMap<NodeId, Metered> meters = new TreeMap<>();
    private TenantSpec spec;
    private TenantState state;
    private Function<Budget.Period, BudgetUse> booked;
    private Instant updatedAt;
    private Instant pointsToldUpTo = Instant.MIN;
    private Instant toldAt = Instant.MIN;

    TenantProjection(TenantId id, int recentPoints) {
        this.id = id;
        this.recent = new RecentPoints(recentPoints);
    }

    TenantId id() {
        return id;
    }

    Optional<TenantSpec> spec() {
        return Optional.ofNullable(spec);
    }

    /// Whether people get to see it: it is declared, or stands for processes of nobody.
    boolean visible() {
        return spec != null || id.isUnattributed() && !meters.isEmpty();
    }

    /// @param newSpec null if it is no longer declared
    void declare(TenantSpec newSpec, Instant at) {
        spec = newSpec;
        updatedAt = at;
    }

    /// @param newState null if its owner has nothing more to do for it
    /// @param toDate   what is booked with that in a period
    void keep(TenantState newState, Function<Budget.Period, BudgetUse> toDate, Instant at) {
        state = newState;
        booked = toDate;
        updatedAt = at;
    }

    /// @param at    when the broker took the sample
    /// @param fresh whether what a node said at a time still holds at `at`
    /// @return false if the sample is repeated or late, or had waited on the node until it told nothing about the present any more, and was left out
    boolean accept(UsageSample sample, Instant at, long intervalMs, Freshness fresh) {
        var before = meters.get(sample.node());
        var next = Metering.next(before == null ? null : before.meter(), sample, at, intervalMs);
        next.ifPresent(meter -> {
            meters.put(sample.node(), new Metered(meter, sample));
            if (recent.due(at)) {
                recent.add(at, use(current(fresh)));
            }
            updatedAt = at;
        });
        return next.isPresent();
    }

    /// Lets go of samples that tell nothing about the present any more.
    ///
    /// @return whether there were any
    boolean forget(Freshness fresh) {
        return meters.entrySet().removeIf(entry -> !fresh.holds(entry.getKey(), entry.getValue().meter()));
    }

    boolean hasSamples() {
        return !meters.isEmpty();
    }

    /// Nodes on which it has a workload.
    Set<NodeId> runsOn(Freshness fresh) {
        return current(fresh).entrySet().stream().filter(entry -> !entry.getValue().meter().workloads().isEmpty()).map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    }

    /// Workloads with a process in them, as far as fresh samples tell.
    List<String> running(Freshness fresh) {
        var running = new ArrayList<String>();
        current(fresh).forEach((node, metered) -> metered.meter().workloads().stream()
            .filter(workload -> workload.runs())
            .forEach(workload -> running.add("%s on %s".formatted(workload.id(), node))));
        return running;
    }

    boolean hasWorkload(NodeId node, String workload, Freshness fresh) {
        return current(fresh).entrySet().stream()
            .filter(entry -> node == null || entry.getKey().equals(node))
            .anyMatch(entry -> entry.getValue().meter().workloads().stream().anyMatch(known -> known.id().equals(workload)));
    }

    /// @param points of `recent`, at most
    TenantView view(Instant now, Freshness fresh, PolicyClasses classes, int points) {
        return view(now, fresh, classes, recent.last(points));
    }

    private TenantView view(Instant now, Freshness fresh, PolicyClasses classes, List<PointView> points) {
        var current = current(fresh);
        var use = use(current);
        var quota = spec == null ? Quota.NONE : spec.quota();
        return new TenantView(id, spec == null ? null : Long.valueOf(spec.version()), spec == null ? null : spec.policyClass(),
            mode(classes), spec == null ? null : spec.labels(), spec == null ? null : quota, spec == null ? null : spec.scope(),
            spec == null ? null : spec.ceiling(),
            spec == null ? null : spec.match(),
            UsageView.of(use, throttledShare(current), incomplete(use, current)), ShareView.of(compared(use, current), quota),
            state == null ? null : EnforcementView.of(state.enforcement()), state == null ? null : IsolationView.of(state.isolation(), quota),
            budgetView(now),
            state == null ? null : MonthToDateView.of(booked.apply(Budget.Per.MONTH.at(now))),
            workloads(current), points, updatedAt);
    }

    /// What it has used of its budget; empty if it has none, or its owner has not written anything down yet.
    private Optional<BudgetUse> budget(Instant now) {
        return state == null || spec == null || spec.budget() == null ? Optional.empty() : Optional.of(booked.apply(spec.budget().per().at(now)));
    }

    private BudgetView budgetView(Instant now) {
        return budget(now).map(used -> BudgetView.of(spec.budget(), used, state.budget())).orElse(null);
    }

    /// The view, with those points only that no such view had before.
    TenantView news(Instant now, Freshness fresh, PolicyClasses classes) {
        var view = view(now, fresh, classes, recent.after(pointsToldUpTo));
        told(now);
        return view;
    }

    /// Whether its class acts; null if nothing is declared.
    ClassSetting.Mode mode(PolicyClasses classes) {
        return spec == null ? null : classes.orStandard(spec.policyClass()).watches() ? ClassSetting.Mode.WATCH : ClassSetting.Mode.ACT;
    }

    /// Nobody needs to be told of what there is so far.
    void told(Instant now) {
        pointsToldUpTo = recent.newest().orElse(pointsToldUpTo);
        toldAt = now;
    }

    /// When it was last told, long ago if never.
    Instant toldAt() {
        return toldAt;
    }

    /// The state that its owner last wrote down.
    Optional<TenantState> kept() {
        return Optional.ofNullable(state);
    }

    /// On the newest samples, which may be newer than those in the state that the owner wrote down.
    ExplanationView explain(Rules rules, Allowance allowance, Instant now) {
        var known = state != null ? state : TenantState.initial(id);
        var current = spec == null ? known : known.apply(new PolicyRecord.SpecTaken(spec));
        for (var entry : meters.entrySet()) {
            current = current.apply(new PolicyRecord.Metered(entry.getKey(),
                entry.getValue().meter().exemptAs(known.meters().get(entry.getKey()))));
        }
        return ExplanationView.of(id, Explain.of(current, rules, allowance, budget(now).orElse(null), now), budgetView(now));
    }

    /// What counts against the quota.
    private Use compared(Use total, Map<NodeId, Metered> current) {
        return spec == null || spec.scope() == Scope.FLEET ? total
            : current.values().stream().map(metered -> metered.meter().use()).reduce(Use.UNKNOWN, Use::max);
    }

    private static Use use(Map<NodeId, Metered> current) {
        return current.values().stream().map(metered -> metered.meter().use()).reduce(Use.UNKNOWN, Use::plus);
    }

    private static Double throttledShare(Map<NodeId, Metered> current) {
        return current.values().stream().map(metered -> metered.meter().throttledShare()).filter(share -> share != null)
            .max(Double::compare).orElse(null);
    }

    private static List<Resource> incomplete(Use total, Map<NodeId, Metered> current) {
        var lacking = EnumSet.noneOf(Resource.class);
        current.values().forEach(metered -> {
            addUnknown(lacking, metered.meter().use());
            metered.meter().workloads().stream().filter(workload -> workload.origin() == WorkloadSample.Origin.ADOPTED)
                .forEach(workload -> addUnknown(lacking, workload.use()));
        });
        return lacking.stream().filter(resource -> total.of(resource).isPresent()).toList();
    }

    private static void addUnknown(EnumSet<Resource> lacking, Use use) {
        for (var resource : Resource.values()) {
            if (use.of(resource).isEmpty()) {
                lacking.add(resource);
            }
        }
    }

    private static List<WorkloadView> workloads(Map<NodeId, Metered> current) {
        var views = new ArrayList<WorkloadView>();
        current.forEach((node, metered) -> metered.views(node).limit(House.MOST_WORKLOADS - views.size()).forEach(views::add));
        return views;
    }

    private Map<NodeId, Metered> current(Freshness fresh) {
        var found = new TreeMap<NodeId, Metered>();
        meters.forEach((node, metered) -> {
            if (fresh.holds(node, metered.meter())) {
                found.put(node, metered);
            }
        });
        return found;
    }
}
