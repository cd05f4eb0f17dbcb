package dev.landlord.controller.policy;

import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// One step in the making: the state so far, and what has been established. Lives within one call of [Policy#step] and is seen by
/// nobody else.
final class Turn {
    private static final Reason NOTHING_LIMITED = new Reason("limits.none", "nothing is to be limited any more");

    private final Instant at;
    private final Rules rules;
    private final Allowance allowance;
    private final List<PolicyRecord> records = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private TenantState state;
    private PolicyClass policyClass;
    private Reason releasing = NOTHING_LIMITED;

    Turn(TenantState state, Instant at, Rules rules, Allowance allowance) {
        this.state = state;
        this.at = at;
        this.rules = rules;
        this.allowance = allowance;
    }

    TenantState state() {
        return state;
    }

    /// The event's time.
    Instant at() {
        return at;
    }

    /// The class that answers the tenant's overuse.
    PolicyClass policyClass() {
        if (policyClass == null) {
            policyClass = rules.classes().of(state);
        }
        return policyClass;
    }

    Rules rules() {
        return rules;
    }

    Allowance allowance() {
        return allowance;
    }

    void record(PolicyRecord fact) {
        records.add(fact);
        state = state.apply(fact);
        if (fact instanceof PolicyRecord.SpecTaken) {
            policyClass = null;
        }
    }

    void send(Command command) {
        effects.add(new Effect.Send(command));
    }

    void effect(Effect effect) {
        effects.add(effect);
    }

    /// Moves a resource to another state.
    ///
    /// @param why a sentence without its full stop
    void enter(Resource resource, EnforcementState next, String why) {
        var standing = state.resource(resource);
        if (!Transitions.from(resource, standing.state()).contains(next)) {
            throw new IllegalStateException("%s may not go from %s to %s".formatted(resource.wire(), standing.state(), next));
        }
        record(new PolicyRecord.ResourceMoved(resource, standing.entered(next, at, why)));
    }

    /// Why limits that this step takes off are taken off.
    void releaseBecause(Reason reason) {
        releasing = reason;
    }

    Reason releaseReason() {
        return releasing;
    }

    /// Makes a decision; its id follows from the tenant, the epoch and the number of decisions before.
    void decide(DecisionDraft draft) {
        var numbers = state.numbers();
        var id = "%s-%s-%s".formatted(state.tenant(), numbers.epoch(), numbers.decisions() + 1);
        var decision = draft.decision(id, state.tenant(), at);
        record(new PolicyRecord.Decided(decision));
        effects.add(new Effect.Publish(decision));
    }

    /// Says once that something cannot be done, and again only if the reason changes.
    ///
    /// @param key what, e.g. `cpu` or `limits@n1`
    /// @param why the reason that is compared; the draft may tell more
    void hold(String key, String why, DecisionDraft draft) {
        if (!Objects.equals(state.held().get(key), why)) {
            record(new PolicyRecord.Held(key, why));
            decide(draft);
        }
    }

    void unhold(String key) {
        if (state.held().containsKey(key)) {
            record(new PolicyRecord.HeldEnded(key));
        }
    }

    /// Nothing of what a resource was to be answered with is held back any more.
    void unhold(Resource resource) {
        for (var means : Means.values()) {
            unhold(Rungs.heldAs(resource, means));
        }
    }

    Decision.Cause policyCause() {
        return new Decision.Cause("policy", policyClass().name());
    }

    Step step() {
        return new Step(records, effects, state);
    }
}
