package dev.landlord.launcher.simulation;

import dev.landlord.controller.engine.Stepper;
import dev.landlord.controller.policy.Effect;
import dev.landlord.controller.policy.EnforcementState;
import dev.landlord.controller.policy.PolicyEvent;
import dev.landlord.controller.policy.PolicyRecord;
import dev.landlord.controller.policy.Step;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.Scope;
import dev.landlord.protocol.message.UsageSample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/// The policy with one rule broken, each.
final class BrokenPolicies {
    private static final double ACT = 100;

    private BrokenPolicies() {
    }

    /// On a tick the last samples count as fresh, however old they are.
    static Stepper actingOnStaleData(Stepper policy) {
        return before(policy, (state, event) -> {
            var changed = state;
            if (event instanceof PolicyEvent.Tick) {
                for (var entry : state.meters().entrySet()) {
                    changed = changed.apply(new PolicyRecord.Metered(entry.getKey(), Altered.with(entry.getValue(), "at", event.at())));
                }
            }
            return changed;
        });
    }

    /// One sample is enough to convict.
    static Stepper forgettingTheFewestSamples(Stepper policy) {
        return before(policy, (state, event) -> {
            var changed = state;
            if (event instanceof PolicyEvent.Tick) {
                for (var resource : Resource.values()) {
                    changed = changed.apply(new PolicyRecord.ResourceMoved(resource, Altered.with(changed.resource(resource), "rounds", 100)));
                }
            }
            return changed;
        });
    }

    /// A warning counts as if it had stood for an hour.
    static Stepper evictingWithoutWarning(Stepper policy) {
        return before(policy, (state, event) -> {
            var memory = state.resource(Resource.MEMORY);
            if (!(event instanceof PolicyEvent.Tick) || memory.warnedAt() == null) {
                return state;
            }
            return state.apply(new PolicyRecord.ResourceMoved(Resource.MEMORY,
                Altered.with(memory, "warnedAt", memory.warnedAt().minus(Duration.ofHours(1)))));
        });
    }

    /// What a sample adds to the score, it adds twice.
    static Stepper countingSamplesTwice(Stepper policy) {
        return after(policy, (before, step) -> {
            var more = new ArrayList<PolicyRecord>();
            for (var resource : Resource.values()) {
                var standing = step.state().resource(resource);
                double added = standing.score() - before.resource(resource).score();
                if (added > 0) {
                    more.add(new PolicyRecord.ResourceMoved(resource, Altered.with(standing, "score", Math.min(ACT, standing.score() + added))));
                }
            }
            return more;
        });
    }

    /// The score never gets to where something is done.
    static Stepper neverActing(Stepper policy) {
        return after(policy, (_, step) -> {
            var more = new ArrayList<PolicyRecord>();
            for (var resource : Resource.values()) {
                var standing = step.state().resource(resource);
                if (standing.score() >= ACT) {
                    more.add(new PolicyRecord.ResourceMoved(resource, Altered.with(standing, "score", ACT - 1)));
                }
            }
            return more;
        });
    }

    /// A score stops falling before who is limited is let go.
    static Stepper neverLettingGo(Stepper policy) {
        return after(policy, (_, step) -> {
            var more = new ArrayList<PolicyRecord>();
            for (var resource : Resource.values()) {
                var standing = step.state().resource(resource);
                if (standing.state() == EnforcementState.THROTTLED && standing.score() < ACT / 2) {
                    more.add(new PolicyRecord.ResourceMoved(resource, Altered.with(standing, "score", ACT / 2)));
                }
            }
            return more;
        });
    }

    /// Half of the quota counts as all of it.
    static Stepper halvingQuotas(Stepper policy) {
        return (state, event) -> {
            if (state.declared().isEmpty() || !(event instanceof PolicyEvent.Sampled || event instanceof PolicyEvent.Tick)) {
                return policy.step(state, event);
            }
            var spec = state.declared().get();
            var quota = spec.quota();
            var half = new Quota(quota.cpuCores() / 2, quota.memoryBytes(), quota.pids(), quota.ioBytesPerSecond());
            var step = policy.step(state.apply(new PolicyRecord.SpecTaken(Altered.with(spec, "quota", half))), event);
            return more(step, List.of(new PolicyRecord.SpecTaken(spec)));
        };
    }

