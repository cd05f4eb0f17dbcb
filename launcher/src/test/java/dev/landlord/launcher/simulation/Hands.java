package dev.landlord.launcher.simulation;

import dev.landlord.agent.enforce.Bound;
import dev.landlord.agent.enforce.Desire;
import dev.landlord.agent.enforce.Eviction;
import dev.landlord.agent.enforce.KeptDesire;
import dev.landlord.agent.enforce.Knob;
import dev.landlord.agent.enforce.OrderRecord;
import dev.landlord.agent.enforce.Port;
import dev.landlord.agent.enforce.ProcessIdentity;
import dev.landlord.agent.enforce.Sighting;
import dev.landlord.agent.enforce.Work;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Command;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The hands of an agent's enforcer on the simulated kernel, disk and broker. What blocks in a kernel takes its time here.
final class Hands implements Port {
    /// Milliseconds after which an answer that does not arrive is given up.
    private static final long ANSWER_PATIENCE = 300_000;

    private final Simulation sim;
    private final SimNode node;
    private final SimAgent agent;
    private final Dice dice;
    private final Dice thawing;
    private final SimReconciler reconciler;
    private final Set<String> answering = new HashSet<>();
    /// By order, whether the group that it means was there when the agent looked.
    private final Map<String, Boolean> fitting = new HashMap<>();

    Hands(Simulation sim, SimNode node, SimAgent agent, Dice dice) {
        this.sim = sim;
        this.node = node;
        this.agent = agent;
        this.dice = dice;
        this.thawing = sim.dice(agent.process().name() + " thaws");
        this.reconciler = new SimReconciler(node, sim.observer());
    }

    @Override
    public void reconcile(TenantId tenant, Work work) {
        sim.observer().reconciles(node, tenant, work.target());
        job("reconciles", () -> {
            var result = reconciler.reconcile(tenant, work);
            if (result != null) {
                later(() -> agent.enforcer().reconciled(tenant, result, agent.now()));
            }
        });
    }

    @Override
    public void look(TenantId tenant, Command.Evict order) {
        job("looks", () -> {
            fitting.put(order.order(), fits(order.order()));
            var sighting = sim.mutant().admitted(sim.mutant().sighting(look(order.fence()), order), order);
            later(() -> agent.enforcer().sighted(order, sighting, isOf(tenant, order), agent.now()));
        });
    }

    @Override
    public void advance(TenantId tenant, Eviction eviction, long untilNanos) {
        job("advances", () -> {
            var step = eviction.step(sim.mutant().sighting(look(eviction.order().fence()), eviction.order()), node.nanos());
            switch (step) {
                case Eviction.Step.Wait _, Eviction.Step.End _, Eviction.Step.KillGroup _, Eviction.Step.KillOnly _ ->
                    finish(tenant, eviction, step, untilNanos);
                case Eviction.Step.Terminate _ -> {
                    thaw(eviction.order().fence().cgroup());
                    if (node.isKernelSlow()) {
                        sim.loop().after(agent.process(), node.kernelDelay(thawing), node.id + " thaws",
                            () -> finish(tenant, eviction, step, untilNanos));
                    } else {
                        finish(tenant, eviction, step, untilNanos);
                    }
                }
            }
        });
    }

    /// As [Port] says, nobody is signalled for an order that has been given up while the kernel blocked.
    private void finish(TenantId tenant, Eviction eviction, Eviction.Step step, long untilNanos) {
        boolean isLate = node.nanos() - untilNanos >= 0 && !sim.mutant().signalsLate();
        boolean ends = step instanceof Eviction.Step.End;
        if (!isLate) {
            signal(eviction.order(), step);
        }
        var told = isLate && !ends ? new Eviction.Step.Wait() : step;
        later(() -> agent.enforcer().advanced(tenant, eviction.order().order(), told, agent.now()));
    }

    private void signal(Command.Evict order, Eviction.Step step) {
        switch (step) {
            case Eviction.Step.Wait _, Eviction.Step.End _ -> {
            }
            case Eviction.Step.Terminate(_, var meant) -> {
                sim.observer().begun(node, order);
                signal(order, meant, false);
            }
            case Eviction.Step.KillGroup _ -> signal(order, members(order.fence()), true);
            case Eviction.Step.KillOnly(_, var meant) -> signal(order, meant, true);
        }
    }

