package dev.landlord.controller.engine;

import dev.landlord.controller.ledger.Ledger;
import dev.landlord.controller.ledger.TenantLedger;
import dev.landlord.controller.policy.BudgetUse;
import dev.landlord.controller.policy.Effect;
import dev.landlord.controller.policy.Numbers;
import dev.landlord.controller.policy.PolicyEvent;
import dev.landlord.controller.policy.Step;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.ActionRequest;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/// The tenants of one partition, stepped event by event. No I/O: what the steps lead to is collected until it is [taken][#take].
///
/// An event on which the policy throws changes nothing: it is counted, logged and passed over, so that it cannot stop the partition.
public final class PartitionTenants {
    /// Effects of a replay that wait for the take-over.
    private static final int MOST_REPLAYED_EFFECTS = 10_000;

    private static final String GUARDRAIL_RULE = ".guardrail";

    private final Stepper policy;
    private final Function<NodeId, Optional<NodeReport>> nodes;
    private final Guardrails.Of guardrails;
    private final ToIntFunction<TenantState> priority;
    private final EngineMetrics metrics;
    private final Map<TenantId, HeldTenant> tenants = new TreeMap<>();
    private final EarlyRequests early = new EarlyRequests();
    /// What the commands, orders and decisions of tenants that were deleted in this term were numbered with: should one be declared again, the
    /// numbers go on. In another term the epoch tells them apart.
    private final Map<TenantId, Numbers> retired = new HashMap<>();
    private final List<Effect> effects = new ArrayList<>();
    private final List<TenantId> gone = new ArrayList<>();
    private boolean replaying = true;
    private int heldBack;

    /// What there is to do after some events.
    ///
    /// @param save    to be written before anything else
    /// @param effects to be carried out in this order once that is safe
    /// @param entries of the ledger, to be published then
    /// @param gone    tenants whose snapshots may then be removed
    record Outcome(List<Saved> save, List<Effect> effects, List<LedgerEntry> entries, List<TenantId> gone) {
        Outcome without(Set<TenantId> some) {
            return new Outcome(save, effects.stream().filter(effect -> !some.contains(effect.tenant())).toList(),
                entries.stream().filter(entry -> !some.contains(entry.tenant())).toList(), gone);
        }

        boolean isEmpty() {
            return save.isEmpty() && effects.isEmpty() && entries.isEmpty() && gone.isEmpty();
        }
    }

    record Saved(TenantState state, TenantLedger ledger) {
    }

    /// Without guardrails.
    ///
    /// @param nodes the last heartbeat of a node
    public PartitionTenants(Stepper policy, Function<NodeId, Optional<NodeReport>> nodes, EngineMetrics metrics) {
        this(policy, nodes, Guardrails.NONE.of(0, 1), _ -> 0, metrics);
    }

    /// @param nodes      the last heartbeat of a node
    /// @param guardrails what bounds the policy over these tenants
    /// @param priority   where not all may be held back, those of a lower one come first
    public PartitionTenants(Stepper policy, Function<NodeId, Optional<NodeReport>> nodes, Guardrails.Of guardrails,
        ToIntFunction<TenantState> priority, EngineMetrics metrics) {
        this.policy = policy;
        this.nodes = nodes;
        this.guardrails = guardrails;
        this.priority = priority;
        this.metrics = metrics;
    }

    int size() {
        return (int) tenants.values().stream().filter(held -> !held.over).count();
    }

    /// How many were held back by the policy after the last tick.
    int heldBack() {
        return heldBack;
    }

    void restore(StateRecord.Snapshot snapshot) {
        tenants.put(snapshot.state().tenant(), new HeldTenant(snapshot.state(), snapshot.books(), snapshot.offsets()));
    }

    public Optional<TenantState> state(TenantId tenant) {
        return Optional.ofNullable(tenants.get(tenant)).filter(held -> !held.over).map(held -> held.state);
    }

    Optional<TenantLedger> ledger(TenantId tenant) {
        return Optional.ofNullable(tenants.get(tenant)).map(held -> held.ledger.ledger());
    }

    void sampled(long offset, Instant at, UsageSample sample) {
        if (sample.tenant().isUnattributed()) {
            return; // Metered for people to see; nobody's policy, and nobody's bill.
        }
        heard(Topic.USAGE, offset, sample.tenant()).ifPresent(held -> {
            book(held, offset, at, sample);
            if (held.over) {
                metrics.skip(Topic.USAGE, EngineMetrics.Skipped.UNDECLARED);
                return;
            }
            step(held, new PolicyEvent.Sampled(at, sample), offset);
            if (!held.state.nodes().containsKey(sample.node())) {
                nodes.apply(sample.node()).ifPresent(report -> step(held, new PolicyEvent.NodeSeen(at, report), offset));
            }
        });
    }

