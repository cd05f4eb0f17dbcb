package dev.landlord.launcher.simulation;

import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.ActionRequest;
import dev.landlord.protocol.message.Decision;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Every request by hand leads to a decision, over any number of fail-overs, unless its tenant was not declared at the time.
final class RequestsAreAnswered extends Invariant {
    /// For a fail-over in the middle of it.
    private static final long PATIENCE = 60_000;

    private final Map<String, ActionRequest> asked = new LinkedHashMap<>();
    private final Map<String, Long> arrived = new HashMap<>();
    private final Set<String> answered = new HashSet<>();

    RequestsAreAnswered(Simulation sim) {
        super(sim, "every request by hand is answered");
    }

    @Override
    public void appended(Log log, Log.Entry entry) {
        if (log.topic == Topic.REQUESTS && log.message(entry).orElse(null) instanceof ActionRequest request) {
            arrived.putIfAbsent(request.id(), now());
            asked.put(request.id(), request);
        } else if (log.topic == Topic.DECISIONS && log.message(entry).orElse(null) instanceof Decision decision
            && decision.cause().kind().equals("person") && decision.inputs().get("request") instanceof String request) {
            answered.add(request);
        }
    }

    @Override
    public void end() {
        asked.forEach((id, request) -> {
            var changed = sim.world().undeclaredWithin(request.tenant(), arrived.get(id) - PATIENCE, arrived.get(id) + 2 * PATIENCE);
            if (!changed) {
                exercise();
                if (!answered.contains(id)) {
                    violated("nobody decided on %s, which arrived at %.3f s", request, arrived.get(id) / 1000.0);
                }
            }
        });
    }
}
