package dev.landlord.launcher.simulation;

import dev.landlord.protocol.CommandKey;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.Ack;
import java.util.HashMap;
import java.util.Map;

/// Every eviction order ends in exactly one final answer (which may be told more than once), or expires.
final class OrdersEndOnce extends Invariant {
    private final Map<String, Ack> finals = new HashMap<>();
    private final Map<String, TenantId> orders = new HashMap<>();

    OrdersEndOnce(Simulation sim) {
        super(sim, "every order ends in exactly one final answer or an expiry");
    }

    @Override
    public void appended(Log log, Log.Entry entry) {
        if (log.topic == Topic.COMMANDS) {
            var parsed = CommandKey.parse(entry.key);
            parsed.order().ifPresent(order -> orders.put(order, parsed.tenant()));
        } else if (log.topic == Topic.ACKS && log.message(entry).orElse(null) instanceof Ack ack && ack.order() != null && isFinal(ack)) {
            exercise();
            var before = finals.putIfAbsent(ack.order(), ack);
            if (before != null && !before.equals(ack)) {
                violated("order %s ended twice: %s, then %s", ack.order(), before, ack);
            }
        }
    }

    private static boolean isFinal(Ack ack) {
        return switch (ack.outcome()) {
            case DEFERRED, STALE -> false;
            case APPLIED, UNCHANGED, CLAMPED, EXPIRED, REJECTED, FAILED -> true;
        };
    }

    @Override
    public void end() {
        orders.forEach((order, tenant) -> sim.owner(tenant).flatMap(term -> term.state(tenant)).ifPresent(state -> state.evictions().stream()
            .filter(eviction -> eviction.order().equals(order) && eviction.pending())
            .forEach(eviction -> violated("order %s is pending at the end: %s", order, eviction))));
    }
}