    private void book(HeldTenant held, long offset, Instant at, UsageSample sample) {
        try {
            if (Ledger.hasNoRoomFor(held.ledger.ledger(), sample)) {
                metrics.notBooked.increment();
                return;
            }
            boolean news = held.ledger.book(sample, at);
            (news ? metrics.booked : metrics.bookedBefore).increment();
            held.booked(news);
        } catch (RuntimeException e) {
            metrics.poison.increment();
            held.threw("ledger", "a sample", at, offset, e);
        }
    }

    void acked(long offset, Instant at, Ack ack) {
        heard(Topic.ACKS, offset, ack.tenant()).ifPresent(held -> step(held, new PolicyEvent.Acked(at, ack), offset));
    }

    void requested(long offset, Instant at, ActionRequest request) {
        var tenant = tenants.get(request.tenant());
        if ((tenant == null || tenant.over) && early.add(request)) {
            return;
        }
        heard(Topic.REQUESTS, offset, request.tenant()).ifPresent(held -> step(held, new PolicyEvent.Requested(at, request), offset));
    }

    /// A heartbeat, told to the tenants that are on the node or have something pending there.
    void nodeSeen(Instant at, NodeReport report) {
        for (var held : tenants.values()) {
            if (held.state.meters().containsKey(report.node()) || held.state.limits().containsKey(report.node())
                || held.state.nodes().containsKey(report.node())) {
                step(held, new PolicyEvent.NodeSeen(at, report), -1);
            }
        }
    }

    /// Ends the replay. Commands that it would have sent are forgotten: the policy sends again what has no answer.
    void tookOver(Instant at, long epoch) {
        replaying = false;
        decidedFor().forEach(held -> step(held, new PolicyEvent.TookOver(at, epoch), -1));
    }

    /// Brings a tenant in line with its declaration.
    ///
    /// @param spec  what is declared, or empty if it is deleted
    /// @param epoch the ownership term, for a tenant that is new
    void declared(Instant at, TenantId tenant, Optional<TenantSpec> spec, long epoch) {
        var held = tenants.get(tenant);
        if (held == null || held.over) {
            if (spec.isEmpty()) {
                return;
            }
            held = held == null ? begin(tenant) : again(held);
            tenants.put(tenant, held);
            step(held, new PolicyEvent.TookOver(at, epoch), -1);
        }
        if (!held.state.declared().equals(spec)) {
            step(held, spec.<PolicyEvent>map(declared -> new PolicyEvent.Declared(at, declared)).orElse(new PolicyEvent.Deleted(at)), -1);
        }
        for (var request : early.take(tenant)) {
            step(held, new PolicyEvent.Requested(at, request), -1);
        }
    }

    private HeldTenant begin(TenantId tenant) {
        var before = retired.remove(tenant);
        var state = before == null ? TenantState.initial(tenant) : TenantState.again(tenant, before);
        return new HeldTenant(state, TenantLedger.of(tenant), Offsets.START);
    }

    private static HeldTenant again(HeldTenant over) {
        return new HeldTenant(TenantState.again(over.state.tenant(), over.state.numbers()), over.ledger.ledger(), over.included);
    }

    /// Deletes what is held but not declared any more.
    void deleteUndeclared(Instant at, Predicate<TenantId> isDeclared) {
        for (var held : tenants.values()) {
            if (held.state.declared().isPresent() && !isDeclared.test(held.state.tenant())) {
                step(held, new PolicyEvent.Deleted(at), -1);
            }
        }
    }

    void tick(Instant at) {
        for (int expired = early.expire(at); expired > 0; expired--) {
            metrics.skip(Topic.REQUESTS, EngineMetrics.Skipped.UNDECLARED);
        }
        tickInOrder(at);
        tenants.values().removeIf(held -> {
            held.booked(held.ledger.pass(at));
            if (!held.over && held.state.settledAfterDeletion() && !held.due) {
                held.end();
            }
            if (held.over) {
                held.booked(held.ledger.leave());
            }
            boolean mayGo = held.over && held.ledger.ledger().mayGo();
            if (mayGo) {
                gone.add(held.state.tenant());
                retired.put(held.state.tenant(), held.state.numbers());
            }
            return mayGo;
        });
    }

