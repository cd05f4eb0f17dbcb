package dev.landlord.launcher.simulation;

import java.util.HashMap;
import java.util.Map;

/// The consumer group: gives each partition to one living member, and takes it from one that has not been heard of for a session.
final class Coordinator {
    private static final long SESSION_MILLIS = 10_000;

    private final Simulation sim;
    private final Dice dice;
    private final Map<String, Long> heardAt = new HashMap<>();
    private final Map<Integer, SimController> owners = new HashMap<>();

    Coordinator(Simulation sim) {
        this.sim = sim;
        this.dice = sim.dice("group");
    }

    void start() {
        sim.loop().every(SimProcess.WORLD, () -> 1000, "group", this::look);
    }

    private void look() {
        long now = sim.loop().now();
        for (var controller : sim.controllers()) {
            var process = controller.process();
            if (controller.isMember() && now >= process.deafUntil() && now >= process.frozenUntil() && now >= sim.broker().stalledUntil()) {
                heardAt.put(controller.name(), now);
            }
        }
        for (int partition = 0; partition < Broker.PARTITIONS; partition++) {
            assign(partition);
        }
    }

    private boolean isHeard(SimController controller) {
        var heard = heardAt.get(controller.name());
        return heard != null && sim.loop().now() - heard < SESSION_MILLIS;
    }

    private void assign(int partition) {
        var owner = owners.get(partition);
        var members = sim.controllers().stream().filter(this::isHeard).toList();
        boolean moves = owner != null && members.size() > 1 && dice.chance(0.002);
        if (owner != null && isHeard(owner) && !moves) {
            return;
        }
        if (owner != null) {
            owner.revoke(partition);
            owners.remove(partition);
        }
        var others = members.stream().filter(member -> member != owner).toList();
        if (!others.isEmpty()) {
            var next = dice.pick(others);
            owners.put(partition, next);
            next.assign(partition);
        }
    }

    void forget(SimController controller) {
        heardAt.remove(controller.name());
    }
}
