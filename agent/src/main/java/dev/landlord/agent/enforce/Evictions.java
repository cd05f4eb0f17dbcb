package dev.landlord.agent.enforce;

import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Ack.Outcome;
import dev.landlord.protocol.message.Command;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The eviction orders of a node: each carried out once and answered once, at most so many a minute. Not thread-safe.
///
/// An order is final once answered, and remembered ([#MOST_REMEMBERED], the oldest forgotten first), so that one that is read again is not
/// carried out again. `deferred` and `stale` are not final: nothing was done and nothing is remembered, and the same order may come again, also from
/// the tenant's new owner.
final class Evictions {
    static final int MOST_REMEMBERED = 1_000;

    private final Rules rules;
    private final Port port;
    private final Map<String, OrderRecord> orders = new LinkedHashMap<>();
    private final Guardrail guardrail = new Guardrail();

    Evictions(Rules rules, Port port) {
        this.rules = rules;
        this.port = port;
    }

    void restore(Tenancy tenancy, OrderRecord order, Now now) {
        orders.put(order.order().order(), order);
        guardrail.restore(order, now);
        if (!order.isFinal() && !order.order().fence().bootId().equals(rules.bootId())) {
            // Numbers of groups, processes and start times begin again with a boot: who has them now is somebody else.
            answer(order, new Verdict(Outcome.APPLIED, null, "its processes ended when the node was restarted"), 0L, now);
        } else if (!order.isFinal()) {
            tenancy.evictions.put(order.order().order(), Eviction.resumed(order.order(), order.found()));
            tenancy.isDirty = true;
        }
    }

    void accept(Tenancy tenancy, Command.Evict order) {
        var known = orders.get(order.order());
        if (known == null) {
            if (tenancy.unseen.stream().noneMatch(o -> o.order().equals(order.order()))) {
                tenancy.unseen.add(order);
            }
        } else if (known.isFinal() && !known.delivered()) {
            port.ackFinally(known.ack());
        }
    }

    void pump(Tenancy tenancy, Now now) {
        if (!tenancy.unseen.isEmpty()) {
            var order = tenancy.unseen.peek();
            tenancy.job = new Tenancy.Job(now.nanos(), order.order(), false);
            port.look(tenancy.id, order);
        } else if (!tenancy.due.isEmpty()) {
            var eviction = tenancy.evictions.get(tenancy.due.poll());
            if (eviction != null) {
                tenancy.job = new Tenancy.Job(now.nanos(), eviction.order().order(), false);
                port.advance(tenancy.id, eviction, now.nanos() + rules.writeDeadline().toNanos());
            }
        }
    }

    void sighted(Tenancy tenancy, Command.Evict order, Sighting sighting, boolean ofTenant, Now now) {
        tenancy.unseen.removeIf(o -> o.order().equals(order.order()));
        if (orders.containsKey(order.order())) {
            return;
        }
        var scene = new Admission.Scene(rules.mode(), tenancy.desire.highest(), now.wall(), rules.bootId(), ofTenant, sighting,
            guardrail.count(now), rules.evictionsPerMinute());
        Admission.refusal(order, scene).ifPresentOrElse(
            verdict -> answer(OrderRecord.accepted(order, now.wall(), List.of()), verdict, null, now),
            () -> begin(tenancy, order, (Sighting.Present) sighting, now));
    }

    private void begin(Tenancy tenancy, Command.Evict order, Sighting.Present found, Now now) {
        keep(OrderRecord.accepted(order, now.wall(), found.processes()));
        guardrail.accepted(order.order(), now);
        tenancy.evictions.put(order.order(), Eviction.accepted(order, found.processes()));
        tenancy.due.add(order.order());
        tenancy.isDirty = true;
    }

    void advanced(Tenancy tenancy, String order, Eviction.Step step, Now now) {
        if (step instanceof Eviction.Step.Terminate && orders.containsKey(order) && orders.get(order).askedAt() == null) {
            guardrail.asked(order, now);
            keep(orders.get(order).asked(now.wall()));
        }
        if (!tenancy.evictions.containsKey(order)) {
            return;
        }
        switch (step) {
            case Eviction.Step.Wait _ -> {
            }
            case Eviction.Step.Terminate(var next, _) -> tenancy.evictions.put(order, next.done(now.nanos()));
            case Eviction.Step.KillGroup(var next) -> tenancy.evictions.put(order, next.done(now.nanos()));
            case Eviction.Step.KillOnly(var next, _) -> tenancy.evictions.put(order, next.done(now.nanos()));
            case Eviction.Step.End(var verdict, var remaining) -> end(tenancy, order, verdict, remaining, now);
        }
    }

    /// Ends an order with its one final answer; frozen groups of the tenant freeze again.
    void end(Tenancy tenancy, String order, Verdict verdict, Long remaining, Now now) {
        tenancy.evictions.remove(order);
        guardrail.ended(order, now);
        tenancy.isDirty = true;
        var unseen = tenancy.unseen.stream().filter(o -> o.order().equals(order)).findFirst();
        unseen.ifPresent(tenancy.unseen::remove);
        var known = unseen.map(o -> OrderRecord.accepted(o, now.wall(), List.of())).orElseGet(() -> orders.get(order));
        answer(known, verdict, remaining, now);
    }

    private void answer(OrderRecord record, Verdict verdict, Long remaining, Now now) {
        var order = record.order();
        var ack = new Ack(rules.node(), order.tenant(), order.epoch(), null, order.order(), verdict.outcome(), verdict.reason(), verdict.detail(),
            null, remaining, now.wall());
        if (isFinal(verdict.outcome())) {
            keep(record.answered(ack));
            port.ackFinally(ack);
        } else {
            port.ack(ack);
        }
    }

    static boolean isFinal(Outcome outcome) {
        return switch (outcome) {
            case DEFERRED, STALE -> false;
            case APPLIED, UNCHANGED, CLAMPED, EXPIRED, REJECTED, FAILED -> true;
        };
    }

    /// Whatever number of refused orders comes, those that the guardrail counts are not forgotten.
    private void keep(OrderRecord record) {
        port.remember(record);
        orders.put(record.order().order(), record);
        if (orders.size() > MOST_REMEMBERED) {
            orders.values().stream().filter(o -> o.isFinal() && !Guardrail.counts(o, record.acceptedAt())).findFirst().ifPresent(eldest -> {
                orders.remove(eldest.order().order());
                port.forget(eldest);
            });
        }
    }

    void delivered(String order) {
        if (orders.containsKey(order)) {
            keep(orders.get(order).asDelivered());
        }
    }

    void resend() {
        orders.values().stream().filter(o -> o.isFinal() && !o.delivered()).map(OrderRecord::ack).forEach(port::ackFinally);
    }
}
