package dev.landlord.launcher.simulation;

import dev.landlord.agent.enforce.Dialect;
import dev.landlord.agent.enforce.Knob;
import dev.landlord.agent.enforce.OrderRecord;
import dev.landlord.controller.engine.Inbound;
import dev.landlord.controller.policy.PolicyEvent;
import dev.landlord.controller.policy.Step;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.NodeReport.Mode;
import dev.landlord.protocol.message.TenantSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// A house in virtual time, all of it from one seed: the real policy and engine, the real enforcer and planner, and around them a broker,
/// kernels, disks, clocks and people that are not. Stormy and quiet times follow each other; then all is healed, and what Landlord did has to
/// go away by itself.
final class Simulation {
    private final long seed;
    private final Mutant mutant;
    private final Focus focus;
    private final Trace trace = new Trace();
    private final Loop loop = new Loop(trace);
    private final Observers observers = new Observers();
    private final Broker broker;
    private final World world;
    private final Chaos chaos;
    private final Variety variety;
    private final Government government;
    private final Health health;
    private final Coordinator coordinator;
    private final List<Invariant> invariants;
    private final List<SimNode> nodes = new ArrayList<>();
    private final List<SimController> controllers = new ArrayList<>();
    private final long[] claims = new long[Broker.PARTITIONS];
    private final Set<String> lacking = new TreeSet<>();
    private Violation violation;
    private int controllersMade;

    Simulation(long seed, Mutant mutant) {
        this(seed, mutant, Focus.NONE);
    }

    Simulation(long seed, Mutant mutant, Focus focus) {
        this.seed = seed;
        this.mutant = mutant;
        this.focus = focus;
        this.broker = new Broker(loop, observers);
        this.world = new World(this);
        this.health = new Health(this);
        this.chaos = new Chaos(this);
        var features = Features.of(seed, focus);
        this.variety = new Variety(this, features.varied());
        this.government = new Government(this, features);
        this.coordinator = new Coordinator(this);
        this.invariants = Invariants.all(this);
        observers.add(new Observer() {
            @Override
            public void appended(Log log, Log.Entry entry) {
                if (Health.isClaim(log, entry.key)) {
                    claims[log.partition] = entry.offset;
                }
                if (log.topic == Topic.STATE && log.read(entry).value() instanceof Inbound.State(var header, _)
                    && header.epoch() < claims[log.partition] && !Health.isClaim(log, entry.key)) {
                    chaos.overwritten(log.partition);
                }
                if (log.topic == Topic.COMMANDS && log.message(entry).orElse(null) instanceof Command.Evict order) {
                    chaos.ordered(order);
                }
            }

            @Override
            public void stepped(SimTerm term, TenantState before, PolicyEvent event, Step step) {
                chaos.stepped(term, event, step);
            }

            @Override
            public void accepted(SimNode node, OrderRecord order, boolean fits) {
                chaos.accepted(node, order.order());
            }
        });
        invariants.forEach(observers::add);
    }

    /// Runs from the beginning to the end.
    ///
    /// @return the trace, if no rule was broken
    /// @throws Violation if one was
    Trace run() {
        begin();
        runUntil(chaos.plan());
        loop.note("all is healed");
        chaos.heal();
        long healed = loop.now();
        long stillSince = healed;
        long limit = healed + Bounds.everythingGone(this);
        while (loop.now() < limit && loop.now() - stillSince < Bounds.STILL_MILLIS) {
            runUntil(Math.min(limit, loop.now() + 1000));
            if (NothingIsStuck.left(this).isPresent()) {
                stillSince = loop.now();
            }
        }
        observers.end();
        check();
        return trace;
    }

    private void begin() {
        var dice = dice("house");
        int count = (int) dice.between(2L, 4L);
        for (int i = 1; i <= count; i++) {
            boolean watches = i > 2 && dice.chance(0.15);
            var node = new SimNode(this, "n" + i, dice.pick(List.of(Dialect.values())), watches ? Mode.WATCH : Mode.ENFORCE,
                dice.pick(List.of(1000L, 2000L, 5000L)), (int) dice.between(1L, 4L), dice.between(-2e-4, 2e-4));
            if (i > 1 && dice.chance(0.15)) {
                lacking.add(node.id + "/" + dice.pick(List.of(Knob.PIDS, Knob.FREEZER)));
            }
            nodes.add(node);
            world.furnish(node);
        }
        world.populate();
        variety.begin();
        government.begin();
        startController();
        startController();
        for (var node : nodes) {
            loop.after(dice.between(0L, 3000L), node.id + " comes up", node::startAgent);
        }
        coordinator.start();
        loop.every(SimProcess.WORLD, () -> 1000, "second", () -> {
            health.look();
            world.tenants().forEach(tenant -> world.tenant(tenant).tidy());
            observers.second();
        });
    }

    SimController startController() {
        var dice = dice("controller clock " + controllersMade);
        var controller = new SimController(this, "c" + ++controllersMade, dice.between(-800L, 800L));
        controllers.add(controller);
        controller.start();
        return controller;
    }

    void killController(SimController controller) {
        loop.note("controller %s dies", controller.name());
        controller.process().kill();
        controllers.remove(controller);
        coordinator.forget(controller);
    }

    private void runUntil(long end) {
        while (loop.step(end)) {
            observers.after();
            check();
        }
    }

    private void check() {
        if (violation != null) {
            throw violation;
        }
    }

    /// A rule is broken. The first one counts.
    void violated(String rule, String what) {
        violated(rule, what, null);
    }

    void violated(String rule, String what, Throwable cause) {
        if (violation == null) {
            violation = new Violation(seed, loop.now(), rule, what, trace.tail(), cause);
        }
    }

    Dice dice(String purpose) {
        return new Dice(seed, purpose);
    }

    Loop loop() {
        return loop;
    }

    Broker broker() {
        return broker;
    }

    Observer observer() {
        return observers;
    }

    World world() {
        return world;
    }

    Chaos chaos() {
        return chaos;
    }

    Variety variety() {
        return variety;
    }

    Health health() {
        return health;
    }

    Mutant mutant() {
        return mutant;
    }

    Focus focus() {
        return focus;
    }

    Government government() {
        return government;
    }

    List<SimNode> nodes() {
        return nodes;
    }

    SimNode node(String id) {
        return nodes.stream().filter(node -> node.id.value().equals(id)).findFirst().orElseThrow();
    }

    List<SimController> controllers() {
        return controllers;
    }

    List<Invariant> invariants() {
        return invariants;
    }

    /// The offset of the last claim of each partition.
    long[] claims() {
        return claims;
    }

    /// The rightful live term of a partition, if there is one.
    Optional<SimTerm> owner(int partition) {
        return controllers.stream().flatMap(controller -> controller.terms().stream())
            .filter(term -> term.partition == partition && term.isLive() && term.epoch == claims[partition]).findFirst();
    }

    /// The rightful live term of a tenant's partition.
    Optional<SimTerm> owner(TenantId tenant) {
        return owner(broker.ofTenant(Topic.STATE, tenant).partition);
    }

    boolean lacks(SimNode node, Knob knob) {
        return lacking.contains(node.id + "/" + knob);
    }

    Limits ceiling(TenantSpec spec) {
        return World.ceiling(spec);
    }

    /// Names of processes in a group that must never be touched.
    List<String> untouchable(Group group) {
        return List.of();
    }
}
