package dev.landlord.controller.policy;

import dev.landlord.protocol.CommandKey;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Orders to end a workload: at most one of the policy's at a time, only after a warning has stood for a while, and the next only when the
/// last one has ended, its cooldown is over and samples from after it still show too much.
final class Evictions {
    /// Pause before an order that the agent deferred is sent again.
    static final Duration DEFERRED_PAUSE = Duration.ofSeconds(10);
    /// Of a tenant's name in an order's id, which may have 63 characters in all.
    private static final int LONGEST_NAME = 32;
    private static final int HASH_LENGTH = 8;

    private Evictions() {
    }

    /// The policy's own order that is under way.
    static Optional<Eviction> pendingByPolicy(TenantState state) {
        return state.evictions().stream().filter(eviction -> eviction.pending() && eviction.byPolicy()).findFirst();
    }

    /// Memory has been over quota for the class's whole clock.
    static void order(Turn turn, Overuse overuse) {
        var standing = turn.state().resource(Resource.MEMORY);
        var terms = turn.policyClass().eviction();
        if (terms == null) {
            Rungs.hold(turn, overuse, Means.EVICT, Restraint.endsNone(turn.policyClass()));
            return;
        }
        if (turn.at().isBefore(standing.warnedSince().plus(terms.warned())) || waiting(turn, terms) || Rungs.restrained(turn, overuse, Means.EVICT)) {
            return;
        }
        var from = turn.state().answers().evictsFrom();
        if (from != null && turn.at().isBefore(from)) {
            Rungs.hold(turn, overuse, Means.EVICT, Restraint.classChanged(from));
            return;
        }
        var ranked = Victims.ranked(turn.state(), overuse.quota(), turn.at());
        if (ranked.isEmpty()) {
            Rungs.hold(turn, overuse, Means.EVICT, Restraint.noVictim(turn.state(), turn.at()));
            return;
        }
        turn.unhold(Resource.MEMORY.wire());
        var victim = ranked.getFirst();
        var used = Words.amount(Resource.MEMORY, victim.memoryBytes());
        var sentence = "%s; workload %s on node %s uses %s of it".formatted(overuse.sentence(standing, turn.at()), victim.workload().id(),
            victim.node(), used);
        var eviction = issue(turn, victim, terms, new Reason(overuse.rule("overuse"), sentence), turn.policyCause());
        turn.decide(overuse.figures(DecisionDraft.of(Decision.Action.EVICT, overuse.rule("overuse"),
            "%s and is ended with %s of grace.".formatted(sentence, Words.seconds(terms.grace())), turn.policyCause())
            .on(victim.node()).ofWorkload(victim.workload().id())
            .from(standing.state().wire(), EnforcementState.EVICTING.wire()), standing)
            .with("threshold", turn.policyClass().marks().act())
            .with("order", eviction.order()).with("workloadMemoryBytes", victim.memoryBytes()).with("graceMs", eviction.graceMs())
            .with("victims", Victims.figures(ranked)));
        turn.enter(Resource.MEMORY, EnforcementState.EVICTING, sentence);
    }

    /// What the last order frees is not known yet.
    static boolean waiting(Turn turn, PolicyClass.EvictionTerms terms) {
        return turn.state().evictions().stream().anyMatch(eviction -> eviction.pending()
            || turn.at().isBefore(eviction.endedAt().plus(terms.cooldown()))
            || turn.state().meters().values().stream()
                .anyMatch(meter -> meter.freshAt(turn.at()) && !meter.at().isAfter(eviction.endedAt())));
    }

    /// Sends a new order for the group that was sampled last.
    static Eviction issue(Turn turn, Victims.Victim victim, PolicyClass.EvictionTerms terms, Reason reason, Decision.Cause cause) {
        var workload = victim.workload();
        var numbers = turn.state().numbers();
        if (turn.state().evictions().size() >= TenantState.MAX_EVICTIONS) {
            turn.state().evictions().stream().filter(ended -> !ended.pending()).findFirst()
                .ifPresent(ended -> turn.record(new PolicyRecord.EvictionForgotten(ended.order())));
        }
        var eviction = new Eviction(id(turn.state().tenant(), numbers.epoch(), numbers.orders() + 1), victim.node(),
            new Command.Fence(victim.meter().bootId(), workload.id(), workload.cgroup(), workload.cgroupId()), numbers.epoch(), turn.at(),
            terms.ttl().toMillis(), terms.grace().toMillis(), reason, cause, null, null, null);
        send(turn, eviction);
        return eviction;
    }

