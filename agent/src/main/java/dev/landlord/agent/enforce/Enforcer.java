package dev.landlord.agent.enforce;

import dev.landlord.agent.enforce.Desire.Novelty;
import dev.landlord.agent.enforce.Rules.OnSilence;
import dev.landlord.agent.enforce.Tenancy.Answer;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Ack.Outcome;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Command.Throttle;
import dev.landlord.protocol.message.Limits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// The agent's judgement on commands: what is in force for every tenant, for how long, and what is answered. Not thread-safe, without
/// clock or I/O: time is an argument, and everything that touches the world goes through the [Port].
///
/// A throttle is written down before it is acted upon, and answered only after what the kernel says has been read back. One that another
/// overtakes before it was applied is answered `stale`. After the first answer to a throttle there is another one whenever the outcome changes:
/// a limit that was clamped has reached its value, a write that timed out has returned.
public final class Enforcer {
    private final Rules rules;
    private final Port port;
    private final Map<TenantId, Tenancy> tenancies = new HashMap<>();
    private final Evictions evictions;
    private boolean isStopping;

    public Enforcer(Rules rules, Port port) {
        this.rules = rules;
        this.port = port;
        this.evictions = new Evictions(rules, port);
    }

    /// What an earlier run has left on disk; call once, first.
    ///
    /// @param throttles the throttle last accepted of each tenant, with the lease that is left
    /// @param held      tenants of whom some limit may still stand in the kernel
    public void restore(Map<TenantId, Desire> throttles, Set<TenantId> held, Collection<OrderRecord> orders, Now now) {
        throttles.forEach((tenant, desire) -> of(tenant).desire = desire);
        held.forEach(tenant -> of(tenant).isDirty = true);
        orders.forEach(order -> evictions.restore(of(order.order().tenant()), order));
        tick(now);
    }

