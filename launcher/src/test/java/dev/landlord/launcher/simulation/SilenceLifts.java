package dev.landlord.launcher.simulation;

import dev.landlord.agent.enforce.Desire;
import dev.landlord.agent.enforce.Term;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Command.Throttle;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Where the controller says nothing new for longer than the lease, the kernel's limits are lifted. The lease runs from the receipt of the last
/// throttle that was new to the agent; of what an agent finds when it starts, in the topic or on its own disk, what is left follows from when
/// that was issued and the node's clock. The agent and its kernel must have worked meanwhile; a few seconds are for the write.
final class SilenceLifts extends Invariant {
    private static final long SLACK_MILLIS = 3_000;

    private final Map<Key, Heard> heard = new HashMap<>();
    private final Map<NodeId, Long> upSince = new HashMap<>();

    private record Key(NodeId node, TenantId tenant) {
    }

    private record Heard(Throttle throttle, long until) {
        Term term() {
            return Term.of(throttle);
        }
    }

    SilenceLifts(Simulation sim) {
        super(sim, "silence past the lease lifts throttles");
    }

    @Override
    public void received(SimNode node, Command command, boolean isFound) {
        if (command instanceof Throttle throttle) {
            var fresh = new Heard(throttle, now() + (isFound ? left(node, throttle) : throttle.leaseMs()));
            heard.merge(new Key(node.id, command.tenant()), fresh,
                (before, after) -> after.term().compareTo(before.term()) > 0 ? after : before);
        }
    }

    private static long left(SimNode node, Throttle throttle) {
        long age = Duration.between(throttle.issuedAt(), node.wall()).toMillis();
        return Math.clamp(throttle.leaseMs() - age, 0, throttle.leaseMs());
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
        heard.replaceAll((key, last) -> key.node.equals(node.id) ? new Heard(last.throttle, now() + left(node, last.throttle)) : last);
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
                long from = Math.max(upSince.getOrDefault(node.id, now()), last == null ? 0 : last.until);
                if (now() - from > SLACK_MILLIS) {
                    exercise();
                    var left = sim.world().throttled(node, tenant);
                    if (!left.isEmpty()) {
                        violated("the lease of tenant %s on node %s was over %d ms ago (%s), and %s", tenant, node.id, now() - from,
                            last == null ? "there is none" : Words.of(last.throttle), String.join(", ", left));
                    }
                }
            }
        }
    }
}
