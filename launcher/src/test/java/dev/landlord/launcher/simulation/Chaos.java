package dev.landlord.launcher.simulation;

import dev.landlord.controller.policy.Effect;
import dev.landlord.controller.policy.PolicyEvent;
import dev.landlord.controller.policy.Step;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.ActionRequest;
import dev.landlord.protocol.message.ActionRequest.Action;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What goes wrong, and what people do. Storms of faults and quiet times follow each other; people are at work in both.
final class Chaos {
    private static final long TOMBSTONES_KEPT = 600_000;
    /// Shorter than what `TopicPlan` sets, so that compaction meets state in a run, too.
    private static final long STATE_KEPT = 60_000;
    private static final List<Topic> COMPACTED = List.of(Topic.TENANTS, Topic.NODES, Topic.COMMANDS, Topic.STATE);

    private final Simulation sim;
    private final Dice dice;
    private final Dice hands;
    private final LateOrders late;
    private final LostPower lost;
    private boolean stormy;
    private boolean over;
    private int requests;

    Chaos(Simulation sim) {
        this.sim = sim;
        this.dice = sim.dice("chaos");
        this.hands = sim.dice("people");
        this.late = new LateOrders(sim);
        this.lost = new LostPower(sim);
    }

    /// Plans the whole run.
    ///
    /// @return when it ends, in milliseconds
    long plan() {
        long at = dice.between(20_000L, 120_000L);
        int storms = 2;
        for (int i = 0; i < storms; i++) {
            long length = dice.between(40_000L, 150_000L);
            sim.loop().after(at, "storm", () -> setStormy(true));
            sim.loop().after(at + length, "quiet", () -> setStormy(false));
            at += length + dice.between(60_000L, 260_000L);
        }
        nextFault();
        nextAction();
        nextUpkeep();
        switch (sim.focus()) {
            case NONE, LENIENT, SWITCHES -> { }
            case LATE_ORDERS -> late.begin();
            case LOST_POWER -> lost.begin();
        }
        return at;
    }

    private void setStormy(boolean now) {
        stormy = now && !over;
        if (!stormy) {
            sim.government().allOn();
        }
        sim.loop().note(stormy ? "a storm begins" : "it is quiet");
    }

    private void nextFault() {
        sim.loop().after(dice.between(1_000L, 20_000L), "fault", () -> {
            if (!over) {
                if (stormy) {
                    fault();
                }
                nextFault();
            }
        });
    }

    private void nextUpkeep() {
        sim.loop().after(dice.between(5_000L, 60_000L), "upkeep", () -> {
            var log = dice.pick(sim.broker().logs(dice.pick(List.of(Topic.values()))));
            if (dice.chance(0.5)) {
                log.roll();
            }
            int gone = COMPACTED.contains(log.topic)
                ? log.compact(sim.loop().now(), log.topic == Topic.STATE ? STATE_KEPT : 0, TOMBSTONES_KEPT)
                : log.expire(sim.loop().now() - TOMBSTONES_KEPT);
            if (gone > 0) {
                sim.loop().note("%d records of %s-%d go", gone, log.topic.topicName(), log.partition);
            }
            nextUpkeep();
        });
    }

    private void fault() {
        long now = sim.loop().now();
        var node = dice.pick(sim.nodes());
        switch ((int) dice.between(0L, 16L)) {
            case 0, 1 -> {
                node.killAgent();
                revive(node);
            }
            case 2 -> node.dieAfter(dice.between(1L, 6L));
            case 3 -> node.agent().ifPresent(agent -> {
                agent.stop();
                sim.loop().after(dice.between(5_000L, 60_000L), node.id + " starts again", node::startAgent);
            });
            case 4 -> reboot(node, dice.between(5_000L, 90_000L));
            case 5, 6 -> node.agent().ifPresent(agent -> {
                long until = now + dice.between(1_000L, 90_000L);
                sim.loop().note("%s is cut off until %.3f s", node.id, until / 1000.0);
                agent.process().cut(until);
            });
            case 7 -> node.agent().ifPresent(agent -> {
                sim.loop().note("the agent of %s stands still", node.id);
                agent.process().freeze(now + dice.between(1_000L, 40_000L));
            });
            case 8 -> {
                double jump = dice.between(-300_000.0, 300_000.0);
                sim.loop().note("the clock of %s jumps by %.0f ms", node.id, jump);
                node.jumpClock(jump);
            }
            case 9 -> {
                sim.loop().note("the kernel of %s refuses writes", node.id);
                node.refuseWrites(now + dice.between(1_000L, 30_000L));
            }
            case 10 -> {
                sim.loop().note("the kernel of %s is slow", node.id);
                node.slowKernel(now + dice.between(5_000L, 40_000L), dice.between(500L, 25_000L));
            }
            case 11, 12 -> controllerFault();
            case 13 -> controllerFault();
            case 14 -> {
                long until = now + dice.between(1_000L, 20_000L);
                sim.loop().note("the broker stands still until %.3f s", until / 1000.0);
                sim.health().trouble("broker");
                sim.broker().stall(until);
            }
            case 15 -> silence();
            default -> slowDown();
        }
        sim.health().trouble(Health.scope(node));
    }