    private void job(String what, Runnable task) {
        sim.loop().after(agent.process(), node.kernelDelay(dice), node.id + " " + what, task);
    }

    private void later(Runnable task) {
        sim.loop().after(agent.process(), 0, node.id + " returns", task);
    }

    private Sighting look(Command.Fence fence) {
        return node.kernel().find(fence.cgroup())
            .<Sighting>map(group -> new Sighting.Present(group.inode, node.kernel().processes(group), sim.untouchable(group)))
            .orElseGet(Sighting.Gone::new);
    }

    /// By what the order says as it was sent, whatever the agent took it for.
    private boolean fits(String order) {
        var fence = agent.received(order).fence();
        return node.kernel().bootId.equals(fence.bootId())
            && node.kernel().find(fence.cgroup()).filter(group -> group.inode == fence.cgroupId()).isPresent();
    }

    private boolean isOf(TenantId tenant, Command.Evict order) {
        var path = order.fence().cgroup();
        var own = Kernel.own(tenant.value());
        return path.startsWith(own + "/")
            || agent.found(tenant).stream().anyMatch(group -> group.cgroup().equals(path) && !path.equals(own));
    }

    private List<ProcessIdentity> members(Command.Fence fence) {
        return node.kernel().find(fence.cgroup()).filter(group -> sim.mutant().ignoresFence() || group.inode == fence.cgroupId())
            .map(group -> node.kernel().processes(group)).orElse(List.of());
    }

    private void thaw(String cgroup) {
        node.kernel().find(cgroup).ifPresent(group -> node.kernel().inside(group).stream().filter(each -> each.has(Knob.FREEZER))
            .forEach(each -> each.write(Knob.FREEZER, each.dialect.render(Knob.FREEZER, Bound.UNLIMITED, null))));
    }

    private void signal(Command.Evict order, List<ProcessIdentity> meant, boolean force) {
        var inside = new HashSet<>(members(order.fence()));
        for (var process : meant) {
            if (inside.contains(process)) {
                var group = node.kernel().holder(process).orElseThrow();
                sim.observer().signalled(node, order, group, process, force);
                node.kernel().signal(process, force);
            }
        }
        if (!meant.isEmpty()) {
            sim.loop().note("%s sends %s for %s to %s", node.id, force ? "SIGKILL" : "SIGTERM", order.order(), meant);
        }
    }

    @Override
    public void remember(TenantId tenant, Desire desire) {
        node.disk().put(KeptDesire.of(tenant, desire));
        sim.observer().desired(node, tenant, desire);
    }

    @Override
    public void forget(TenantId tenant) {
        node.disk().removeDesire(tenant);
        sim.observer().desired(node, tenant, Desire.NOTHING);
    }

    @Override
    public void remember(OrderRecord order) {
        node.disk().put(order);
        if (order.wasBegun() && !order.isFinal() && order.askedAt() == null) {
            sim.observer().accepted(node, order, fitting.getOrDefault(order.order().order(), false));
        }
    }

    @Override
    public void forget(OrderRecord order) {
        node.disk().remove(order);
    }

    @Override
    public void ack(Ack ack) {
        send(ack, sim.loop().now(), () -> { });
    }

    @Override
    public void ackFinally(Ack ack) {
        if (answering.add(ack.order())) {
            send(ack, sim.loop().now(), () -> {
                answering.remove(ack.order());
                agent.enforcer().delivered(ack.order());
            });
        }
    }

    private void send(Ack ack, long since, Runnable delivered) {
        if (since == sim.loop().now()) {
            sim.loop().note("%s answers %s", node.id, Words.of(ack));
        }
        agent.answers().send(sim.broker().ofTenant(Topic.ACKS, ack.tenant()), ack.key(), MessageCodec.encode(ack))
            .onSuccess(_ -> delivered.run())
            .onFailure(_ -> {
                if (sim.loop().now() - since < ANSWER_PATIENCE) {
                    sim.loop().after(agent.process(), 1000, node.id + " answers again", () -> send(ack, since, delivered));
                } else {
                    answering.remove(ack.order());
                }
            });
    }
}