    /// An order's id is unique in the house, because agents remember orders by it: epochs are numbered by partition, which tenants share.
    static String id(TenantId tenant, long epoch, long number) {
        var name = tenant.value();
        return "o-%s-%s-%s".formatted(epoch, number, name.length() <= LONGEST_NAME ? name
            : name.substring(0, LONGEST_NAME - HASH_LENGTH - 1) + "-%08x".formatted(name.hashCode()));
    }

    /// Sends an order again: the same one, so that it is carried out once however often it arrives.
    static void resend(Turn turn, Eviction eviction) {
        send(turn, eviction.resent(turn.state().numbers().epoch(), null));
    }

    private static void send(Turn turn, Eviction eviction) {
        turn.record(new PolicyRecord.EvictionMoved(eviction));
        turn.send(new Command.Evict(eviction.node(), turn.state().tenant(), eviction.order(), eviction.epoch(), eviction.issuedAt(),
            eviction.ttlMs(), eviction.graceMs(), eviction.fence(), eviction.reason()));
    }

    /// Orders that were deferred are sent again, those without an answer expire, those long ended are forgotten.
    static void tick(Turn turn) {
        for (var eviction : turn.state().evictions()) {
            if (!eviction.pending()) {
                if (!turn.at().isBefore(eviction.endedAt().plus(Victims.SPARED))) {
                    turn.record(new PolicyRecord.EvictionForgotten(eviction.order()));
                }
            } else if (turn.at().isAfter(eviction.deadline())) {
                end(turn, eviction, Ack.Outcome.EXPIRED);
                decide(turn, eviction, Decision.Action.ACK, "evict.unanswered",
                    "Node %s has not answered the order to end workload %s in time.".formatted(eviction.node(), eviction.fence().workload()),
                    turn.policyCause(), Ack.Outcome.EXPIRED, null);
            } else if (eviction.resendAt() != null && revoked(turn, eviction).isPresent()) {
                takeBack(turn, eviction, revoked(turn, eviction).get());
            } else if (eviction.resendAt() != null && !turn.at().isBefore(eviction.resendAt()) && turn.at().isBefore(latestStart(eviction))) {
                resend(turn, eviction);
            }
        }
    }

    /// What stands against an order of the policy that was given when nothing did: it is not sent again.
    static Optional<Restraint> revoked(Turn turn, Eviction eviction) {
        if (!eviction.byPolicy()) {
            return Optional.empty();
        }
        var policyClass = turn.policyClass();
        return Restraint.standing(turn.state(), turn.rules(), Means.EVICT)
            .or(() -> policyClass.eviction() == null ? Optional.of(Restraint.endsNone(policyClass)) : Optional.empty())
            .or(() -> eviction.reason().rule().equals(Budgets.SPENT) ? Budgets.noLongerEnds(turn.state(), policyClass) : calm(turn));
    }

    /// Memory was given back meanwhile, a person let the tenant go, its quota is gone, or the tenant is.
    private static Optional<Restraint> calm(Turn turn) {
        return turn.state().resource(Resource.MEMORY).score() > turn.policyClass().marks().calm() ? Optional.empty()
            : Optional.of(new Restraint("calm", "its score for memory has come down"));
    }

    /// An order that the agent deferred, of which it remembers nothing.
    private static void takeBack(Turn turn, Eviction eviction, Restraint restraint) {
        end(turn, eviction, Ack.Outcome.EXPIRED, "was not ended: " + restraint.why());
        decide(turn, eviction, Decision.Action.RELEASE, "evict." + restraint.rule(), "The order to end workload %s on node %s is taken back: %s."
            .formatted(eviction.fence().workload(), eviction.node(), restraint.why()), turn.policyCause(), Ack.Outcome.EXPIRED, null);
    }

    private static Instant latestStart(Eviction eviction) {
        return eviction.issuedAt().plusMillis(eviction.ttlMs());
    }