    /// An agent that limits somebody dies, and when it comes back nobody is there to tell it anything.
    private void silence() {
        var limiting = sim.nodes().stream().filter(node -> sim.world().tenants().stream()
            .anyMatch(tenant -> !sim.world().throttled(node, tenant).isEmpty())).toList();
        if (limiting.isEmpty()) {
            return;
        }
        var node = dice.pick(limiting);
        node.killAgent();
        sim.health().trouble(Health.scope(node));
        sim.loop().after(dice.between(11_000L, 25_000L), node.id + " starts again", node::startAgent);
        sim.loop().after(dice.between(5_000L, 10_000L), "silence", () -> {
            long until = sim.loop().now() + dice.between(50_000L, 70_000L);
            sim.loop().note("no controller reaches the broker until %.3f s", until / 1000.0);
            sim.controllers().forEach(controller -> controller.process().cut(until));
            troublePartitions();
        });
    }

    /// Now and then, a controller is cut off while it writes down what it has decided, or before it has said so; what it wrote arrives when
    /// another one has taken over.
    void stepped(SimTerm term, PolicyEvent event, Step step) {
        if (event instanceof PolicyEvent.Requested(_, var request)) {
            step.effects().forEach(effect -> {
                if (effect instanceof Effect.Send(Command.Evict order)) {
                    late.ordered(term, order, request.id());
                }
            });
        }
        boolean decides = step.effects().stream().anyMatch(effect -> effect instanceof Effect.Publish(var decision)
            && (decision.action() == Decision.Action.EVICT || decision.action() == Decision.Action.THROTTLE));
        if (stormy && decides && dice.chance(0.4)) {
            sim.loop().after(dice.between(0L, 20L), "cut off", () -> {
                sim.loop().note("controller %s is cut off", term.controller.name());
                term.controller.process().cut(sim.loop().now() + dice.between(11_000L, 26_000L));
                troublePartitions();
            });
        }
    }

    void troublePartitions() {
        for (int partition = 0; partition < Broker.PARTITIONS; partition++) {
            sim.health().trouble("partition " + partition);
        }
    }

    private void slowDown() {
        long until = sim.loop().now() + dice.between(5_000L, 60_000L);
        long millis = dice.between(200L, 6_000L);
        var processes = new ArrayList<SimProcess>();
        sim.controllers().forEach(controller -> processes.add(controller.process()));
        sim.nodes().forEach(node -> node.agent().ifPresent(agent -> processes.add(agent.process())));
        if (!processes.isEmpty()) {
            var slow = dice.pick(processes);
            sim.loop().note("%s is slow by %d ms until %.3f s", slow.name(), millis, until / 1000.0);
            slow.slow(until, millis);
        }
    }

    private void controllerFault() {
        if (sim.controllers().isEmpty()) {
            return;
        }
        long now = sim.loop().now();
        var controller = dice.pick(sim.controllers());
        troublePartitions();
        switch ((int) dice.between(0L, 3L)) {
            case 0 -> restart(controller);
            case 1 -> {
                sim.loop().note("controller %s stands still", controller.name());
                controller.process().freeze(now + dice.between(1_000L, 60_000L));
            }
            case 2 -> {
                sim.loop().note("controller %s hears nothing, and writes on", controller.name());
                controller.process().deafen(now + dice.between(5_000L, 60_000L));
            }
            default -> {
                sim.loop().note("controller %s is cut off", controller.name());
                controller.process().cut(now + dice.between(1_000L, 60_000L));
            }
        }
    }

    private void startController() {
        if (sim.controllers().size() < 2) {
            sim.startController();
        }
    }

    /// The agent comes up again after a while.
    void revive(SimNode node) {
        sim.loop().after(dice.between(500L, 60_000L), node.id + " starts again", node::startAgent);
    }

    /// Now and then, what an order means is replaced under the same path before the agent gets to it, or while it is at it; or the node restarts.
    void ordered(Command.Evict order) {
        if (sim.focus() == Focus.LOST_POWER) {
            lost.ordered(order);
            return;
        }
        if (!stormy) {
            return;
        }
        var node = sim.node(order.node().value());
        if (dice.chance(0.2)) {
            sim.loop().after(dice.between(0L, 2L), "the power fails", () -> reboot(node, dice.between(2_000L, 12_000L)));
        } else if (dice.chance(0.6)) {
            node.agent().ifPresent(agent -> agent.process().cut(sim.loop().now() + dice.between(0L, 8_000L)));
            sim.loop().after(dice.between(0L, 6_000L), "a successor", () -> sim.world().tenant(order.tenant()).succeed(node, order.fence().cgroup()));
        }
    }

