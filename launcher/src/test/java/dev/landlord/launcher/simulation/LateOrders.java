package dev.landlord.launcher.simulation;

import dev.landlord.protocol.message.ActionRequest.Action;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Limits;

/// Makes orders arrive under the next owner ([Focus#LATE_ORDERS]). Draws from dice of its own.
final class LateOrders {
    private static final long FIRST = 15_000;
    /// A session of the group, and what the next owner takes until it has spoken.
    private static final long REPLACED = 13_000;
    /// The owner's order comes when it is connected again; the agent reads after that.
    private static final long HEARD = 1_500;

    private final Simulation sim;
    private final Dice dice;
    private String awaited = "";
    private int asked;

    LateOrders(Simulation sim) {
        this.sim = sim;
        this.dice = sim.dice("late orders");
    }

    void begin() {
        sim.loop().after(FIRST, "late orders", this::next);
    }

    private void next() {
        if (sim.chaos().isOver()) {
            return;
        }
        var workloads = Workload.own(sim);
        if (!workloads.isEmpty()) {
            var chosen = dice.pick(workloads);
            awaited = "late-%d".formatted(++asked);
            sim.chaos().ask(awaited, chosen.tenant(), Action.EVICT, chosen.node(), chosen.name(), null, 60_000);
            // The next owner's throttle, and not one that the former renews: of two throttles, an agent that comes back sees the last.
            var limits = Limits.ofCpu(Math.round(dice.between(0.3, 2) * 10) / 10.0);
            sim.loop().after(dice.between(1_000L, 6_000L), "late orders", () ->
                sim.chaos().ask("late-%d".formatted(++asked), chosen.tenant(), Action.THROTTLE, chosen.node(), null, limits, 20_000));
        }
        sim.loop().after(dice.between(40_000L, 60_000L), "late orders", this::next);
    }

    /// An owner has decided on an order, and is about to write that down.
    ///
    /// @param request on whose account
    void ordered(SimTerm term, Command.Evict order, String request) {
        if (!request.equals(awaited)) {
            return;
        }
        awaited = "";
        sim.loop().after(0, "cut off", () -> {
            long until = sim.loop().now() + REPLACED;
            sim.loop().note("controller %s is cut off before it has sent %s, and %s before it comes", term.controller.name(),
                order.order(), order.node());
            term.controller.process().cut(until);
            var node = sim.node(order.node().value());
            node.agent().ifPresent(agent -> agent.process().cut(until + HEARD));
            sim.health().trouble(Health.scope(node));
            sim.chaos().troublePartitions();
        });
    }
}
