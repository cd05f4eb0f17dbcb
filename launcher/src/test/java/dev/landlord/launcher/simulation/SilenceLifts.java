package dev.landlord.launcher.simulation;

import dev.landlord.agent.enforce.Desire;
import dev.landlord.agent.enforce.Term;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Command.Throttle;
import java.util.HashMap;
import java.util.Map;

/// Where the controller says nothing new for longer than the lease, the kernel's limits are lifted: counted from the last throttle that was
/// new to the agent, or from the agent's last start. The agent and its kernel must have worked meanwhile; a few seconds are for the write.
final class SilenceLifts extends Invariant {
    private static final long SLACK_MILLIS = 3_000;

    private final Map<Key, Heard> heard = new HashMap<>();
    private final Map<NodeId, Long> upSince = new HashMap<>();

    private record Key(NodeId node, TenantId tenant) {
    }

    private record Heard(Term term, long at, long leaseMs) {
    }

    SilenceLifts(Simulation sim) {
        super(sim, "silence past the lease lifts throttles");
    }

    @Override
    public void received(SimNode node, Command command, boolean isFound) {
        if (command instanceof Throttle throttle) {
            var fresh = new Heard(Term.of(throttle), now(), throttle.leaseMs());
            heard.merge(new Key(node.id, command.tenant()), fresh,
                (before, after) -> after.term.compareTo(before.term) > 0 ? after : before);
        }
    }

    @Override
    public void desired(SimNode node, TenantId tenant, Desire desire) {
        if (desire.equals(Desire.NOTHING)) {
            heard.remove(new Key(node.id, tenant));
        }
    }

    @Override
    public void agentStarted(SimNode node) {
        upSince.put(node.id, now());
    }

    @Override
    public void second() {
        for (var node : sim.nodes()) {
            boolean works = node.isUp() && node.isEnforcing() && node.isKernelWell()
                && node.agent().filter(agent -> now() >= agent.process().frozenUntil()).isPresent();
            if (!works) {
                upSince.put(node.id, now());
                continue;
            }
            for (var tenant : sim.world().tenants()) {
                var last = heard.get(new Key(node.id, tenant));
                long from = Math.max(upSince.getOrDefault(node.id, now()), last == null ? 0 : last.at);
                long lease = last == null ? 0 : last.leaseMs;
                if (now() - from > lease + SLACK_MILLIS) {
                    exercise();
                    var left = sim.world().throttled(node, tenant);
                    if (!left.isEmpty()) {
                        violated("node %s has heard nothing of tenant %s for %d ms, its lease is %d ms, and %s", node.id, tenant, now() - from, lease,
                            String.join(", ", left));
                    }
                }
            }
        }
    }
}
