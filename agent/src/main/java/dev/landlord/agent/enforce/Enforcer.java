package dev.landlord.agent.enforce;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Command.Throttle;
import dev.landlord.protocol.message.Limits;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The agent's judgement on commands: what is in force for every tenant, for how long, and what is answered. Not thread-safe, without
/// clock or I/O: time is an argument, and everything that touches the world goes through the [Port].
///
/// What a command of either kind comes to is the matter of [Throttles] and [Evictions]; here stands which tenant's turn it is, and for what.
public final class Enforcer {
    private final Rules rules;
    private final Port port;
    private final Map<TenantId, Tenancy> tenancies = new HashMap<>();
    private final Throttles throttles;
    private final Evictions evictions;
    private boolean isStopping;

    public Enforcer(Rules rules, Port port) {
        this.rules = rules;
        this.port = port;
        this.throttles = new Throttles(rules, port);
        this.evictions = new Evictions(rules, port);
    }

    /// What an earlier run has left on disk; call once, first.
    ///
    /// @param desires the throttle last accepted of each tenant, with the lease that is left
    /// @param held    tenants of whom some limit may still stand in the kernel
    public void restore(Map<TenantId, Desire> desires, Set<TenantId> held, Collection<OrderRecord> orders, Now now) {
        desires.forEach((tenant, desire) -> of(tenant).desire = desire);
        held.forEach(tenant -> of(tenant).isDirty = true);
        orders.forEach(order -> evictions.restore(of(order.order().tenant()), order, now));
        tick(now);
    }

    /// A tenant is declared, or its ceiling has changed.
    public void declare(TenantId tenant, Limits ceiling, Now now) {
        var tenancy = of(tenant);
        throttles.limitTo(tenancy, ceiling);
        if (!tenancy.isDeclared) {
            tenancy.isDeclared = true;
            tenancy.isLeaving = false;
            tenancy.isDirty = true;
        }
        pump(tenancy, now);
    }

    /// What the node lacks has been looked at again, and may have changed, e.g. with a disk: ceilings, and throttles from now on, go by that.
    public void lacks(Map<Knob, String> missing, Now now) {
        if (!isStopping && throttles.lacks(missing)) {
            List.copyOf(tenancies.values()).stream().filter(tenancy -> tenancy.isDeclared).forEach(tenancy -> {
                throttles.limitTo(tenancy, tenancy.ceiling);
                pump(tenancy, now);
            });
        }
    }

    /// A tenant is deleted: its limits are lifted, nothing is killed, and its group goes once it is empty.
    public void undeclare(TenantId tenant, Now now) {
        var tenancy = of(tenant);
        tenancy.isDeclared = false;
        tenancy.isLeaving = true;
        tenancy.desire = tenancy.desire.under(Limits.NONE);
        tenancy.isDirty = true;
        pump(tenancy, now);
    }

    /// Every tenant that is declared; call once these are all known, so that what is held of others is lifted.
    public void declaredOnly(Set<TenantId> declared, Now now) {
        List.copyOf(tenancies.keySet()).stream().filter(tenant -> !declared.contains(tenant)).forEach(tenant -> undeclare(tenant, now));
    }

    /// What discovery has found: the groups of every tenant on this node, the own ones too.
    public void found(Map<TenantId, List<Claimed>> groups, Now now) {
        groups.keySet().forEach(this::of);
        for (var tenancy : List.copyOf(tenancies.values())) {
            var fresh = groups.getOrDefault(tenancy.id, List.of());
            boolean isSame = tenancy.groups.isPresent() && identities(fresh).equals(identities(tenancy.groups.get()));
            tenancy.groups = Optional.of(fresh);
            if (!isSame) {
                tenancy.isDirty = true;
                pump(tenancy, now);
            }
        }
    }

    private static List<String> identities(List<Claimed> groups) {
        return groups.stream().map(g -> g.cgroup() + "#" + g.cgroupId()).sorted().toList();
    }

    /// A command has arrived.
    ///
    /// @param isFound whether it was found in the topic at start-up, and not received as it was sent
    public void accept(Command command, boolean isFound, Now now) {
        if (isStopping) {
            return;
        }
        var tenancy = of(command.tenant());
        switch (command) {
            case Throttle throttle -> throttles.accept(tenancy, throttle, isFound, now);
            case Command.Evict order -> evictions.accept(tenancy, order);
        }
        pump(tenancy, now);
    }

