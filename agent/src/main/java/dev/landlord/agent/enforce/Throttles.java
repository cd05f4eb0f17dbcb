package dev.landlord.agent.enforce;

import dev.landlord.agent.enforce.Desire.Novelty;
import dev.landlord.agent.enforce.Rules.OnSilence;
import dev.landlord.agent.enforce.Tenancy.Answer;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Ack.Outcome;
import dev.landlord.protocol.message.Command.Throttle;
import dev.landlord.protocol.message.Limits;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What is desired of the tenants of a node, and what is answered to their throttles. Not thread-safe.
///
/// A throttle is written down before it is acted upon, and answered only after what the kernel says has been read back. One that another
/// overtakes before it was applied is answered `stale`. After the first answer to a throttle there is another one whenever the outcome changes:
/// a limit that was clamped has reached its value, a write that timed out has returned.
final class Throttles {
    private final Rules rules;
    private final Port port;
    private Map<Knob, String> missing;

    Throttles(Rules rules, Port port) {
        this.rules = rules;
        this.port = port;
        this.missing = rules.missing();
    }

    /// @return whether the node lacks other knobs than before
    boolean lacks(Map<Knob, String> newMissing) {
        boolean changed = !missing.equals(newMissing);
        missing = Map.copyOf(newMissing);
        return changed;
    }

    /// From now on the tenant has this ceiling, as far as the node has the knobs for it.
    void limitTo(Tenancy tenancy, Limits ceiling) {
        tenancy.ceiling = ceiling;
        var possible = possible(ceiling);
        if (!tenancy.desire.ceiling().equals(possible)) {
            settle(tenancy, tenancy.desire.under(possible));
            tenancy.isDirty = true;
        }
    }

    private Limits possible(Limits ceiling) {
        return Limits.NONE
            .withCpuCores(missing.containsKey(Knob.CPU) ? null : ceiling.cpuCores())
            .withMemoryBytes(missing.containsKey(Knob.MEMORY) ? null : ceiling.memoryBytes())
            .withPids(missing.containsKey(Knob.PIDS) ? null : ceiling.pids());
    }

    void accept(Tenancy tenancy, Throttle throttle, boolean isFound, Now now) {
        var novelty = tenancy.desire.novelty(throttle);
        var refusal = Admission.refusal(throttle, rules.mode(), missing);
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

    /// Lifts, or knowingly holds, a throttle whose lease is over.
    void lift(Tenancy tenancy, Now now) {
        tenancy.desire.overdue(now.nanos()).ifPresent(throttle -> {
            boolean lifts = rules.onSilence() == OnSilence.LIFT;
            settle(tenancy, lifts ? tenancy.desire.lifted() : tenancy.desire.held());
            tenancy.waiting.removeIf(a -> a.verdict() == null && a.throttle().equals(throttle));
            tenancy.waiting.add(new Answer(throttle, lifts ? leaseOver()
                : new Verdict(Outcome.UNCHANGED, "held", "not renewed within its lease; kept, as configured (onSilence: hold)")));
            tenancy.isDirty = true;
        });
    }

    private static Verdict leaseOver() {
        return new Verdict(Outcome.EXPIRED, null, "not renewed within its lease; the limits are lifted");
    }

    /// A reconciliation begins: what waits for an answer gets that of this one.
    void begin(Tenancy tenancy) {
        tenancy.underWay.addAll(tenancy.waiting);
        tenancy.waiting.clear();
    }

    /// A reconciliation has returned in time.
    void reconciled(Tenancy tenancy, Verdict verdict, Now now) {
        refuse(tenancy, verdict);
        followUp(tenancy, verdict, now);
        answer(tenancy, verdict, now);
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

    /// Says again what became of the throttle in force, if it is something else than was said last.
    void followUp(Tenancy tenancy, Verdict verdict, Now now) {
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

    /// Answers every throttle under way.
    ///
    /// @param found what the reconciliation came to, for those that were not decided before it
    void answer(Tenancy tenancy, Verdict found, Now now) {
        for (var answer : List.copyOf(tenancy.underWay)) {
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
}