    /// An agent's answer to an order. Whatever comes after the final one is passed over.
    static void heard(Turn turn, Ack ack) {
        var found = turn.state().evictions().stream()
            .filter(eviction -> eviction.order().equals(ack.order()) && eviction.node().equals(ack.node()) && eviction.pending()).findFirst();
        if (found.isEmpty() || ack.outcome() == Ack.Outcome.STALE && ack.epoch() < found.get().epoch()) {
            return;
        }
        var eviction = found.get();
        var workload = eviction.fence().workload();
        var agent = new Decision.Cause("agent", ack.node().value());
        var why = Answers.why(ack);
        switch (ack.outcome()) {
            case APPLIED, UNCHANGED, CLAMPED -> {
                end(turn, eviction, ack.outcome());
                decide(turn, eviction, Decision.Action.EVICTED, "evict.applied",
                    "Workload %s on node %s has ended and its group is empty%s.".formatted(workload, ack.node(), why), agent, ack.outcome(), ack);
            }
            case DEFERRED -> {
                if (eviction.resendAt() != null) {
                    return; // Said before; the order waits for its time already.
                }
                turn.record(new PolicyRecord.EvictionMoved(eviction.resent(eviction.epoch(), turn.at().plus(DEFERRED_PAUSE))));
                var later = "node %s does not end workload %s just now%s".formatted(ack.node(), workload, why);
                turn.hold("evict@" + eviction.order(), later, drafted(eviction, Decision.Action.HELD, "evict.deferred",
                    Words.capital(later) + ".", agent, ack.outcome(), ack));
            }
            case STALE, EXPIRED, REJECTED, FAILED -> {
                end(turn, eviction, ack.outcome());
                decide(turn, eviction, Decision.Action.ACK, "evict." + ack.outcome().wire(),
                    "Node %s answered the order to end workload %s with '%s'%s.".formatted(ack.node(), workload, ack.outcome().wire(), why),
                    agent, ack.outcome(), ack);
            }
        }
    }

    /// After this, the policy may think of another one; a score that an eviction was meant to bring down starts from the warning mark.
    private static void end(Turn turn, Eviction eviction, Ack.Outcome outcome) {
        end(turn, eviction, outcome, freed(outcome) ? "was ended" : "could not be ended (" + outcome.wire() + ")");
    }

    private static boolean freed(Ack.Outcome outcome) {
        return switch (outcome) {
            case APPLIED, UNCHANGED, CLAMPED -> true;
            case DEFERRED, STALE, EXPIRED, REJECTED, FAILED -> false;
        };
    }

    /// @param became what became of the workload
    private static void end(Turn turn, Eviction eviction, Ack.Outcome outcome, String became) {
        turn.record(new PolicyRecord.EvictionMoved(eviction.ended(outcome, turn.at())));
        turn.effect(new Effect.Clear(CommandKey.evict(eviction.node(), turn.state().tenant(), eviction.order())));
        turn.unhold("evict@" + eviction.order());
        var memory = turn.state().resource(Resource.MEMORY);
        if (memory.state() == EnforcementState.EVICTING && pendingByPolicy(turn.state()).isEmpty()) {
            turn.enter(Resource.MEMORY, EnforcementState.WARNED, "workload %s on node %s %s".formatted(eviction.fence().workload(),
                eviction.node(), became));
            if (freed(outcome)) {
                turn.record(new PolicyRecord.ResourceMoved(Resource.MEMORY, turn.state().resource(Resource.MEMORY)
                    .withScore(Math.min(memory.score(), turn.policyClass().marks().warn()))));
            }
        }
    }

    private static void decide(Turn turn, Eviction eviction, Decision.Action action, String rule, String text, Decision.Cause cause,
                               Ack.Outcome outcome, Ack ack) {
        turn.decide(drafted(eviction, action, rule, text, cause, outcome, ack)
            .from(EnforcementState.EVICTING.wire(), turn.state().enforcement().state().wire()));
    }

    private static DecisionDraft drafted(Eviction eviction, Decision.Action action, String rule, String text, Decision.Cause cause,
                                         Ack.Outcome outcome, Ack ack) {
        var draft = DecisionDraft.of(action, rule, text, cause).on(eviction.node()).ofWorkload(eviction.fence().workload())
            .with("order", eviction.order()).with("outcome", outcome.wire());
        return ack == null ? draft : draft.with("reason", ack.reason()).with("remainingProcesses", ack.remaining());
    }
}