    /// Time has passed; call several times a second.
    public void tick(Now now) {
        for (var tenancy : List.copyOf(tenancies.values())) {
            throttles.lift(tenancy, now);
            if (tenancy.holds && !isStopping && now.nanos() - tenancy.verifiedNanos >= rules.verifyEvery().toNanos()) {
                tenancy.isDirty = true;
            }
            if (tenancy.due.isEmpty()) {
                tenancy.due.addAll(tenancy.evictions.keySet());
            }
            checkDeadline(tenancy, now);
            pump(tenancy, now);
        }
    }

    private void checkDeadline(Tenancy tenancy, Now now) {
        var job = tenancy.job;
        if (job == null || now.nanos() - job.sinceNanos() < rules.writeDeadline().toNanos()) {
            return;
        }
        var timeout = Verdict.failed(Verdict.TIMEOUT, "the kernel has not returned within %s ms; left alone until it does"
            .formatted(rules.writeDeadline().toMillis()));
        throttles.begin(tenancy);
        if (!job.isTimedOut() && job.order() != null) {
            evictions.end(tenancy, job.order(), timeout, null, now);
        } else if (!job.isTimedOut()) {
            throttles.followUp(tenancy, timeout, now);
        }
        tenancy.job = new Tenancy.Job(job.sinceNanos(), job.order(), true);
        throttles.answer(tenancy, timeout, now);
    }

    private void pump(Tenancy tenancy, Now now) {
        if (tenancy.job != null) {
            return;
        }
        if (tenancy.isDirty) {
            tenancy.isDirty = false;
            throttles.begin(tenancy);
            tenancy.job = new Tenancy.Job(now.nanos(), null, false);
            port.reconcile(tenancy.id, tenancy.work(rules.mode(), isStopping));
        } else if (!isStopping) {
            evictions.pump(tenancy, now);
        }
    }

    /// A reconciliation has returned.
    public void reconciled(TenantId tenant, Reconciliation result, Now now) {
        var tenancy = of(tenant);
        boolean late = tenancy.job.isTimedOut();
        tenancy.job = null;
        tenancy.verifiedNanos = now.nanos();
        tenancy.observed = result.observed();
        tenancy.holds = result.holds();
        if (late) {
            tenancy.isDirty = true;
        } else {
            throttles.reconciled(tenancy, result.verdict(), now);
        }
        if (tenancy.isLeaving && !tenancy.holds && tenancy.isIdle()) {
            tenancies.remove(tenant);
            port.forget(tenant);
            return;
        }
        pump(tenancy, now);
    }

    /// [Port#look] has returned.
    public void sighted(Command.Evict order, Sighting sighting, boolean ofTenant, Now now) {
        var tenancy = of(order.tenant());
        tenancy.job = null;
        evictions.sighted(tenancy, order, sighting, ofTenant, now);
        pump(tenancy, now);
    }

    /// [Port#advance] has returned.
    public void advanced(TenantId tenant, String order, Eviction.Step step, Now now) {
        var tenancy = of(tenant);
        tenancy.job = null;
        evictions.advanced(tenancy, order, step, now);
        pump(tenancy, now);
    }

    /// An eviction's final answer has reached the topic.
    public void delivered(String order) {
        evictions.delivered(order);
    }

    /// Final answers that have not reached the topic, sent again.
    public void resend() {
        evictions.resend();
    }

    /// Lifts everything. From now on commands are ignored and evictions stand still; both are taken up by the next run.
    public void stop(Now now) {
        isStopping = true;
        tenancies.values().forEach(tenancy -> {
            tenancy.isDirty = true;
            pump(tenancy, now);
        });
    }

    /// After [#stop]: whether everything has been lifted as far as the kernel allows.
    public boolean isStopped() {
        return isStopping && tenancies.values().stream().allMatch(tenancy -> tenancy.job == null && !tenancy.isDirty);
    }

    private Tenancy of(TenantId tenant) {
        return tenancies.computeIfAbsent(tenant, Tenancy::new);
    }
}
