package dev.landlord.controller.engine;

import dev.landlord.controller.policy.Effect;
import dev.landlord.controller.policy.PolicyEvent;
import dev.landlord.controller.policy.PolicyRecord;
import dev.landlord.controller.policy.Step;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A policy that is easy to foresee: it counts what it hears in `held`; it decides once, at the tick after [#DECIDE_AT] samples, to throttle
/// on node n1; at a take-over it says so again; an ack yields a decision. Sequence number 666 is poison.
final class ScriptedPolicy implements Stepper {
    static final int DECIDE_AT = 3;
    static final long POISON = 666;

    final List<PolicyEvent> heard = new ArrayList<>();

    @Override
    public Step step(TenantState state, PolicyEvent event) {
        heard.add(event);
        var records = new ArrayList<PolicyRecord>();
        var effects = new ArrayList<Effect>();
        switch (event) {
            case PolicyEvent.Declared(_, var spec) -> records.add(new PolicyRecord.SpecTaken(spec));
            case PolicyEvent.Deleted _ -> records.add(new PolicyRecord.TenantGone());
            case PolicyEvent.Sampled(_, var sample) -> {
                if (sample.seq() == POISON) {
                    throw new IllegalStateException("poison");
                }
                records.add(counted(state, "samples"));
            }
            case PolicyEvent.NodeSeen _ -> records.add(counted(state, "nodes"));
            case PolicyEvent.Acked(var at, var ack) -> {
                records.add(counted(state, "acks"));
                effects.add(new Effect.Publish(decision(state, at, "ack-" + ack.generation())));
                effects.add(new Effect.Send(throttle(state, at)));
            }
            case PolicyEvent.Requested _ -> records.add(counted(state, "requests"));
            case PolicyEvent.Tick(var at, _, _) -> {
                if (count(state, "samples") >= DECIDE_AT && !state.held().containsKey("decided")) {
                    records.add(new PolicyRecord.Held("decided", "1"));
                    decide(state, at, effects);
                }
            }
            case PolicyEvent.TookOver(var at, var epoch) -> {
                records.add(new PolicyRecord.EpochBegan(epoch));
                if (state.held().containsKey("decided")) {
                    decide(state.apply(records.getFirst()), at, effects);
                }
            }
        }
        var after = state;
        for (var fact : records) {
            after = after.apply(fact);
        }
        return new Step(records, effects, after);
    }

    static long count(TenantState state, String what) {
        return Long.parseLong(state.held().getOrDefault(what, "0"));
    }

    private static PolicyRecord counted(TenantState state, String what) {
        return new PolicyRecord.Held(what, Long.toString(count(state, what) + 1));
    }

    private static void decide(TenantState state, Instant at, List<Effect> effects) {
        effects.add(new Effect.Send(throttle(state, at)));
        effects.add(new Effect.Publish(decision(state, at, "throttle")));
    }

    private static Command throttle(TenantState state, Instant at) {
        return new Command.Throttle(new NodeId("n1"), state.tenant(), state.numbers().epoch(), 1, at, 60_000, Limits.ofCpu(0.5),
            new Reason("cpu.overuse", ""));
    }

    private static Decision decision(TenantState state, Instant at, String id) {
        return new Decision(state.tenant() + "-" + id, state.tenant(), at, Decision.Action.THROTTLE, "cpu.overuse", "", null, null, null, null, null,
            Map.of(), new Decision.Cause("policy", ""));
    }
}
