package dev.landlord.launcher.simulation;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.message.Command;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// No agent begins more evictions within a minute than it may, also over its restarts. The clock that counts must not have jumped meanwhile.
final class EvictionsAreFew extends Invariant {
    private static final long MINUTE = 60_000;
    /// By which a drifting clock's minute may be shorter.
    private static final long DRIFT = 100;

    private final Map<NodeId, Map<String, Long>> begun = new HashMap<>();

    EvictionsAreFew(Simulation sim) {
        super(sim, "evictions a minute stay within the agent's guardrail");
    }

    @Override
    public void begun(SimNode node, Command.Evict order) {
        exercise();
        var orders = begun.computeIfAbsent(node.id, _ -> new LinkedHashMap<>());
        orders.putIfAbsent(order.order(), now());
        long within = orders.values().stream().filter(at -> at > now() - MINUTE + DRIFT).count();
        if (within > node.evictionsPerMinute && node.jumpedAt() < now() - MINUTE) {
            violated("node %s has begun %d evictions within a minute and may begin %d: %s", node.id, within, node.evictionsPerMinute, orders);
        }
    }
}
