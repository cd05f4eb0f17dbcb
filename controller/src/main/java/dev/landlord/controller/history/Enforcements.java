package dev.landlord.controller.history;

import dev.landlord.controller.ports.UsageSeries.Enforced;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Decision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// From decisions to the times in which a tenant was held back.
public final class Enforcements {
    private static final Set<String> HELD_BACK = Set.of("weighted", "throttled", "frozen", "evicting");
    /// The rule of what a person decided; that of its end on its own begins with it.
    private static final String BY_HAND = "manual";
    /// What rules of decisions about a budget begin with.
    private static final String BUDGET = "budget.";

    private Enforcements() {
    }

    /// Whether a decision begins or ends something that is drawn.
    public static boolean matters(Decision decision) {
        return switch (decision.action()) {
            case WARN, CALM, THROTTLE, RELEASE, EVICT, EVICTED, DELETED -> true;
            case DECLARED, CHANGED, ACK, LIFTED, HELD, ISOLATION -> false;
        };
    }

    /// What holds a tenant back: the policy over a resource, a spent budget, or a hand on a node (null: on all), which are over no resource.
    private record Hold(Resource resource, boolean budget, NodeId node) {
        static Hold of(Decision decision) {
            return new Hold(decision.resource(), budget(decision), decision.resource() == null ? decision.node() : null);
        }

        private static boolean budget(Decision decision) {
            return decision.rule().startsWith(BUDGET);
        }
    }

    /// @param decisions of one tenant, in the order in which they were made
    /// @param from      what ended before it is left out
    static List<Enforced> of(List<Decision> decisions, Instant from) {
        var open = new LinkedHashMap<Hold, Enforced>();
        var all = new ArrayList<Enforced>();
        for (var decision : decisions) {
            if (decision.action() == Decision.Action.EVICTED) {
                all.add(new Enforced("evicted", decision.resource(), decision.node(), decision.at(), decision.at(), decision.text()));
            } else if (endsAll(decision)) {
                open.values().forEach(enforced -> all.add(ended(enforced, decision.at())));
                open.clear();
            } else {
                stateAfter(decision).ifPresent(state -> move(open, all, decision, state));
            }
        }
        all.addAll(open.values());
        all.removeIf(enforced -> enforced.to() != null && enforced.to().isBefore(from));
        all.sort(Comparator.comparing(Enforced::from));
        return all;
    }

    private static boolean endsAll(Decision decision) {
        return decision.action() == Decision.Action.DELETED || decision.action() == Decision.Action.RELEASE && decision.rule().equals(BY_HAND);
    }

    private static void move(Map<Hold, Enforced> open, List<Enforced> all, Decision decision, String state) {
        var hold = Hold.of(decision);
        var before = open.get(hold);
        if (before != null && before.state().equals(state)) {
            return;
        }
        if (before != null) {
            all.add(ended(before, decision.at()));
            open.remove(hold);
        }
        if (HELD_BACK.contains(state)) {
            open.put(hold, new Enforced(state, decision.resource(), decision.node(), decision.at(), null, decision.text()));
        }
    }

    /// Empty if the decision moves nothing.
    private static Optional<String> stateAfter(Decision decision) {
        if (decision.resource() != null) {
            return Optional.ofNullable(decision.after());
        }
        return switch (decision.action()) {
            case THROTTLE -> Optional.of("throttled");
            case RELEASE -> decision.rule().startsWith(BY_HAND) || Hold.budget(decision) ? Optional.of("free") : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Enforced ended(Enforced open, Instant at) {
        return new Enforced(open.state(), open.resource(), open.node(), open.from(), at, open.text());
    }
}