    /// Now and then, the agent dies after it has accepted an order, and before it comes back somebody else has come into the group.
    void accepted(SimNode node, Command.Evict order) {
        if (stormy && dice.chance(0.4)) {
            sim.loop().after(dice.between(0L, 3_000L), "the agent dies", () -> {
                node.killAgent();
                sim.loop().after(dice.between(500L, 10_000L), node.id + " starts again", node::startAgent);
            });
            sim.loop().after(dice.between(0L, 3_000L), "a newcomer", () -> sim.world().tenant(order.tenant()).join(node, order.fence().cgroup()));
        }
    }

    /// An owner that was replaced has overwritten state. Now and then, the rightful one dies before it has put that right.
    void overwritten(int partition) {
        if (stormy && dice.chance(0.5)) {
            sim.owner(partition).ifPresent(term -> sim.loop().after(0, "an owner dies", () -> restart(term.controller)));
        }
    }

    private void restart(SimController controller) {
        if (sim.controllers().contains(controller)) {
            sim.killController(controller);
            sim.loop().after(dice.between(2_000L, 60_000L), "a controller starts", this::startController);
        }
    }

    private void reboot(SimNode node, long millis) {
        if (!node.isUp()) {
            return;
        }
        node.powerOff();
        sim.health().trouble(Health.scope(node));
        sim.loop().after(millis, node.id + " boots", () -> boot(node));
    }

    private void boot(SimNode node) {
        if (!node.isUp()) {
            node.boot();
            sim.world().furnish(node);
            sim.loop().note("%s boots", node.id);
            if (dice.chance(0.5)) {
                sim.world().comeBack(node);
            }
            sim.loop().after(dice.between(500L, 10_000L), node.id + " comes up", node::startAgent);
        }
    }

    private void nextAction() {
        sim.loop().after(hands.between(5_000L, 50_000L), "people", () -> {
            if (!over) {
                act();
                nextAction();
            }
        });
    }

    private void act() {
        var world = sim.world();
        var tenant = hands.pick(world.tenants());
        if (tenant.equals(World.MODEST)) {
            return;
        }
        switch ((int) hands.between(0L, 6L)) {
            case 0, 1, 2 -> request(tenant);
            case 3 -> world.spec(tenant).ifPresent(spec -> world.declare(tenant, hands.chance(0.8) ? spec.policyClass() : "strict"));
            case 4 -> {
                if (world.spec(tenant).isPresent()) {
                    world.delete(tenant);
                    sim.loop().after(hands.between(500L, 90_000L), tenant + " comes back", () -> redeclare(tenant));
                }
            }
            default -> world.tenant(tenant).start();
        }
        sim.health().trouble(Health.scope(tenant));
    }

    private void redeclare(TenantId tenant) {
        if (sim.world().spec(tenant).isEmpty()) {
            sim.world().declare(tenant, "strict");
        }
    }

    private void request(TenantId tenant) {
        var node = hands.chance(0.5) ? hands.pick(sim.nodes()).id : null;
        var action = hands.pick(List.of(Action.values()));
        var workload = action == Action.EVICT ? "w" + hands.between(1L, 4L) : null;
        var limits = action == Action.THROTTLE ? Limits.ofCpu(Math.round(hands.between(0.2, 2) * 10) / 10.0) : null;
        ask("r" + ++requests, tenant, action, node, workload, limits, hands.between(20_000L, 120_000L));
    }

    /// Somebody asks for something by hand.
    ///
    /// @param millis until it expires
    void ask(String id, TenantId tenant, Action action, NodeId node, String workload, Limits limits, long millis) {
        var request = new ActionRequest(id, tenant, action, node, workload, limits, "alice", "by hand", sim.loop().instant(),
            sim.loop().instant().plusMillis(millis));
        sim.health().trouble(Health.scope(tenant));
        sim.loop().note("somebody asks to %s %s (%s)", action.wire(), tenant, request.id());
        sim.observer().requested(request);
        sim.world().people().send(sim.broker().ofTenant(Topic.REQUESTS, tenant), request.key(), MessageCodec.encode(request));
        if (action == Action.THROTTLE) {
            sim.loop().after(Duration.between(sim.loop().instant(), request.expiresAt()).toMillis(), "a request ends",
                () -> sim.health().trouble(Health.scope(tenant)));
        }
    }

    boolean isStormy() {
        return stormy;
    }

    /// Whether nothing goes wrong any more.
    boolean isOver() {
        return over;
    }

    /// Everything that is wrong is mended, everybody is within quota, and nobody asks for anything.
    void heal() {
        over = true;
        stormy = false;
        sim.broker().heal();
        sim.government().heal();
        for (var controller : List.copyOf(sim.controllers())) {
            controller.process().heal(sim.loop().now());
        }
        if (sim.controllers().isEmpty()) {
            sim.startController();
        }
        for (var node : sim.nodes()) {
            node.heal();
            boot(node);
            node.agent().ifPresent(agent -> agent.process().heal(sim.loop().now()));
            node.setClock();
            node.startAgent();
        }
        sim.world().tenants().forEach(tenant -> {
            redeclare(tenant);
            sim.world().tenant(tenant).calm();
        });
    }
}