    private List<HeldTenant> decidedFor() {
        return tenants.values().stream().filter(held -> !held.over).toList();
    }

    /// By priority, then by id; what one tenant is answered with is not left for the next.
    private void tickInOrder(Instant at) {
        var spending = new Spending(guardrails, at);
        var byPriority = new TreeMap<Integer, List<HeldTenant>>();
        for (var held : decidedFor()) {
            spending.count(held.state);
            byPriority.computeIfAbsent(priority.applyAsInt(held.state), _ -> new ArrayList<>()).add(held);
        }
        for (var equals : byPriority.values()) {
            for (var held : equals) {
                var before = held.state;
                step(held, new PolicyEvent.Tick(at, spending.left(), used(held, at)), -1);
                spending.stepped(before, held.state);
            }
        }
        heldBack = spending.heldBack();
    }

    /// What the ledger has booked in the present period of the tenant's budget, or null if it has none.
    private static BudgetUse used(HeldTenant held, Instant at) {
        return held.state.declared().map(TenantSpec::budget).map(budget -> held.ledger.used(budget.per().at(at))).orElse(null);
    }

    /// Makes sure that the next [#take] saves this tenant, because somebody else has written under its key.
    ///
    /// @return whether it is held here; if not, what was written has to go
    boolean saveAgain(TenantId tenant) {
        var held = tenants.get(tenant);
        if (held != null) {
            held.changed = true;
            held.due = true;
        }
        return held != null;
    }

    /// Hands over what has come together, and forgets it.
    ///
    /// @param all whether to save every state that changed, rather than only those that effects rest on
    Outcome take(boolean all) {
        var save = new ArrayList<Saved>();
        var entries = new ArrayList<LedgerEntry>();
        for (var held : tenants.values()) {
            boolean saves = held.changed && (all || held.due);
            if (saves) {
                save.add(new Saved(held.state, held.ledger.ledger()));
                held.changed = false;
                held.due = false;
            }
            var told = held.ledger.take(saves);
            entries.addAll(told);
            held.changed |= !told.isEmpty(); // That they are told is written with the next snapshot.
        }
        var outcome = new Outcome(save, List.copyOf(effects), entries, List.copyOf(gone));
        effects.clear();
        gone.clear();
        return outcome;
    }

    /// Some tenants could not be saved: what rests on their state must not be done.
    ///
    /// @param why of each, a sentence
    /// @return what is left to do for the others
    Outcome unsaved(Map<TenantId, String> why, Instant at, Outcome outcome) {
        why.forEach((tenant, sentence) -> {
            var held = tenants.get(tenant);
            if (held != null) {
                held.changed = true;
                held.unsaved(at, sentence);
            }
            metrics.tooLarge.increment();
        });
        outcome.entries().stream().filter(entry -> why.containsKey(entry.tenant())).forEach(this::putBack);
        return outcome.without(why.keySet());
    }

    private void putBack(LedgerEntry entry) {
        var held = tenants.get(entry.tenant());
        if (held == null || !held.ledger.putBack(entry)) {
            metrics.ledgerDropped.increment();
        }
    }

    private Optional<HeldTenant> heard(Topic topic, long offset, TenantId tenant) {
        var held = tenants.get(tenant);
        if (held == null || held.over && topic != Topic.USAGE) {
            metrics.skip(topic, EngineMetrics.Skipped.UNDECLARED);
            return Optional.empty();
        }
        if (offset < held.included.of(topic)) {
            metrics.skip(topic, EngineMetrics.Skipped.INCLUDED);
            return Optional.empty();
        }
        return Optional.of(held);
    }

    private void step(HeldTenant held, PolicyEvent event, long offset) {
        Step step;
        try {
            step = policy.step(held.state, event);
        } catch (RuntimeException e) {
            metrics.poison.increment();
            held.threw("policy", event.getClass().getSimpleName(), event.at(), offset, e);
            return;
        }
        held.state = step.state();
        held.changed |= !step.records().isEmpty();
        held.due |= !step.effects().isEmpty();
        step.effects().forEach(this::collect);
    }

    private void collect(Effect effect) {
        if (replaying && (effect instanceof Effect.Send || effects.size() >= MOST_REPLAYED_EFFECTS)) {
            metrics.replayDropped.increment();
        } else {
            effects.add(effect);
            if (effect instanceof Effect.Publish(var decision) && decision.action() == Decision.Action.HELD
                && decision.rule().endsWith(GUARDRAIL_RULE)) {
                metrics.guarded(decision.inputs().get("means"));
            }
        }
    }
}
