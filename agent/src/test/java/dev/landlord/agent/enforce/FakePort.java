package dev.landlord.agent.enforce;

import dev.landlord.agent.enforce.Rules.OnSilence;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Ack.Outcome;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Command.Evict;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.NodeReport.Mode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// An enforcer with a kernel, a disk and a topic in memory. What the enforcer starts waits in [#pending] until the test lets it return.
final class FakePort implements Port {
    static final ProcessIdentity ONE = new ProcessIdentity(101, 1);
    /// The group that [Commands#evict] means, with one process in it.
    static final Sighting BUSY = new Sighting.Present(Commands.GROUP_ID, List.of(ONE), List.of());

    final Map<TenantId, Desire> throttles = new HashMap<>();
    final Map<String, OrderRecord> orders = new LinkedHashMap<>();
    final List<Ack> acks = new ArrayList<>();
    final Deque<Runnable> pending = new ArrayDeque<>();
    final List<Eviction.Step> steps = new ArrayList<>();
    final List<Target> targets = new ArrayList<>();
    Sighting sighting = new Sighting.Gone();
    Verdict verdict;
    Limits kernel = Limits.NONE;
    Now now = new Now(Commands.ISSUED, 0);
    final Enforcer enforcer;
    private final Rules rules;

    FakePort(Rules rules) {
        this.rules = rules;
        this.enforcer = new Enforcer(rules, this);
    }

    static Rules rules(Mode mode, OnSilence onSilence, int evictionsPerMinute) {
        return new Rules(Commands.NODE, Commands.BOOT, mode, onSilence, Map.of(), evictionsPerMinute, Duration.ofSeconds(10), Duration.ofSeconds(2));
    }

    /// With the tenant of [Commands] declared, its group made, and two evictions a minute.
    static FakePort start(Mode mode, OnSilence onSilence) {
        var port = new FakePort(rules(mode, onSilence, 2));
        port.enforcer.declare(Commands.TENANT, Limits.NONE, port.now);
        port.settle();
        return port;
    }

    /// Another run of the agent over what this one has on disk, in the same kernel.
    FakePort restarted() {
        var next = new FakePort(rules);
        next.throttles.putAll(throttles);
        next.orders.putAll(orders);
        next.kernel = kernel;
        next.sighting = sighting;
        next.now = now;
        var kept = new HashMap<TenantId, Desire>();
        throttles.forEach((tenant, desire) -> kept.put(tenant, KeptDesire.of(tenant, desire).desire(now)));
        next.enforcer.restore(kept, Set.of(Commands.TENANT), List.copyOf(orders.values()), now);
        return next;
    }

    @Override
    public void reconcile(TenantId tenant, Work work) {
        targets.add(work.target());
        pending.add(() -> {
            var target = work.target().limits().isEmpty() ? work.target().ceiling() : work.target().limits();
            var came = verdict != null ? verdict : Verdict.of(kernel.equals(target) ? Outcome.UNCHANGED : Outcome.APPLIED);
            if (verdict == null) {
                kernel = target;
            }
            enforcer.reconciled(tenant, new Reconciliation(came, kernel, !kernel.isEmpty()), now);
        });
    }

    @Override
    public void look(TenantId tenant, Evict order) {
        pending.add(() -> enforcer.sighted(order, sighting, true, now));
    }

    @Override
    public void advance(TenantId tenant, Eviction eviction, long untilNanos) {
        pending.add(() -> {
            var step = now.nanos() - untilNanos < 0 ? eviction.step(sighting, now.nanos()) : new Eviction.Step.Wait();
            steps.add(step);
            enforcer.advanced(tenant, eviction.order().order(), step, now);
        });
    }

    @Override
    public void remember(TenantId tenant, Desire desire) {
        throttles.put(tenant, desire);
    }

    @Override
    public void forget(TenantId tenant) {
        throttles.remove(tenant);
    }

    @Override
    public void remember(OrderRecord order) {
        orders.put(order.order().order(), order);
    }

    @Override
    public void forget(OrderRecord order) {
        orders.remove(order.order().order());
    }

    @Override
    public void ack(Ack ack) {
        acks.add(ack);
    }

    @Override
    public void ackFinally(Ack ack) {
        acks.add(ack);
    }

    void accept(Command command) {
        enforcer.accept(command, false, now);
    }

    void acceptAndSettle(Command command) {
        accept(command);
        settle();
    }

    /// Lets everything return that has been started, and what that starts.
    void settle() {
        while (!pending.isEmpty()) {
            pending.poll().run();
        }
    }

    void passes(long seconds) {
        now = new Now(now.wall().plusSeconds(seconds), now.nanos() + seconds * 1_000_000_000);
        enforcer.tick(now);
    }

    Ack lastAck() {
        return acks.getLast();
    }

    List<Outcome> outcomes() {
        return acks.stream().map(Ack::outcome).toList();
    }
}
