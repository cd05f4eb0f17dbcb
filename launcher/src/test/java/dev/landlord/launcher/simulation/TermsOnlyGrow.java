package dev.landlord.launcher.simulation;

import dev.landlord.agent.enforce.Desire;
import dev.landlord.agent.enforce.Knob;
import dev.landlord.agent.enforce.OrderRecord;
import dev.landlord.agent.enforce.Target;
import dev.landlord.agent.enforce.Term;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Command.Throttle;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// At an agent, (epoch, generation) never goes back, over its restarts too, and what it makes true is what the highest of all throttles
/// that it has ever received says, or nothing. An order of a lower epoch is not begun.
final class TermsOnlyGrow extends Invariant {
    private final Map<Key, Term> highest = new HashMap<>();
    private final Map<Key, TreeMap<Term, Throttle>> received = new HashMap<>();
    private final Map<String, Long> epochs = new HashMap<>();

    private record Key(NodeId node, TenantId tenant) {
    }

    TermsOnlyGrow(Simulation sim) {
        super(sim, "(epoch, generation) never goes back at an agent");
    }

    @Override
    public void received(SimNode node, Command command, boolean isFound) {
        if (command instanceof Throttle throttle) {
            received.computeIfAbsent(new Key(node.id, command.tenant()), _ -> new TreeMap<>()).putIfAbsent(Term.of(throttle), throttle);
        } else if (command instanceof Command.Evict order) {
            epochs.merge(order.order(), order.epoch(), Math::max);
        }
    }

    @Override
    public void accepted(SimNode node, OrderRecord order, boolean fits) {
        var fence = highest.get(new Key(node.id, order.order().tenant()));
        long epoch = epochs.get(order.order().order());
        if (fence != null && epoch < fence.epoch()) {
            violated("node %s has accepted order %s of epoch %d after %s", node.id, order.order().order(), epoch, fence);
        }
    }

    @Override
    public void desired(SimNode node, TenantId tenant, Desire desire) {
        var key = new Key(node.id, tenant);
        if (desire.equals(Desire.NOTHING)) {
            highest.remove(key);
            received.remove(key);
            return;
        }
        exercise();
        var before = highest.get(key);
        var now = desire.highest().orElse(null);
        if (before != null && (now == null || now.compareTo(before) < 0)) {
            violated("node %s, tenant %s: %s after %s", node.id, tenant, now, before);
        }
        if (now != null) {
            highest.put(key, now);
        }
    }

    @Override
    public void reconciles(SimNode node, TenantId tenant, Target target) {
        var known = received.get(new Key(node.id, tenant));
        if (target.limits().isEmpty()) {
            return;
        }
        exercise();
        var last = known == null ? null
            : known.descendingMap().values().stream().filter(throttle -> isPossible(node, throttle)).findFirst().orElse(null);
        if (last == null || !last.limits().equals(target.limits())) {
            violated("node %s holds tenant %s to %s, but the last it was told is %s", node.id, tenant, Words.of(target.limits()),
                last == null ? "nothing" : Words.of(last));
        }
    }

    private boolean isPossible(SimNode node, Throttle throttle) {
        for (var knob : Knob.values()) {
            if (!knob.of(throttle.limits()).isUnlimited() && (sim.lacks(node, knob) || !new Group("/probe", 0, node.kernel().dialect).has(knob))) {
                return false;
            }
        }
        return true;
    }
}
