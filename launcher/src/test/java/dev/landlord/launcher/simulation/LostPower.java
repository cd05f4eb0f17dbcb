package dev.landlord.launcher.simulation;

import dev.landlord.protocol.message.ActionRequest.Action;
import dev.landlord.protocol.message.Command;

/// Makes orders of one boot arrive in the next ([Focus#LOST_POWER]). Draws from dice of its own.
final class LostPower {
    private static final long FIRST = 15_000;
    /// Longer than what a boot takes, shorter than an order's time to live.
    private static final long DARK = 3_000;
    private static final long STARTING = 500;

    private final Simulation sim;
    private final Dice dice;
    private int asked;

    LostPower(Simulation sim) {
        this.sim = sim;
        this.dice = sim.dice("lost power");
    }

    void begin() {
        sim.loop().after(FIRST, "lost power", this::next);
    }

    private void next() {
        if (sim.chaos().isOver()) {
            return;
        }
        var workloads = Workload.own(sim);
        if (!workloads.isEmpty()) {
            var chosen = dice.pick(workloads);
            sim.chaos().ask("dark-%d".formatted(++asked), chosen.tenant(), Action.EVICT, chosen.node(), chosen.name(), null, 60_000);
        }
        sim.loop().after(dice.between(40_000L, 60_000L), "lost power", this::next);
    }

    /// An order is on its way: it has come to the broker, and to nobody else.
    void ordered(Command.Evict order) {
        var node = sim.node(order.node().value());
        if (sim.chaos().isOver() || !node.isUp()) {
            return;
        }
        node.powerOff();
        sim.health().trouble(Health.scope(node));
        sim.loop().after(DARK, node.id + " boots", () -> {
            if (!node.isUp()) {
                node.boot();
                sim.world().furnish(node);
                sim.world().comeBack(node);
                sim.loop().note("%s boots as it was", node.id);
                sim.loop().after(STARTING, node.id + " comes up", node::startAgent);
            }
        });
    }
}
