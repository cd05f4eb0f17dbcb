package dev.landlord.controller.view;

import dev.landlord.controller.policy.Allowance;
import dev.landlord.controller.policy.BudgetUse;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.controller.rules.HouseRules;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Budget;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/// The read model: every tenant and node as the topics tell, whoever owns which partition.
///
/// Messages of one key come in the topic's order; topics may come in any order to each other. `at` is the broker's time of a record, so
/// that old records that are read again do not pass for news; `now` is the reader's clock. Confined to one thread.
public final class House {
    /// A node that was not heard of for so long is shown as silent.
    public static final Duration SILENT_AFTER = Duration.ofSeconds(15);
    /// Workloads shown of one tenant; its totals count all.
    static final int MOST_WORKLOADS = 500;
    /// The least time between two changes of one tenant, and between two looks for what time alone has changed.
    static final Duration TELL_EVERY = Duration.ofSeconds(1);

    private final HouseBounds bounds;
    private final Map<TenantId, TenantProjection> tenants = new TreeMap<>();
    private final Map<NodeId, NodeProjection> nodes = new TreeMap<>();
    private final DecisionLog decisions;

    private final Set<TenantId> changedTenants = new LinkedHashSet<>();
    private final Set<NodeId> changedNodes = new LinkedHashSet<>();
    private final List<Decision> untoldDecisions = new ArrayList<>();
    private final Set<TenantId> removed = new LinkedHashSet<>();
    private Instant sweptAt = Instant.MIN;
    private HouseRules rules = HouseRules.shipped(Set.of());
    private boolean switched;
    private Headroom headroom = (_, _, _) -> Allowance.UNBOUNDED;

    private long samplesIgnored;
    private long overflows;
    private long decisionsUntold;

    /// Tells what guardrails leave over to a tenant.
    @FunctionalInterface
    public interface Headroom {
        /// @param all the tenants' states, as their owners have written them down
        Allowance left(TenantId tenant, Stream<TenantState> all, Instant now);
    }

    public House(HouseBounds bounds) {
        this.bounds = bounds;
        this.decisions = new DecisionLog(bounds.tenants(), bounds.decisionsPerTenant(), bounds.decisions());
    }

    /// What holds for all tenants from now on.
    public void ruled(HouseRules newRules) {
        var before = rules;
        rules = newRules;
        switched |= !before.switchedOff().equals(rules.switchedOff());
        tenants.forEach((id, tenant) -> {
            if (tenant.mode(before.classes()) != tenant.mode(rules.classes())) {
                changedTenants.add(id);
            }
        });
    }

    /// What bounds the policy over all tenants; until it is known, forecasts tell of no guardrail.
    public void guarded(Headroom by) {
        headroom = by;
    }

    public void declared(TenantSpec spec, Instant at) {
        tenant(spec.id()).ifPresent(tenant -> {
            tenant.declare(spec, at);
            removed.remove(spec.id());
            changedTenants.add(spec.id());
        });
    }

    public void deleted(TenantId id, Instant at) {
        var tenant = tenants.get(id);
        if (tenant != null && tenant.spec().isPresent()) {
            tenant.declare(null, at);
            removed.add(id);
        }
    }

    public void sampled(UsageSample sample, Instant at) {
        tenant(sample.tenant()).ifPresent(tenant -> {
            var node = nodes.get(sample.node());
            if (tenant.accept(sample, at, node == null ? 0 : node.report().sampleMillis(), freshness(at))) {
                changedTenants.add(sample.tenant());
            } else {
                samplesIgnored++;
            }
        });
    }

    public void reported(NodeReport report, Instant at) {
        var known = nodes.get(report.node());
        if (known != null) {
            known.accept(report, at);
        } else if (nodes.size() < bounds.nodes()) {
            nodes.put(report.node(), new NodeProjection(report, at));
        } else {
            overflows++;
            return;
        }
        changedNodes.add(report.node());
    }

    /// A tombstone: nobody wants to hear of the node again.
    public void forgotten(NodeId node) {
        nodes.remove(node);
        changedNodes.remove(node);
    }

    public void decided(Decision decision) {
        if (decisions.add(decision)) {
            untoldDecisions.add(decision);
            if (untoldDecisions.size() > bounds.untold()) {
                untoldDecisions.removeFirst();
                decisionsUntold++;
            }
        }
    }

    /// A tenant's owner has written its state down.
    ///
    /// @param booked what the ledger has booked by then in a period
    public void kept(TenantState state, Function<Budget.Period, BudgetUse> booked, Instant at) {
        tenant(state.tenant()).ifPresent(tenant -> {
            tenant.keep(state, booked, at);
            changedTenants.add(state.tenant());
        });
    }

    /// A tenant's state was dropped: there is nothing left to do for it.
    public void dropped(TenantId id, Instant at) {
        var tenant = tenants.get(id);
        if (tenant != null) {
            tenant.keep(null, null, at);
            changedTenants.add(id);
        }
    }

    /// All that people get to see, by id.
    public List<TenantView> tenants(Instant now) {
        var fresh = freshness(now);
        int points = Math.min(bounds.recentPoints(), bounds.pointsInAll() / Math.max(1, tenants.size()));
        return tenants.values().stream().filter(TenantProjection::visible).map(tenant -> tenant.view(now, fresh, rules.classes(), points)).toList();
    }

    public Optional<TenantView> tenant(TenantId id, Instant now) {
        return visible(id).map(tenant -> tenant.view(now, freshness(now), rules.classes(), bounds.recentPoints()));
    }