    /// A tenant is declared, or its ceiling has changed.
    public void declare(TenantId tenant, Limits ceiling, Now now) {
        var tenancy = of(tenant);
        var possible = possible(ceiling);
        if (!tenancy.desire.ceiling().equals(possible)) {
            settle(tenancy, tenancy.desire.under(possible));
            tenancy.isDirty = true;
        }
        if (!tenancy.isDeclared) {
            tenancy.isDeclared = true;
            tenancy.isLeaving = false;
            tenancy.isDirty = true;
        }
        pump(tenancy, now);
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
            case Throttle throttle -> accept(tenancy, throttle, isFound, now);
            case Command.Evict order -> evictions.accept(tenancy, order);
        }
        pump(tenancy, now);
    }

    private void accept(Tenancy tenancy, Throttle throttle, boolean isFound, Now now) {
        var novelty = tenancy.desire.novelty(throttle);
        var refusal = Admission.refusal(throttle, rules.mode(), rules.missing());
        if (novelty == Novelty.STALE) {
            tenancy.waiting.add(new Answer(throttle, Verdict.stale(tenancy.desire.highest().orElseThrow())));
        } else if (refusal.isPresent()) {
            settle(tenancy, tenancy.desire.refusing(throttle));
            tenancy.waiting.add(new Answer(throttle, refusal.get()));
        } else if (novelty == Novelty.REPEATED) {
            boolean lifted = tenancy.desire.inForce().orElseThrow().lifted();
            tenancy.waiting.add(new Answer(throttle, lifted ? leaseOver() : null));
        } else {
            var lease = isFound ? Lease.foundAtStart(throttle, now.wall(), now.nanos()) : Lease.fromReceipt(throttle, now.nanos());
            var before = tenancy.desire;
            settle(tenancy, tenancy.desire.with(throttle, lease));
            tenancy.before = before;
            overtake(tenancy, throttle);
            tenancy.waiting.add(new Answer(throttle, null));
            lift(tenancy, now);
        }
        tenancy.isDirty = true;
    }

    /// On disk first, so that nothing is done that a restart would not know of.
    private void settle(Tenancy tenancy, Desire desire) {
        port.remember(tenancy.id, desire);
        tenancy.desire = desire;
    }

    private static void overtake(Tenancy tenancy, Throttle by) {
        tenancy.waiting.replaceAll(a -> a.verdict() == null ? new Answer(a.throttle(), Verdict.stale(Term.of(by))) : a);
    }

    private static Verdict leaseOver() {
        return new Verdict(Outcome.EXPIRED, null, "not renewed within its lease; the limits are lifted");
    }

    /// Lifts, or knowingly holds, a throttle whose lease is over.
    private void lift(Tenancy tenancy, Now now) {
        tenancy.desire.overdue(now.nanos()).ifPresent(throttle -> {
            boolean lifts = rules.onSilence() == OnSilence.LIFT;
            settle(tenancy, lifts ? tenancy.desire.lifted() : tenancy.desire.held());
            tenancy.waiting.removeIf(a -> a.verdict() == null && a.throttle().equals(throttle));
            tenancy.waiting.add(new Answer(throttle, lifts ? leaseOver()
                : new Verdict(Outcome.UNCHANGED, "held", "not renewed within its lease; kept, as configured (onSilence: hold)")));
            tenancy.isDirty = true;
        });
    }

    /// Time has passed; call several times a second.
    public void tick(Now now) {
        for (var tenancy : List.copyOf(tenancies.values())) {
            lift(tenancy, now);
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
        var timeout = Verdict.failed("timeout", "the kernel has not returned within %d ms; left alone until it does"
            .formatted(rules.writeDeadline().toMillis()));
        if (!job.isTimedOut() && job.order() != null) {
            evictions.end(tenancy, job.order(), timeout, null, now);
        } else if (!job.isTimedOut()) {
            followUp(tenancy, timeout, now);
        }
        tenancy.job = new Tenancy.Job(job.sinceNanos(), job.order(), true);
        tenancy.underWay.addAll(tenancy.waiting);
        tenancy.waiting.clear();
        answer(tenancy, timeout, now);
    }

    private void pump(Tenancy tenancy, Now now) {
        if (tenancy.job != null) {
            return;
        }
        if (tenancy.isDirty) {
            tenancy.isDirty = false;
            tenancy.underWay.addAll(tenancy.waiting);
            tenancy.waiting.clear();
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
            refuse(tenancy, result.verdict());
            followUp(tenancy, result.verdict(), now);
            answer(tenancy, result.verdict(), now);
        }
        if (tenancy.isLeaving && !tenancy.holds && tenancy.isIdle()) {
            tenancies.remove(tenant);
            port.forget(tenant);
            return;
        }
        pump(tenancy, now);
    }

    /// What cannot be seen before one looks: a group that holds a process that must not be touched. What was in force before stays so.
    private void refuse(Tenancy tenancy, Verdict verdict) {
        if (verdict.outcome() == Outcome.REJECTED) {
            tenancy.underWay.stream().filter(a -> a.verdict() == null).map(Answer::throttle).filter(t -> isInForce(tenancy, t)).findFirst()
                .ifPresent(throttle -> {
                    settle(tenancy, tenancy.before.refusing(throttle));
                    tenancy.isDirty = true;
                });
        }
    }

    private static boolean isInForce(Tenancy tenancy, Throttle throttle) {
        return tenancy.desire.inForce().filter(f -> f.throttle().equals(throttle)).isPresent();
    }

    private void followUp(Tenancy tenancy, Verdict verdict, Now now) {
        var inForce = tenancy.desire.inForce().filter(f -> !f.lifted()).map(Desire.InForce::throttle);
        if (inForce.isPresent() && tenancy.told != null && tenancy.underWay.stream().noneMatch(a -> a.throttle().equals(inForce.get()))
            && !(asDone(verdict).outcome() == tenancy.told.outcome() && Objects.equals(verdict.reason(), tenancy.told.reason()))) {
            tenancy.told = asDone(verdict);
            ack(tenancy, inForce.get(), tenancy.told, now);
        }
    }

    /// Of a throttle that is in force, `unchanged` later on means that it is applied.
    private static Verdict asDone(Verdict verdict) {
        return verdict.outcome() == Outcome.UNCHANGED ? new Verdict(Outcome.APPLIED, null, verdict.detail()) : verdict;
    }

    private void answer(Tenancy tenancy, Verdict found, Now now) {
        for (var answer : new ArrayList<>(tenancy.underWay)) {
            var verdict = answer.verdict() == null ? found : answer.verdict();
            if (isInForce(tenancy, answer.throttle())) {
                tenancy.told = asDone(verdict);
            }
            ack(tenancy, answer.throttle(), verdict, now);
        }
        tenancy.underWay.clear();
    }

    private void ack(Tenancy tenancy, Throttle throttle, Verdict verdict, Now now) {
        port.ack(new Ack(rules.node(), tenancy.id, throttle.epoch(), throttle.generation(), null, verdict.outcome(), verdict.reason(),
            verdict.detail(), tenancy.observed, null, now.wall()));
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

    private Limits possible(Limits ceiling) {
        return Limits.NONE
            .withCpuCores(rules.missing().containsKey(Knob.CPU) ? null : ceiling.cpuCores())
            .withMemoryBytes(rules.missing().containsKey(Knob.MEMORY) ? null : ceiling.memoryBytes())
            .withPids(rules.missing().containsKey(Knob.PIDS) ? null : ceiling.pids());
    }

    private Tenancy of(TenantId tenant) {
        return tenancies.computeIfAbsent(tenant, Tenancy::new);
    }
}