    /// A quota that holds on each node counts as one over all of them.
    static Stepper addingNodesUp(Stepper policy) {
        return (state, event) -> {
            if (state.declared().isEmpty() || !(event instanceof PolicyEvent.Sampled || event instanceof PolicyEvent.Tick)) {
                return policy.step(state, event);
            }
            var spec = state.declared().get();
            var step = policy.step(state.apply(new PolicyRecord.SpecTaken(Altered.with(spec, "scope", Scope.FLEET))), event);
            return step.records().isEmpty() ? new Step(step.records(), step.effects(), state) : more(step, List.of(new PolicyRecord.SpecTaken(spec)));
        };
    }

    /// A sample that comes again, or late, is taken for a new one.
    static Stepper takingOldSamplesForNew(Stepper policy) {
        return (state, event) -> policy.step(state, event instanceof PolicyEvent.Sampled(var at, var sample)
            ? new PolicyEvent.Sampled(at, renumbered(state, sample)) : event);
    }

    private static UsageSample renumbered(TenantState state, UsageSample sample) {
        var meter = state.meters().get(sample.node());
        boolean old = meter != null && meter.bootId().equals(sample.bootId()) && meter.agentRun() == sample.agentRun() && sample.seq() <= meter.seq();
        return old ? Altered.with(sample, "seq", meter.seq() + 1) : sample;
    }

    /// What people ask for is not heard.
    static Stepper deafToRequests(Stepper policy) {
        return (state, event) -> event instanceof PolicyEvent.Requested ? new Step(List.of(), List.of(), state) : policy.step(state, event);
    }

    /// Each node gets the whole quota.
    static Stepper givingEachNodeAll(Stepper policy) {
        return (state, event) -> {
            var step = policy.step(state, event);
            var records = new ArrayList<PolicyRecord>();
            var effects = new ArrayList<Effect>();
            var quota = step.state().declared().map(spec -> spec.quota().cpuCores()).orElse(null);
            for (var effect : step.effects()) {
                if (quota != null && effect instanceof Effect.Send(Command.Throttle throttle) && throttle.limits().cpuCores() != null) {
                    var limits = Altered.with(throttle.limits(), "cpuCores", quota);
                    effects.add(new Effect.Send(Altered.with(throttle, "limits", limits)));
                    records.add(new PolicyRecord.LimitsMoved(throttle.node(),
                        Altered.with(step.state().limits().get(throttle.node()), "limits", limits)));
                } else {
                    effects.add(effect);
                }
            }
            var changed = more(step, records);
            return new Step(changed.records(), effects, changed.state());
        };
    }

    /// Memory is taken away at once: half of what the policy would leave.
    static Stepper takingMemoryAway(Stepper policy) {
        return (state, event) -> {
            var step = policy.step(state, event);
            var records = new ArrayList<PolicyRecord>();
            step.effects().forEach(effect -> {
                if (effect instanceof Effect.Send(Command.Throttle throttle) && throttle.limits().memoryHighBytes() != null) {
                    records.add(new PolicyRecord.LimitsMoved(throttle.node(), Altered.with(step.state().limits().get(throttle.node()), "limits",
                        Altered.with(throttle.limits(), "memoryHighBytes", throttle.limits().memoryHighBytes() / 2))));
                }
            });
            return more(step, records);
        };
    }

    private static Stepper before(Stepper policy, BiFunction<TenantState, PolicyEvent, TenantState> change) {
        return (state, event) -> policy.step(change.apply(state, event), event);
    }

    private static Stepper after(Stepper policy, BiFunction<TenantState, Step, List<PolicyRecord>> change) {
        return (state, event) -> {
            var step = policy.step(state, event);
            return event instanceof PolicyEvent.Sampled ? more(step, change.apply(state, step)) : step;
        };
    }

    private static Step more(Step step, List<PolicyRecord> added) {
        if (added.isEmpty()) {
            return step;
        }
        var records = new ArrayList<>(step.records());
        records.addAll(added);
        var state = step.state();
        for (var fact : added) {
            state = state.apply(fact);
        }
        return new Step(records, step.effects(), state);
    }
}
