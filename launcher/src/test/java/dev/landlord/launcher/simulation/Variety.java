package dev.landlord.launcher.simulation;

import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.NodeReport.Host;
import dev.landlord.protocol.message.Scope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What some houses have besides: tenants of class `lenient`, quotas that hold on each node by itself, changes from one to the other, and crowds,
/// others than the tenants, that come to a node and go again. From dice of its own, so that the course of the other houses stays as it is known.
final class Variety {
    /// A heartbeat tells of a crowd; one that comes late is trouble ([Health]).
    static final long TOLD_MILLIS = 15_000;
    private static final String LENIENT = "lenient";
    private static final List<String> CLASSES = List.of("strict", "standard", LENIENT);
    private static final double CROWD_CORES = 4;
    private static final double OTHERS_CORES = 0.3;
    private static final double CROWDED_PRESSURE = 60;
    private static final double USUAL_PRESSURE = 1;

    private final Simulation sim;
    private final boolean any;
    private final Dice dice;
    /// By node, since when; only where there is a crowd.
    private final Map<SimNode, Long> crowdedSince = new HashMap<>();

    /// @param any false: nothing of all this
    Variety(Simulation sim, boolean any) {
        this.sim = sim;
        this.any = any;
        this.dice = sim.dice("variety");
    }

    void begin() {
        if (any) {
            sim.nodes().forEach(this::next);
        }
    }

    private void next(SimNode node) {
        boolean crowded = crowdedSince.containsKey(node);
        sim.loop().after(crowded ? stays() : dice.between(5_000L, 150_000L), "a crowd", () -> {
            sim.loop().note("a crowd %s %s", crowded ? "leaves" : "comes to", node.id);
            if (crowded) {
                crowdedSince.remove(node);
            } else {
                crowdedSince.put(node, sim.loop().now());
            }
            next(node);
        });
    }

    private long stays() {
        return sim.focus() == Focus.LENIENT ? dice.between(5_000L, 60_000L) : dice.between(20_000L, 400_000L);
    }

    /// The class that a tenant is declared with.
    ///
    /// @param asked as it is in other houses
    String policyClass(TenantId tenant, String asked) {
        if (sim.focus() == Focus.LENIENT && !tenant.equals(World.MODEST)) {
            return LENIENT;
        }
        boolean draws = any && !tenant.equals(World.MODEST) && dice.chance(0.4);
        return draws ? dice.pick(CLASSES) : asked;
    }

    /// Over what the quota of a tenant holds that is declared.
    ///
    /// @param before its declaration, as it was
    Scope scope(Scope before) {
        return any && dice.chance(0.3) ? dice.pick(List.of(Scope.values())) : before;
    }

    /// When others began to wait for what a tenant uses, on one of the nodes where it uses CPU; empty if nobody does.
    Optional<Long> crowdedSince(TenantId tenant) {
        return crowdedSince.entrySet().stream().filter(entry -> World.use(entry.getKey(), tenant, Resource.CPU) > 0)
            .map(Map.Entry::getValue).min(Long::compare);
    }

    boolean isCrowded(SimNode node) {
        return crowdedSince.containsKey(node);
    }

    static boolean tellsOfACrowd(Host host) {
        return host.cpuPressure10s() > USUAL_PRESSURE;
    }

    /// What a heartbeat tells of the whole node, or null: nothing.
    Host host(SimNode node) {
        if (!any) {
            return null;
        }
        boolean crowded = crowdedSince.containsKey(node);
        double tenants = sim.world().tenants().stream().mapToDouble(tenant -> World.use(node, tenant, Resource.CPU)).sum();
        double pressure = crowded ? CROWDED_PRESSURE : USUAL_PRESSURE;
        return new Host(tenants + (crowded ? CROWD_CORES : OTHERS_CORES), null, null, null, pressure, pressure, pressure);
    }
}