    /// Workloads of a tenant with a process in them, as `workload on node`, as far as fresh samples tell.
    public List<String> running(TenantId id, Instant now) {
        return visible(id).map(tenant -> tenant.running(freshness(now))).orElse(List.of());
    }

    /// Whether a fresh sample shows a workload of that name.
    ///
    /// @param node where, or null for anywhere
    public boolean hasWorkload(TenantId id, NodeId node, String workload, Instant now) {
        return visible(id).map(tenant -> tenant.hasWorkload(node, workload, freshness(now))).orElse(false);
    }

    public Optional<ExplanationView> explain(TenantId id, Instant now) {
        return visible(id).map(tenant -> tenant.explain(rules.rules(),
            headroom.left(id, tenants.values().stream().flatMap(other -> other.kept().stream()), now), now));
    }

    public List<NodeView> nodes(Instant now) {
        var fresh = freshness(now);
        var tenantsByNode = new HashMap<NodeId, List<TenantId>>();
        nodes.keySet().forEach(node -> tenantsByNode.put(node, new ArrayList<>()));
        tenants.values().stream().filter(tenant -> tenant.spec().isPresent()).forEach(tenant -> tenant.runsOn(fresh)
            .forEach(node -> tenantsByNode.computeIfAbsent(node, _ -> new ArrayList<>()).add(tenant.id())));
        return nodes.values().stream()
            .map(node -> NodeView.of(node.report(), node.state(now), node.seenAt(), tenantsByNode.get(node.report().node())))
            .toList();
    }

    public Optional<NodeView> node(NodeId id, Instant now) {
        return Optional.ofNullable(nodes.get(id)).map(node -> {
            var fresh = freshness(now);
            var on = tenants.values().stream().filter(tenant -> tenant.spec().isPresent() && tenant.runsOn(fresh).contains(id))
                .map(TenantProjection::id).toList();
            return NodeView.of(node.report(), node.state(now), node.seenAt(), on);
        });
    }

    /// The newest decisions about a tenant, newest first, also after it was deleted; empty if nothing was ever heard of it.
    public Optional<List<Decision>> decisions(TenantId id, int limit) {
        return visible(id).isPresent() || decisions.knows(id) ? Optional.of(decisions.of(id, limit)) : Optional.empty();
    }

    public Snapshot snapshot(Instant now) {
        return new Snapshot(tenants(now), nodes(now), decisions.overall(), SwitchView.off(rules));
    }

    /// What is new since the last call. Call it several times a second; a tenant that changed less than [#TELL_EVERY] after it was last
    /// told waits for a later call.
    public Changes changes(Instant now) {
        sweep(now);
        var changes = new Changes(tenantNews(now), nodeNews(now), List.copyOf(untoldDecisions), List.copyOf(removed),
            switched ? Optional.of(SwitchView.off(rules)) : Optional.empty());
        switched = false;
        untoldDecisions.clear();
        removed.clear();
        return changes;
    }

    /// Instead of [#changes] while nobody wants to know them.
    public void passOver(Instant now) {
        sweep(now);
        changedTenants.forEach(id -> visible(id).ifPresent(tenant -> tenant.told(now)));
        changedTenants.clear();
        changedNodes.clear();
        untoldDecisions.clear();
        removed.clear();
        switched = false;
    }

    public HouseCounters counters() {
        return new HouseCounters(tenants.size(), nodes.size(), samplesIgnored, overflows, decisionsUntold);
    }

    /// What time alone changes: nodes fall silent, samples grow old.
    private void sweep(Instant now) {
        if (!sweptAt.isBefore(now.minus(TELL_EVERY))) {
            return;
        }
        sweptAt = now;
        nodes.forEach((id, node) -> {
            if (node.tells(node.state(now))) {
                changedNodes.add(id);
            }
        });
        var fresh = freshness(now);
        tenants.values().forEach(tenant -> {
            if (tenant.forget(fresh)) {
                changedTenants.add(tenant.id());
            }
        });
    }

    private List<TenantView> tenantNews(Instant now) {
        var fresh = freshness(now);
        var due = now.minus(TELL_EVERY);
        var news = new ArrayList<TenantView>();
        changedTenants.removeIf(id -> {
            var tenant = visible(id);
            if (tenant.isPresent() && tenant.get().toldAt().isAfter(due)) {
                return false;
            }
            tenant.ifPresent(known -> news.add(known.news(now, fresh, rules.classes())));
            return true;
        });
        return news;
    }

    private List<NodeView> nodeNews(Instant now) {
        var news = changedNodes.stream().flatMap(id -> node(id, now).stream()).toList();
        changedNodes.clear();
        return news;
    }

    private Optional<TenantProjection> visible(TenantId id) {
        return Optional.ofNullable(tenants.get(id)).filter(TenantProjection::visible);
    }

    /// The tenant, made if there is room; those that are not declared and do not use anything make room first.
    private Optional<TenantProjection> tenant(TenantId id) {
        var known = tenants.get(id);
        if (known == null && tenants.size() >= bounds.tenants()) {
            tenants.values().removeIf(tenant -> tenant.spec().isEmpty() && !tenant.hasSamples());
        }
        if (known == null && tenants.size() >= bounds.tenants()) {
            overflows++;
            return Optional.empty();
        }
        return Optional.of(known != null ? known : tenants.computeIfAbsent(id, _ -> new TenantProjection(id, bounds.recentPoints())));
    }

    private Freshness freshness(Instant now) {
        return (node, meter) -> {
            var reporter = nodes.get(node);
            return meter.freshAt(now) && (reporter == null || !reporter.leftSince(meter));
        };
    }
}
