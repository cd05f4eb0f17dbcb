package dev.landlord.controller.policy;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;

/// Keeps what was sent to the nodes in line with [LimitPlan]: sends changes, renews leases every third of them, tries again what was not
/// answered well, and forgets what ran out.
final class LimitCommands {
    /// A release that nobody acknowledges is sent again after this.
    static final Duration RELEASE_RETRY = Duration.ofSeconds(10);
    /// Attempts in a row after which a command is not sent again before the node or the wish changes. A release that fails as often is
    /// given up: the lease has lifted the limits by then.
    static final int MAX_TRIES = 6;
    /// An agent's lease runs from receipt, hence somewhat longer than the owner's.
    static final Duration LEASE_MARGIN = Duration.ofSeconds(5);
    static final int RENEWALS_PER_LEASE = 3;
    /// What limits that a node cannot have are held under, before its name.
    static final String HELD = "limits@";

    private LimitCommands() {
    }

    static void settle(Turn turn) {
        var planned = new HashSet<NodeId>();
        for (var wanted : LimitPlan.of(turn)) {
            planned.add(wanted.node());
            tell(turn, wanted);
            settle(turn, wanted);
        }
        for (var key : turn.state().held().keySet()) {
            if (key.startsWith(HELD)) {
                var node = new NodeId(key.substring(HELD.length()));
                if (!planned.contains(node) && !turn.state().limits().containsKey(node) && !turn.state().meters().containsKey(node)) {
                    turn.unhold(key);
                }
            }
        }
    }

    private static void tell(Turn turn, LimitPlan.Wanted wanted) {
        if (wanted.obstacles().isEmpty() && turn.state().held().isEmpty()) {
            return;
        }
        var node = wanted.node();
        var key = HELD + node;
        if (!wanted.obstacles().isEmpty()) {
            var why = String.join("; ", wanted.obstacles());
            turn.hold(key, why, DecisionDraft.of(Decision.Action.HELD, "limits.held",
                "Not all limits can be set on node %s: %s.".formatted(node, why), turn.policyCause()).on(node));
        } else if (wanted.renewable()) {
            turn.unhold(key);
        }
    }

    private static void settle(Turn turn, LimitPlan.Wanted wanted) {
        var node = wanted.node();
        var before = turn.state().limits().get(node);
        if (before == null || !before.limiting()) {
            if (!wanted.limits().equals(Limits.NONE)) {
                send(turn, wanted, before);
            } else if (before != null && due(turn, before)) {
                releaseAgain(turn, node, before);
            }
        } else if (wanted.limits().equals(Limits.NONE)) {
            send(turn, new LimitPlan.Wanted(node, Limits.NONE, Limits.NONE, List.of(), true, turn.releaseReason()), before);
        } else if (!wanted.renewable()) {
            lapse(turn, node, before);
        } else if (!wanted.limits().equals(before.limits())) {
            send(turn, wanted, before);
        } else {
            settleCause(turn, wanted, before);
        }
    }

    /// The limits stay as they are, but they may be wanted for something else now, or by somebody else: the node is told so.
    private static void settleCause(Turn turn, LimitPlan.Wanted wanted, DesiredLimits before) {
        boolean other = wanted.reason() != null && !wanted.reason().equals(before.reason());
        var caused = wanted.own().equals(before.own()) ? before : before.owned(wanted.own());
        if (other || due(turn, before)) {
            resend(turn, wanted.node(), other ? caused.because(wanted.reason()) : caused);
        } else if (caused != before) {
            turn.record(new PolicyRecord.LimitsMoved(wanted.node(), caused));
        }
    }

    private static boolean due(Turn turn, DesiredLimits desired) {
        return desired.nextAt() != null && !turn.at().isBefore(desired.nextAt());
    }

    /// Sends limits that differ from the ones before. What was answered to those says nothing about these; it is kept only where a
    /// share moved, so that the same answer again is no news.
    private static void send(Turn turn, LimitPlan.Wanted wanted, DesiredLimits before) {
        var limits = wanted.limits();
        var why = wanted.reason() != null ? wanted.reason() : before != null ? before.reason() : turn.releaseReason();
        long generation = turn.state().numbers().generation() + 1;
        boolean moved = before != null && before.limiting() && !limits.equals(Limits.NONE) && before.reason().rule().equals(why.rule());
        send(turn, wanted.node(), issue(turn, limits, generation, turn.at(), generation, 0, why, moved ? before.answer() : null,
            wanted.own(), before == null ? null : before.mayHoldNext()));
    }

    /// Sends what is desired once more, with a new lease and under the present epoch.
    static void resend(Turn turn, NodeId node, DesiredLimits before) {
        send(turn, node, issue(turn, before.limits(), turn.state().numbers().generation() + 1, before.changedAt(), before.changedIn(),
            before.tries(), before.reason(), before.answer(), before.own(), before.mayHold()));
    }

    private static void releaseAgain(Turn turn, NodeId node, DesiredLimits before) {
        if (before.tries() + 1 >= MAX_TRIES) {
            turn.decide(DecisionDraft.of(Decision.Action.LIFTED, "release.unanswered",
                "Node %s has not acknowledged the release; its lease has ended.".formatted(node), turn.policyCause()).on(node));
            turn.record(new PolicyRecord.LimitsForgotten(node));
        } else {
            resend(turn, node, before.dueAt(before.nextAt(), before.tries() + 1));
        }
    }

    private static DesiredLimits issue(Turn turn, Limits limits, long generation, Instant changedAt, long changedIn, int tries, Reason reason,
                                       DesiredLimits.Answer answer, Limits own, Limits mayHold) {
        boolean release = limits.equals(Limits.NONE);
        var lease = turn.policyClass().lease();
        return new DesiredLimits(limits, turn.state().numbers().epoch(), generation, turn.at(), release ? 0 : lease.toMillis(),
            release ? null : turn.at().plus(lease), changedAt, changedIn,
            turn.at().plus(release ? RELEASE_RETRY : lease.dividedBy(RENEWALS_PER_LEASE)), tries, reason, answer, own, mayHold);
    }

    private static void send(Turn turn, NodeId node, DesiredLimits desired) {
        turn.record(new PolicyRecord.LimitsMoved(node, desired));
        turn.send(new Command.Throttle(node, turn.state().tenant(), desired.epoch(), desired.generation(), desired.issuedAt(),
            desired.leaseMs(), desired.limits(), desired.reason()));
    }

    /// The node is silent, so its limits are not renewed; when their lease is over, they are history.
    static void lapse(Turn turn, NodeId node, DesiredLimits before) {
        if (turn.at().isBefore(before.until().plus(LEASE_MARGIN))) {
            return;
        }
        if (before.answer() == null || before.answer().outcome() != Ack.Outcome.EXPIRED) {
            turn.decide(DecisionDraft.of(Decision.Action.LIFTED, "lease.lapsed",
                "The limits on node %s (%s) were not renewed for want of fresh samples, and their lease has ended.".formatted(node,
                    Words.limits(before.limits())), turn.policyCause())
                .on(node).with("generation", before.generation()).with("leaseMs", before.leaseMs()));
        }
        turn.record(new PolicyRecord.LimitsForgotten(node));
    }
}
