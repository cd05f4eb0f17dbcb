package dev.landlord.controller.whatif;

import dev.landlord.controller.policy.Allowance;
import dev.landlord.controller.policy.Effect;
import dev.landlord.controller.policy.EnforcementState;
import dev.landlord.controller.policy.Policy;
import dev.landlord.controller.policy.PolicyClass;
import dev.landlord.controller.policy.PolicyClasses;
import dev.landlord.controller.policy.PolicyEvent;
import dev.landlord.controller.policy.Rules;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// One tenant under one class: the real policy, on nodes that can do everything and answer at once, and on which others always suffer.
final class Lane {
    private static final long EPOCH = 1;
    private static final double SUFFERING = 100;
    private static final double GIANT_CORES = 1e6;
    private static final Map<String, NodeReport.Capability> EVERYTHING = Map.of("limit.cpu", NodeReport.Capability.YES,
        "limit.cpuWeight", NodeReport.Capability.YES, "limit.memory", NodeReport.Capability.YES, "limit.memoryHigh", NodeReport.Capability.YES,
        "limit.pids", NodeReport.Capability.YES, "limit.io", NodeReport.Capability.YES, "freeze", NodeReport.Capability.YES,
        "kill", NodeReport.Capability.YES);

    private final String className;
    private final Policy policy;
    private final WithoutEvicted withoutEvicted = new WithoutEvicted();
    private final Episodes episodes = new Episodes();
    private final Map<Resource, EnforcementState> states = new EnumMap<>(Resource.class);
    private final BudgetLane budget;
    private TenantState state;

    /// @param before what the tenant had used before, for its budget
    Lane(TenantSpec spec, PolicyClass policyClass, PolicyClasses classes, UsedBefore before, Instant start) {
        className = policyClass.name();
        budget = spec.budget() == null ? null : new BudgetLane(spec.budget(), before.ledger(spec.id()), episodes);
        policy = new Policy(Rules.of(classes));
        state = TenantState.initial(spec.id());
        for (var resource : Resource.values()) {
            states.put(resource, EnforcementState.FREE);
        }
        hear(new PolicyEvent.TookOver(start, EPOCH));
        hear(new PolicyEvent.Declared(start,
            new TenantSpec(spec.id(), spec.version(), className, spec.quota(), spec.scope(), spec.ceiling(), spec.budget(), spec.match(),
                spec.labels())));
    }

    void sampled(UsageSample recorded, Instant at) {
        var sample = withoutEvicted.of(recorded);
        if (budget != null) {
            budget.sampled(sample, at);
        }
        hear(new PolicyEvent.Sampled(at, sample));
        if (!state.nodes().containsKey(sample.node())) {
            hear(new PolicyEvent.NodeSeen(at, report(sample, at)));
        }
    }

    void tick(Instant at) {
        hear(budget == null ? new PolicyEvent.Tick(at) : new PolicyEvent.Tick(at, Allowance.UNBOUNDED, budget.used(at)));
    }

    Outcome outcome(Instant end) {
        return new Outcome(className, episodes.all(), end, budget == null ? List.of() : budget.periods());
    }

    private void hear(PolicyEvent first) {
        var events = new ArrayDeque<PolicyEvent>(List.of(first));
        while (!events.isEmpty()) {
            var event = events.removeFirst();
            var step = policy.step(state, event);
            state = step.state();
            for (var effect : step.effects()) {
                switch (effect) {
                    case Effect.Send(var command) -> events.add(new PolicyEvent.Acked(event.at(), answer(command, event.at())));
                    case Effect.Publish(var decision) -> heard(decision);
                    case Effect.Clear(_) -> { }
                }
            }
        }
        for (var resource : Resource.values()) {
            moved(resource, first.at());
        }
        if (budget != null) {
            budget.stands(state.budget(), first.at());
        }
    }

    private Ack answer(Command command, Instant at) {
        return switch (command) {
            case Command.Throttle throttle -> new Ack(throttle.node(), throttle.tenant(), throttle.epoch(), throttle.generation(), null,
                Ack.Outcome.APPLIED, null, null, throttle.limits(), null, at);
            case Command.Evict evict -> {
                withoutEvicted.evicted(evict.node(), evict.fence().cgroupId());
                boolean forBudget = evict.reason().rule().startsWith(Episode.BUDGET);
                episodes.add(new Episode(Episode.What.EVICTED, forBudget ? null : Resource.MEMORY, at, null, evict.node(),
                    evict.fence().workload(), forBudget ? BudgetLane.EVICT : null, evict.reason().text()));
                yield new Ack(evict.node(), evict.tenant(), evict.epoch(), null, evict.order(), Ack.Outcome.APPLIED, null, null, null, 0L, at);
            }
        };
    }

    private void heard(Decision decision) {
        if (decision.action() == Decision.Action.HELD) {
            episodes.add(new Episode(Episode.What.HELD, decision.resource(), decision.at(), null, decision.node(), decision.workload(),
                decision.rule(), decision.text()));
        } else if (budget != null) {
            budget.heard(decision);
        }
    }

    private void moved(Resource resource, Instant at) {
        var standing = state.resource(resource);
        if (standing.state() == states.put(resource, standing.state())) {
            return;
        }
        episodes.end(resource.wire(), at);
        var what = switch (standing.state()) {
            case FREE, EVICTING -> null;
            case WARNED -> Episode.What.WARNED;
            case WEIGHTED -> Episode.What.WEIGHTED;
            case THROTTLED -> Episode.What.THROTTLED;
            case FROZEN -> Episode.What.FROZEN;
        };
        if (what != null) {
            episodes.begin(resource.wire(), new Episode(what, resource, at, null, null, null, null, standing.reason()));
        }
    }

    /// The sampling interval is left to be seen from the samples.
    private static NodeReport report(UsageSample sample, Instant at) {
        NodeId node = sample.node();
        return new NodeReport(node, sample.bootId(), sample.agentRun(), at, NodeReport.State.UP, "recorded", "recorded", NodeReport.CgroupMode.V2,
            Map.of(), NodeReport.Mode.ENFORCE, 0, new NodeReport.Capacity(GIANT_CORES, Long.MAX_VALUE >> 12),
            new NodeReport.Host(GIANT_CORES, null, null, null, SUFFERING, SUFFERING, SUFFERING), EVERYTHING, null, null, List.of());
    }
}
