package dev.landlord.controller.policy;

import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.ActionRequest;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Reason;
import java.util.ArrayList;
import java.util.List;

/// Actions by hand. Each request is acted upon once, and each leads to a decision, if only one that says why nothing is done.
final class Requests {
    private Requests() {
    }

    static void heard(Turn turn, ActionRequest request) {
        if (!turn.state().numbers().owned() || turn.state().requests().contains(request.id())) {
            return;
        }
        turn.record(new PolicyRecord.RequestHandled(request.id()));
        if (turn.state().declared().isEmpty()) {
            refuse(turn, request, "request.no-tenant", "there is no tenant %s".formatted(request.tenant()));
        } else if (!turn.at().isBefore(request.expiresAt())) {
            refuse(turn, request, "request.expired", "it expired at %s".formatted(request.expiresAt()));
        } else {
            switch (request.action()) {
                case THROTTLE -> throttle(turn, request);
                case RELEASE -> release(turn, request);
                case EVICT -> evict(turn, request);
            }
            LimitCommands.settle(turn);
        }
    }

    private static void throttle(Turn turn, ActionRequest request) {
        var before = turn.state().enforcement().state();
        turn.record(new PolicyRecord.ByHandBegan(new ByHand(request.id(), request.node(), request.limits(), request.actor(), request.reason(),
            turn.at(), request.expiresAt())));
        var limits = request.limits();
        turn.decide(draft(request, Decision.Action.THROTTLE, "manual", "%s limited tenant %s to %s on %s until %s: %s.".formatted(request.actor(),
            request.tenant(), Words.limits(limits), request.node() == null ? "each of its nodes" : "node " + request.node(), request.expiresAt(),
            request.reason()))
            .from(before.wire(), turn.state().enforcement().state().wire())
            .with("cpuCores", limits.cpuCores()).with("memoryBytes", limits.memoryBytes()).with("memoryHighBytes", limits.memoryHighBytes())
            .with("pids", limits.pids()).with("frozen", limits.frozen())
            .with("cpuWeight", limits.cpuWeight()).with("ioBytesPerSecond", limits.ioBytesPerSecond()).with("expiresAt", request.expiresAt()));
    }

    /// Lifts what people and what the policy imposed; its scores start over, and a spent budget is not answered any more in this period.
    private static void release(Turn turn, ActionRequest request) {
        var before = turn.state().enforcement().state();
        for (var hand : turn.state().byHand()) {
            turn.record(new PolicyRecord.ByHandEnded(hand.request()));
        }
        var why = "released by %s: %s".formatted(request.actor(), request.reason());
        for (var resource : Resource.values()) {
            switch (turn.state().resource(resource).state()) {
                case WARNED, WEIGHTED, THROTTLED, FROZEN -> turn.enter(resource, EnforcementState.FREE, why);
                case FREE -> { }
                case EVICTING -> Rungs.unsqueeze(turn);
            }
            var standing = turn.state().resource(resource);
            if (standing.score() > 0 || standing.offences() > 0) {
                turn.record(new PolicyRecord.ResourceMoved(resource, standing.withScore(0).withOffences(0, null)));
            }
            turn.unhold(resource);
        }
        Budgets.waive(turn);
        turn.releaseBecause(new Reason("manual", why));
        turn.decide(draft(request, Decision.Action.RELEASE, "manual", "%s released tenant %s: %s.".formatted(request.actor(), request.tenant(),
            request.reason())).from(before.wire(), turn.state().enforcement().state().wire()));
    }

    private static void evict(Turn turn, ActionRequest request) {
        var targets = targets(turn, request);
        if (targets.isEmpty()) {
            refuse(turn, request, "request.no-workload", "no node with fresh samples has workload %s of this tenant".formatted(request.workload()));
            return;
        }
        if (targets.size() > 1) {
            refuse(turn, request, "request.ambiguous", "workload %s is on %s; name one node".formatted(request.workload(),
                String.join(" and ", targets.stream().map(target -> target.node().value()).toList())));
            return;
        }
        var target = targets.getFirst();
        var obstacle = Reach.agentObstacle(turn.state(), target.node());
        var under = turn.state().evictions().stream().filter(Eviction::pending).toList();
        if (obstacle.isPresent()) {
            refuse(turn, request, "request.held", obstacle.get());
        } else if (under.stream().anyMatch(eviction -> eviction.node().equals(target.node())
            && eviction.fence().cgroupId() == target.workload().cgroupId())) {
            refuse(turn, request, "request.under-way", "workload %s is being ended already".formatted(request.workload()));
        } else if (under.size() >= TenantState.MAX_EVICTIONS) {
            refuse(turn, request, "request.too-many", "%s evictions are under way".formatted(under.size()));
        } else {
            var terms = turn.policyClass().eviction();
            var eviction = Evictions.issue(turn, target, terms == null ? PolicyClass.EvictionTerms.BY_HAND : terms,
                new Reason("manual", "%s: %s".formatted(request.actor(), request.reason())), cause(request));
            turn.decide(draft(request, Decision.Action.EVICT, "manual", "%s ends workload %s on node %s: %s.".formatted(request.actor(),
                request.workload(), target.node(), request.reason())).on(target.node())
                .with("order", eviction.order()).with("graceMs", eviction.graceMs())
                .with("workloadMemoryBytes", target.workload().use().memoryBytes()));
        }
    }

    private static List<Victims.Victim> targets(Turn turn, ActionRequest request) {
        var targets = new ArrayList<Victims.Victim>();
        turn.state().meters().forEach((node, meter) -> {
            if (meter.freshAt(turn.at()) && (request.node() == null || request.node().equals(node))) {
                meter.workloads().stream().filter(workload -> workload.id().equals(request.workload()))
                    .forEach(workload -> targets.add(new Victims.Victim(node, meter, workload)));
            }
        });
        return targets;
    }

    private static void refuse(Turn turn, ActionRequest request, String rule, String why) {
        turn.decide(draft(request, Decision.Action.HELD, rule, "The %s that %s asked for is not done: %s.".formatted(request.action().wire(),
            request.actor(), why)));
    }

    private static DecisionDraft draft(ActionRequest request, Decision.Action action, String rule, String text) {
        return DecisionDraft.of(action, rule, text, cause(request)).on(request.node()).ofWorkload(request.workload())
            .with("request", request.id());
    }

    private static Decision.Cause cause(ActionRequest request) {
        return new Decision.Cause("person", request.actor());
    }

    /// Throttles by hand that are over.
    static void tick(Turn turn) {
        for (var hand : turn.state().byHand()) {
            if (!turn.at().isBefore(hand.expiresAt())) {
                turn.record(new PolicyRecord.ByHandEnded(hand.request()));
                var why = "the throttle by %s ended as agreed".formatted(hand.actor());
                turn.releaseBecause(new Reason("manual.expired", why));
                turn.decide(DecisionDraft.of(Decision.Action.RELEASE, "manual.expired",
                    "The throttle that %s asked for (%s) has ended.%s".formatted(hand.actor(), Words.limits(hand.limits()),
                        Lifted.rest(turn.state(), null, turn.at())), turn.policyCause())
                    .on(hand.node()).with("request", hand.request()));
            }
        }
    }
}
