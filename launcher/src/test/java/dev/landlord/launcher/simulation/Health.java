package dev.landlord.launcher.simulation;

import dev.landlord.controller.engine.StateRecord;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import java.util.HashMap;
import java.util.Map;

/// Since when everything that a tenant's treatment rests on has been as it should be. Looked at once a second; a fault that came and went in
/// between says so by [#trouble].
///
/// * *broker*: answers.
/// * *partition*: exactly one living controller has a live term of it, that term's claim is the last one, and its connection is well.
/// * *connection*: in order, and no batch of records waits for its answer until it is given up ([Producer#PATIENCE]); what is written after it
///   waits, too.
/// * *node*: it is up; its agent obeys, enforces, and has a good connection; its kernel takes writes; its wall clock has not jumped and is at
///   most two seconds off.
/// * *controller*: its connection is well, and the broker answers it.
/// * *house*: no means is switched off, and no setting is on its way.
/// * *tenant*: its declaration is what it was, and nobody asked for anything by hand.
final class Health {
    /// What holds for the whole house was changed, or a means is off.
    static final String HOUSE = "house";
    private static final double CLOCK_TOLERANCE_MILLIS = 2_000;

    private final Simulation sim;
    private final Map<String, Long> troubleAt = new HashMap<>();

    Health(Simulation sim) {
        this.sim = sim;
    }

    /// Something is wrong with a scope now.
    void trouble(String scope) {
        troubleAt.put(scope, sim.loop().now());
    }

    void look() {
        long now = sim.loop().now();
        if (now < sim.broker().stalledUntil()) {
            trouble("broker");
        }
        for (int partition = 0; partition < Broker.PARTITIONS; partition++) {
            if (!isWell(partition)) {
                trouble("partition " + partition);
            }
        }
        if (!sim.government().rules().switchedOff().isEmpty()) {
            trouble(HOUSE);
        }
        for (var controller : sim.controllers()) {
            if (!controller.process().isWell(now) || now < sim.broker().stalledUntil()) {
                trouble(scope(controller));
            }
        }
        for (var node : sim.nodes()) {
            if (!isWell(node)) {
                trouble(scope(node));
            }
        }
    }

    static String scope(SimNode node) {
        return "node " + node.id;
    }

    private static String scope(SimController controller) {
        return "controller " + controller.name();
    }

    static String scope(TenantId tenant) {
        return "tenant " + tenant;
    }

    private boolean isWell(int partition) {
        SimTerm only = null;
        for (var controller : sim.controllers()) {
            for (var term : controller.terms()) {
                if (term.partition == partition && term.isLive()) {
                    if (only != null) {
                        return false;
                    }
                    only = term;
                }
            }
        }
        return only != null && only.epoch == lastClaim(partition) && only.controller.process().isWell(sim.loop().now());
    }

    /// The offset of the last claim of a partition, or -1.
    long lastClaim(int partition) {
        return sim.claims()[partition];
    }

    static boolean isClaim(Log log, String key) {
        return log.topic == Topic.STATE && key.equals(StateRecord.Claim.KEY);
    }

    private boolean isWell(SimNode node) {
        return node.isUp() && node.isEnforcing() && node.isKernelWell() && Math.abs(node.clockErrorMillis()) < CLOCK_TOLERANCE_MILLIS
            && sim.loop().now() - node.jumpedAt() > 1000 && node.agent().filter(SimAgent::isWell).isPresent();
    }

    /// Milliseconds since when a controller reads everything as it comes.
    long hearsSince(SimController controller) {
        return troubleAt.getOrDefault(scope(controller), 0L);
    }

    /// Milliseconds since when all is well for a tenant, on all nodes.
    long wellSince(TenantId tenant) {
        long since = Math.max(troubleAt.getOrDefault("broker", 0L), sim.world().changedAt(tenant));
        since = Math.max(since, Math.max(troubleAt.getOrDefault(HOUSE, 0L), troubleAt.getOrDefault(scope(tenant), 0L)));
        since = Math.max(since, troubleAt.getOrDefault("partition " + sim.broker().ofTenant(Topic.STATE, tenant).partition, 0L));
        for (var node : sim.nodes()) {
            since = Math.max(since, troubleAt.getOrDefault(scope(node), 0L));
        }
        return since;
    }
}
